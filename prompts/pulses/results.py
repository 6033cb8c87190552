"""What earlier pulse checks came to, for one person of the network."""

from __future__ import annotations

from enum import StrEnum

from facts.pulses import PulseResults
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.pulses.standing import standing_line
from prompts.text import Text, joined
from prompts.wording import dated, half_year_name, term_name


class ResultsAction(StrEnum):
    SHOW = "pulses.results"


def results_button(network_id: int, label: str = "results_button", offset: int = 0, typed: str = "") -> elements.Button:
    """Shows them, from the nth on; typed: of when or about what."""
    carried = refs.encode(network=network_id, offset=offset, typed=refs.short_enough(typed))
    return elements.Button(say(f"pulses.{label}"), f"{ResultsAction.SHOW}:{label.partition('_')[2]}", carried)


def results_message(found: PulseResults) -> Message:
    """The results, the newest first, as the channel was told them."""
    title = say("pulses.results_title", network=found.network)
    said = [part for part in (_about(found), found.item) if part]
    title = say("pulses.results_title_of", network=found.network, of=", ".join(said)) if said else title
    shown: list[Element] = [elements.Section(title)]
    if found.unread:
        shown.append(elements.Context(say("pulses.results_unread", words=found.unread)))
    texts: list[Text] = [
        say("pulses.results_line", day=dated(day, found.today), line=standing_line(told)) for day, told in found.lines
    ]
    texts = texts or [say("pulses.results_none")]
    shown.append(elements.Section(joined("\n", texts)))
    if found.lines:
        shown.append(elements.Context(say("pulses.results_note")))
    more = found.offset + len(found.lines)
    buttons = []
    if more < found.total:
        buttons.append(results_button(found.network_id, "results_more", more, found.typed))
    if found.typed and (said or found.unread):
        buttons.append(results_button(found.network_id, "results_all"))
    if buttons:
        shown.append(elements.Buttons(*buttons))
    return Message(joined("\n", [title, *texts]), shown)


def _about(found: PulseResults) -> str:
    """The term, the half-year, or the year whose halves both are meant."""
    if found.term:
        return f"{term_name(found.term)}, {found.term[:4]}"
    if len(found.half_years) > 1:
        return found.half_years[0][:4]
    return half_year_name(found.half_years[0]) if found.half_years else ""
