"""What the bot says about where a network stands: the whole picture to its leaders, a safe one to anybody.

Counts, medians and rates alone. No person and no school is named in either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby

from msgspec import Struct

from domain.summaries import Aspect
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, Picture, View
from prompts.network_choice import Choice, command_button
from prompts.notices import notice, notice_view
from prompts.sections import NextStep, Part, Section
from prompts.text import Text, channel_link, joined, mention
from prompts.wording import half_year_name

COMMAND = "/cop-summary"
PICTURE = "summaries.picture"
MOST_PICTURES = 12
"""Of a section: a message holds 50 pieces. The trend shows what an instrument, or several, have beyond that."""


class SummaryAction(StrEnum):
    SHARE = "summaries.share"


class SummaryView(StrEnum):
    SHARE = "summaries.share_form"


class Summary(Struct, frozen=True):
    """Where a network stands in one half-year (a key). `is_now`: it is the one that is running.

    sections: what each feature tells. steps: what this reader can do next. may_share: whether they may post the safe
    version.
    """

    network_id: int
    network: str
    half_year: str
    is_now: bool
    sections: tuple[Section, ...] = ()
    steps: tuple[NextStep, ...] = ()
    may_share: bool = False


def whole_message(summary: Summary, *, by_itself: bool = False) -> Message:
    """To one leader: what to do next, the picture, and the rest in short. Draws, so call it off the event loop.

    by_itself: the bot sends it at the end of the half-year.
    """
    head = _head(summary, "head_by_itself" if by_itself else "head")
    told, pictures = _whole(summary)
    shown: list[Element] = [elements.Section(head), *_steps(summary), elements.Divider(), *told]
    if buttons := [*_further(summary), *([_share_button(summary)] if summary.may_share else [])]:
        shown.append(elements.Buttons(*buttons))
    shown.append(elements.Context(say("summaries.whole_footer")))
    return Message(head, shown, pictures)


def safe_message(summary: Summary) -> Message:
    """To somebody who sees the network from further away: the safe version."""
    head = _head(summary, "head")
    shown: list[Element] = [elements.Section(head), *_safe(summary)]
    if further := _further(summary):
        shown.append(elements.Buttons(*further))
    return Message(head, [*shown, elements.Context(say("summaries.safe_footer"))])


def shared_message(summary: Summary, shared_by: str) -> Message:
    """To the channel: the safe version, and who shared it."""
    head = _head(summary, "head")
    footer = say("summaries.shared_footer", person=mention(shared_by))
    return Message(head, [elements.Section(head), *_safe(summary), elements.Context(footer)])


def share_view(summary: Summary) -> View:
    """The safe version to look at before it goes to the channel."""
    return View(
        SummaryView.SHARE,
        say("summaries.share_title"),
        [
            elements.Section(say("summaries.share_lead")),
            elements.Divider(),
            elements.Section(_head(summary, "head")),
            *_safe(summary),
        ],
        submit=say("summaries.share_submit"),
        close=say("summaries.share_close"),
        metadata=refs.encode(network=summary.network_id, half_year=summary.half_year),
    )


def shared_view(channel_id: str) -> View:
    """What the form turns into once it is shared."""
    return notice_view(notice(say("summaries.shared", channel=channel_link(channel_id))), say("summaries.shared_title"))


def sent_message(network: str, half_year: str, aspect: Aspect = Aspect.WHOLE) -> Message:
    """To the person who asked: it is in their direct messages."""
    key = "sent" if aspect is Aspect.WHOLE else f"sent_{aspect}"
    return notice(say(f"summaries.{key}", network=network, half_year=half_year_name(half_year)))


def name_network_message(choices: Sequence[Choice], typed: str) -> Message:
    """To somebody who sees too many networks for buttons. typed: the half-year they gave, if any."""
    example = f"{COMMAND} {choices[0].name} {typed}".strip()
    return notice(say("summaries.name_network", count=len(choices), example=example))


def _head(summary: Summary, key: str) -> Text:
    return say(f"summaries.{key}", network=summary.network, half_year=half_year_name(summary.half_year))


def _safe(summary: Summary) -> list[Element]:
    return [*_shown([section.safe for section in summary.sections])]


def _whole(summary: Summary) -> tuple[list[Element], list[Picture]]:
    """The sections with their pictures, which it draws."""
    shown: list[Element] = []
    pictures: list[Picture] = []
    without: list[Part] = []
    for section in summary.sections:
        without.append(section.whole)
        if section.draw is not None:
            shown += _shown(without)
            without = []
            title = say("summaries.picture_title", network=summary.network).plain
            for draw in (section.draw, *section.draw_more)[:MOST_PICTURES]:
                picture = draw(_place(len(pictures)), title)
                pictures.append(picture)
                shown.append(elements.PicturePlace(picture.id, picture.alt))
    return [*shown, *_shown(without)], pictures


def _place(number: int) -> str:
    return f"{PICTURE}-{number + 1}" if number else PICTURE


def _shown(parts: Iterable[Part]) -> list[elements.Section]:
    """A paragraph each; neighbours that are brief share one."""
    paragraphs: list[elements.Section] = []
    for brief, alike in groupby((part for part in parts if part.words), key=lambda part: part.brief):
        words = [part.words for part in alike]
        paragraphs += [elements.Section(joined("\n", words))] if brief else map(elements.Section, words)
    return paragraphs


def _steps(summary: Summary) -> list[Element]:
    """What waits, a line each, and a button for each; a word of rest where nothing waits."""
    if not summary.is_now:
        return []
    if not summary.steps:
        return [elements.Section(say("summaries.nothing_waits"))]
    lines = joined("\n", (step.line for step in summary.steps))
    return [elements.Section(lines), elements.Buttons(*_step_buttons(summary))]


def _step_buttons(summary: Summary) -> list[elements.Button]:
    """A button for each step; the first stands out, and a command that two steps share is offered once."""
    shown: dict[tuple[str, str], elements.Button] = {}
    for step in summary.steps:
        button = command_button(
            step.label,
            step.command,
            network_id=summary.network_id,
            text=step.text,
            style="" if shown else "primary",
            suffix=f"summary-{step.name}",
        )
        shown.setdefault((step.command, step.text), button)
    return list(shown.values())


def _further(summary: Summary) -> list[elements.Button]:
    """What shows more of the same half-year, a button each."""
    return [
        command_button(
            more.label,
            COMMAND,
            network_id=summary.network_id,
            text=more.text if summary.is_now else f"{more.text} {summary.half_year}",
            suffix=f"summary-{more.name}",
        )
        for section in summary.sections
        for more in section.further
    ]


def _share_button(summary: Summary) -> elements.Button:
    value = refs.encode(network=summary.network_id, half_year=summary.half_year)
    return elements.Button(say("summaries.share_label"), SummaryAction.SHARE, value)
