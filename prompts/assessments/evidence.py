"""Evidence of items: the form to give some while rating, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from domain.evidence import LONGEST_EVIDENCE, Evidence, with_links
from domain.instrument import Item
from domain.standings import ItemStanding
from facts.assessments import RatingForm
from prompts import button_data as refs
from prompts import elements
from prompts.assessments.names import AssessmentsAction, AssessmentsField, AssessmentsView, brought_field
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.text import Text, joined, link, mention, text

SHOW_NAME = "yes"
MOST_SHOWN = 20
"""Pieces of evidence that a message shows; all of them stand in the form to agree on levels."""
A_SECTION = 4
"""So many fit what the narrowest chat takes as one paragraph."""


def evidence_view(form: RatingForm, page: int, items: Sequence[Item]) -> View:
    """To give evidence for one of these items. page: the part of the form to go back to."""
    shown: list[Element] = [elements.Section(say("assessments.evidence_text"))]
    if given := [item for item in items if item.key in form.evidence]:
        shown.append(elements.Context(say("assessments.evidence_given", titles=_given_lines(form, given))))
    shown += [
        elements.SelectInput(
            AssessmentsField.ITEM,
            say("assessments.evidence_item"),
            [elements.Option(item.title, item.key) for item in items],
            placeholder=say("assessments.evidence_choose"),
        ),
        elements.TextInput(
            AssessmentsField.WORDS,
            say("assessments.evidence_words"),
            multiline=True,
            optional=True,
            most=LONGEST_EVIDENCE,
            hint=say("assessments.evidence_hint"),
        ),
        elements.CheckboxesInput(
            AssessmentsField.NAMED,
            say("assessments.evidence_name"),
            [elements.Option(say("assessments.evidence_named"), SHOW_NAME)],
        ),
    ]
    return View(
        callback_id=AssessmentsView.GIVE_EVIDENCE,
        title=say("assessments.evidence_title"),
        elements=shown,
        submit=say("assessments.agree_save"),
        close=say("assessments.close"),
        metadata=refs.encode(round=form.round_id, page=page),
    )


def evidence_button() -> elements.Button:
    """The button in the form that opens it."""
    return elements.Button(say("assessments.evidence_add"), AssessmentsAction.EVIDENCE)


def _given_lines(form: RatingForm, items: Sequence[Item]) -> Text:
    return joined(
        "\n",
        (
            say("assessments.evidence_line", item=item.title, statement=linked(form.evidence[item.key].words))
            for item in items
        ),
    )


def brought_input(item: ItemStanding, mine: str) -> elements.TextInput:
    """The field for evidence in the form to agree on levels. mine: what the person has brought before."""
    return elements.TextInput(
        brought_field(item.key),
        say("assessments.evidence_brought"),
        initial=mine,
        optional=True,
        most=LONGEST_EVIDENCE,
    )


def shown_with(item: ItemStanding) -> list[Element]:
    """All evidence of one item, in small print; nothing where there is none."""
    if not item.evidence:
        return []
    lines = [_words(one) for one in item.evidence]
    return [
        elements.Context(joined("\n", lines[start : start + A_SECTION])) for start in range(0, len(lines), A_SECTION)
    ]


def evidence_blocks(items: Sequence[ItemStanding]) -> list[Element]:
    """For those who lead: the evidence of these items under a heading, item by item; nothing where there is none."""
    lines = [
        say("assessments.evidence_line", item=item.title, statement=_words(one))
        for item in items
        for one in item.evidence
    ]
    return _blocks(lines)


def agreed_evidence_blocks(items: Sequence[ItemStanding]) -> list[Element]:
    """For the whole network: what was brought while agreeing, to items that have an agreed level, without names."""
    return _blocks(
        [
            say("assessments.evidence_line", item=item.title, statement=linked(one.words))
            for item in items
            if item.agreed is not None
            for one in item.evidence
            if one.agreeing
        ]
    )


def _blocks(lines: Sequence[Text]) -> list[Element]:
    if not lines:
        return []
    first = lines[:MOST_SHOWN]
    shown: list[Element] = [elements.Section(say("assessments.evidence_heading"))]
    shown += [
        elements.Section(joined("\n", first[start : start + A_SECTION])) for start in range(0, len(first), A_SECTION)
    ]
    if len(lines) > len(first):
        shown.append(elements.Context(say("assessments.evidence_more", count=len(lines) - len(first))))
    return shown


def _words(one: Evidence) -> Text:
    if one.by is None:
        return linked(one.words)
    return say("assessments.evidence_by", statement=linked(one.words), people=mention(one.by))


def linked(words: str) -> Text:
    """What was typed, its addresses as links."""
    return joined("", (link(address, piece) if address else text(piece) for piece, address in with_links(words)))
