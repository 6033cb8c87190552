"""What the bot says about leaders and schools: item by item to leaders, pillar by pillar to those further away."""

from __future__ import annotations

from collections.abc import Iterator

from domain.gaps import Gap, ItemGap, PillarGap, Verdict
from facts.gaps import GapTold
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.gaps.wording import said_of
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.notices import notice
from prompts.pictures.gap_chart import gap_charts
from prompts.pictures.trend_chart import pillar_title
from prompts.text import Text, Words, joined, lines, listing
from prompts.wording import half_year_name

SUMMARY = "/cop-summary"
GAP_WORD = "gap"
PICTURE = "gaps.picture"
MOST_NAMED = 3
"""Of what is furthest apart; the others are counted."""


def gap_message(told: GapTold) -> Message:
    """Side by side. Draws, so call it off the event loop."""
    found = told.found
    if found is None:
        return notice(say("gaps.none", network=told.network))
    head = say("gaps.head", network=told.network, half_year=half_year_name(found.half_year.key))
    pillars = [_pillar(found, pillar, whole=told.whole) for pillar in found.pillars]
    pictures = gap_charts(PICTURE, told.network, found) if told.whole and found.answered else ()
    shown: list[Element] = [
        elements.Section(head),
        elements.Section(lines(_lead(found, named=told.whole))),
        *(elements.Section(part) for part in pillars if part),
        *(elements.PicturePlace(picture.id, picture.alt) for picture in pictures),
        elements.Buttons(
            command_button(say("gaps.trend"), SUMMARY, network_id=told.network_id, text="trend", suffix="gap-trend"),
            command_button(say("gaps.whole"), SUMMARY, network_id=told.network_id, suffix="gap-whole"),
        ),
        elements.Context(say("gaps.footer" if told.whole else "gaps.footer_safe")),
    ]
    return Message(head, shown, pictures)


def counts(found: Gap) -> dict[str, int]:
    """How many items lie which way."""
    return {
        "higher": found.count(Verdict.LEADERS),
        "lower": found.count(Verdict.SCHOOLS),
        "alike": found.count(Verdict.ALIKE),
    }


def pillar_line(pillar: PillarGap, *, whole: bool) -> Text:
    """The pillar's two middles; nothing where schools said nothing that can be compared.

    whole: over the same items. Otherwise of two things that were told of the pillar and of single items before, so
    that nobody who does not see the items learns from it what leaders said of one.
    """
    medians = pillar.medians
    if medians is None:
        return Text()
    leaders, schools = medians if whole else (pillar.leaders, medians[1])
    return say(
        f"gaps.pillar_{'both' if whole else 'apart'}",
        pillar=pillar_title(pillar),
        leaders=leaders.words,
        schools=schools.words,
        count=len(pillar.comparable),
        all=len(pillar.items),
    )


def _lead(found: Gap, *, named: bool) -> Iterator[Text]:
    if not found.answered:
        yield say("gaps.nobody_asked")
        return
    asked = {"answered": len(found.answered), "all": len(found.items)}
    if not named:
        yield say("gaps.answered", **asked)
        return
    yield say("gaps.counts", **asked, **counts(found))
    furthest = found.furthest
    if not furthest:
        yield say("gaps.nowhere")
        return
    told = [say("gaps.furthest_item", item=item.title, said=said_of(item)) for item in furthest[:MOST_NAMED]]
    if len(furthest) > MOST_NAMED:
        told.append(say("gaps.furthest_more", count=len(furthest) - MOST_NAMED))
    yield say("gaps.furthest", items=listing(told))


def _pillar(found: Gap, pillar: PillarGap, *, whole: bool) -> Text:
    head = pillar_line(pillar, whole=whole)
    if not whole:
        return head
    asked = [item for item in pillar.items if item.schools is not None]
    others = [item.title for item in pillar.items if item.schools is None]
    if not found.answered:
        return Text()
    items = [say("gaps.item", item=item.title, said=said_of(item), marks=_marks(found, item)) for item in asked]
    rest = say("gaps.not_asked", items=listing(others)) if others else Text()
    return lines([head or say("gaps.pillar", pillar=pillar_title(pillar)), *items, rest])


def _marks(found: Gap, item: ItemGap) -> Text:
    marks: list[Words] = []
    if item.verdict in (Verdict.LEADERS, Verdict.SCHOOLS):
        marks.append(say(f"gaps.mark_{item.verdict}"))
    if item.schools is not None and item.schools.half_year != found.half_year:
        marks.append(say("gaps.mark_then", then=half_year_name(item.schools.half_year.key)))
    return joined("", (part for mark in marks for part in (" ", mark)))
