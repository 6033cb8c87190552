"""What the bot says about a network's trend: to its leaders item by item, to those further away pillar by pillar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.ratings import Change, Median
from domain.trends import ItemTrend, Move, PillarTrend, Point, Trend, moved_most, since_baseline, since_last
from facts.assessments import ItemMark, PillarMarks
from facts.trends import TrendTold
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, Picture
from prompts.network_choice import command_button
from prompts.notices import notice
from prompts.pictures.summary_chart import summary_chart
from prompts.pictures.trend_chart import break_note, pillar_title, pillars_charts, trend_charts
from prompts.text import Text, Words, joined, lines, listing
from prompts.wording import half_year_name

SUMMARY = "/cop-summary"
TREND_WORD, BASELINE_WORD = "trend", "since baseline"
PICTURE = "trends.picture"
MOST_NAMED, MOST_NOTES = 3, 10
"""Of what moved most, and of notes; the others are counted."""


def trend_message(told: TrendTold) -> Message:
    """Half-year by half-year. Draws, so call it off the event loop."""
    found = told.found
    if found is None:
        return notice(say("trends.none", network=told.network))
    head = _head("head" if len(found.rated) > 1 else "head_one", told, found)
    said = [_baseline(found), _gaps(found), *_moved(found, named=told.whole)]
    pillars = [_pillar(found, pillar, whole=told.whole) for pillar in found.pillars]
    draw = trend_charts if told.whole else pillars_charts
    return _message(told, head, [lines(said), *pillars], draw(PICTURE, told.network, found), BASELINE_WORD)


def baseline_message(told: TrendTold) -> Message:
    """What is different from the baseline. Draws, so call it off the event loop."""
    found = told.found
    if found is None:
        return notice(say("trends.none", network=told.network))
    head = _head("head_since", told, found)
    notes = _notes(found) if told.whole else Text()
    if len(found.rated) < 2:
        return _message(told, head, [_baseline(found), notes], (), TREND_WORD)
    said = [_baseline(found), counted(found), *_moved(found, named=told.whole, since=False)]
    pillars = [_pillar_since(found, pillar, whole=told.whole) for pillar in found.pillars]
    pictures = _since_pictures(told, found) if told.whole else pillars_charts(PICTURE, told.network, found)
    return _message(told, head, [lines(said), *pillars, notes], pictures, TREND_WORD)


def counted(found: Trend) -> Text:
    """ "Since the baseline, Semester 1, 2022: 5 items higher, 1 lower, 12 the same."; nothing without two results."""
    if not (moves := since_baseline(found)):
        return Text()
    return say("trends.standing", first=_name(found, found.rated[0]), **_counts(moves))


def _message(told: TrendTold, head: Text, parts: Sequence[Text], pictures: Sequence[Picture], other: str) -> Message:
    label = say("trends.further_baseline" if other == BASELINE_WORD else "trends.further_trend")
    buttons = [command_button(say("trends.whole"), SUMMARY, network_id=told.network_id, suffix="trend-whole")]
    if told.found is not None and len(told.found.rated) > 1:
        buttons.insert(0, command_button(label, SUMMARY, network_id=told.network_id, text=other, suffix="trend-other"))
    shown: list[Element] = [
        elements.Section(head),
        *(elements.Section(part) for part in parts if part),
        *(elements.PicturePlace(picture.id, picture.alt) for picture in pictures),
        elements.Buttons(*buttons),
        elements.Context(say("trends.footer" if told.whole else "trends.footer_safe")),
    ]
    return Message(head, shown, pictures)


def _head(key: str, told: TrendTold, found: Trend) -> Text:
    first, last = _name(found, found.rated[0]), _name(found, found.rated[-1])
    return say(f"trends.{key}", network=told.network, first=first, last=last)


def _name(found: Trend, place: int) -> str:
    return half_year_name(found.half_years[place].key)


def _baseline(found: Trend) -> Text:
    marks = say("trends.mark_imported") if found.rated[0] in found.imported else ""
    key = "one" if len(found.rated) == 1 else "baseline"
    return say(f"trends.{key}", first=_name(found, found.rated[0]), marks=marks, rounds=len(found.rated))


def _notes(found: Trend) -> Text:
    """What was written down about the baseline where it was imported, such as where it comes from."""
    first = found.rated[0]
    rated = ((item, item.points[first]) for item in found.items)
    told = [say("trends.note", item=item.title, note=point.note) for item, point in rated if point and point.note]
    if not told:
        return Text()
    more = say("trends.notes_more", count=len(told) - MOST_NOTES) if len(told) > MOST_NOTES else Text()
    return lines([say("trends.notes"), *told[:MOST_NOTES], more])


def _gaps(found: Trend) -> Text:
    without = [_name(found, place) for place in range(found.rated[-1]) if place not in found.rated]
    return say("trends.gaps", half_years=listing(without)) if without else Text()


def _moved(found: Trend, *, named: bool, since: bool = True) -> Iterable[Text]:
    """What moved most since the baseline, or that nothing did; and what moved since the last results.

    named: whether items may be named, or are counted alone.
    """
    if len(found.rated) < 2:
        return
    moves = since_baseline(found)
    if named:
        yield _most(found, moves)
    if since and (last := since_last(found)):
        yield say("trends.changes", before=_name(found, found.rated[-2]), **_counts(last))


def _most(found: Trend, moves: Sequence[Move]) -> Text:
    if not moves:
        return say("trends.not_compared")
    furthest = moved_most(moves)
    if not furthest:
        still = all(move.before.stands == move.after.stands for move in moves)
        return say("trends.moved_none" if still else "trends.moved_detours")
    told = [_moved_item(found, move) for move in furthest[:MOST_NAMED]]
    if len(furthest) > MOST_NAMED:
        told.append(say("trends.moved_more", count=len(furthest) - MOST_NAMED))
    return say("trends.moved", items=listing(told))


def _moved_item(found: Trend, move: Move) -> Text:
    """What one item did; since when, where it came later than the network's baseline."""
    was, now = move.before.stands.words, move.after.stands.words
    later = say("trends.moved_later", before=_name(found, move.since)) if move.since != found.rated[0] else ""
    return say(f"trends.moved_{move.change}", item=move.item.title, was=was, now=now, marks=later)


def _counts(moves: Sequence[Move]) -> dict[str, int]:
    found = Counter(move.change for move in moves)
    return {"up": found[Change.UP], "down": found[Change.DOWN], "same": found[Change.SAME]}


def _pillar(found: Trend, pillar: PillarTrend, *, whole: bool) -> Text:
    """The pillar at the baseline and now, its spread, and each item with the level it came from."""
    last = found.rated[-1]
    return lines([_pillar_line(found, pillar), _spread(pillar, last), *(_items(pillar, last) if whole else ())])


def _pillar_line(found: Trend, pillar: PillarTrend) -> Text:
    first, last = found.rated[0], found.rated[-1]
    summary, was = pillar.summary(last), pillar.summary(first)
    now = summary.median.words if summary else "–"
    if was is None or pillar.change(first, last) in (None, Change.SAME):
        return say("trends.pillar", pillar=pillar_title(pillar), now=now)
    return say("trends.pillar_was", pillar=pillar_title(pillar), was=was.median.words, now=now)


def _spread(pillar: PillarTrend, place: int) -> Text:
    parts = [say("trends.spread_part", count=count, now=median.words) for median, count in pillar.spread(place)]
    return say("trends.spread", spread=joined(", ", parts)) if parts else Text()


def _items(pillar: PillarTrend, last: int) -> Iterable[Text]:
    for item in pillar.items:
        newest = item.at(item.rated[-1])
        marks = _marks(item, newest, now=item.rated[-1] == last)
        was = item.at(item.comparable[0]).stands
        if was == newest.stands:
            yield say("trends.item", item=item.title, now=newest.stands.words, marks=marks)
        else:
            yield say("trends.item_was", item=item.title, was=was.words, now=newest.stands.words, marks=marks)


def _marks(item: ItemTrend, newest: Point, *, now: bool) -> Text:
    kind = "agreed" if newest.agreed else "between" if newest.between else "median"
    found: list[Words] = [say(f"trends.mark_{kind}")] if now else []
    if now and newest.agreement is not None:
        found.append(say("trends.mark_agreement", agreement=f"{newest.agreement:.2f}".replace("-", "−")))
    return joined("", [*found, _broken(item)])


def _pillar_since(found: Trend, pillar: PillarTrend, *, whole: bool) -> Text:
    last = found.rated[-1]
    moves = [Move(item, item.comparable[0], last) for item in pillar.items if item.points[last] is not None]
    told = (_since(found, move) for move in moves) if whole else ()
    return lines([_pillar_line(found, pillar), _spread(pillar, last), *told])


def _since(found: Trend, move: Move) -> Text:
    """One item then and now; with the half-year of then where that is later than the network's baseline."""
    was, now, before = move.before.stands.words, move.after.stands.words, _name(found, move.since)
    told = {"item": move.item.title, "was": was, "now": now, "before": before}
    if move.since == move.until:
        return say("trends.item", **told, marks=_broken(move.item))
    arrow = say(f"trends.mark_{move.change}")
    marks = arrow if was == now else Text() if move.change is Change.SAME else " " + arrow
    if not move.is_certain:
        marks = say("trends.mark_between")
    key = "item" if move.since == found.rated[0] else "item_since"
    if was != now:
        return say(f"trends.{'item_was' if key == 'item' else key}", **told, marks=marks)
    return say(f"trends.{key if key == 'item' else 'item_since_same'}", **told, marks=marks)


def _broken(item: ItemTrend) -> Text:
    """Where the instrument changed, how the item's line begins or ends."""
    note = break_note(item)
    return " " + say("trends.mark_break", marks=note) if note else Text()


def _since_pictures(told: TrendTold, found: Trend) -> tuple[Picture, ...]:
    """One a pillar: each item's dot now, and its ring at the baseline."""
    first, last = found.rated[0], found.rated[-1]
    pictures: list[Picture] = []
    for pillar in found.pillars:
        summary = pillar.summary(last)
        if summary is None:
            continue
        now_rated = [item for item in pillar.items if item.points[last] is not None]
        items = tuple(ItemMark(item.title, item.at(last).stands, _stood(item, first, last)) for item in now_rated)
        marks = PillarMarks(pillar_title(pillar), summary.median, items, pillar.change(first, last), pillar.scale(last))
        place = f"{PICTURE}-{len(pictures) + 1}" if pictures else PICTURE
        pictures.append(summary_chart(place, told.network, _name(found, last), _name(found, first), marks))
    return tuple(pictures)


def _stood(item: ItemTrend, first: int, last: int) -> Median | None:
    """Where the item stood at the baseline; None where it cannot be compared with where it stands now."""
    compared = first in item.comparable and Move(item, first, last).is_certain
    return item.at(first).stands if compared else None
