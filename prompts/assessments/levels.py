"""Levels that leaders agree on: what is proposed, confirmed, and told of it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.standings import ItemStanding, PillarStanding
from facts.assessments import ConfirmForm, Place, Results
from prompts import button_data as refs
from prompts import elements
from prompts.assessments.cards import Where, agreed_blocks, assess_button, scale_words
from prompts.assessments.evidence import agreed_evidence_blocks, evidence_blocks, shown_with
from prompts.assessments.names import CONFIRM_FIELD, AssessmentsView
from prompts.assessments.steps import first_steps
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import MOST_IN_FORM, Message, View
from prompts.text import Text, joined, listing, mention
from prompts.wording import half_year_name

MOST_CONFIRMED = 40
"""Proposals that one form shows: with long reasons, the narrowest chat takes no more."""


def confirm_field(pillar_key: str) -> str:
    return f"{CONFIRM_FIELD}:{pillar_key}"


def confirm_button(where: Where, *, style: str = "") -> elements.Button:
    """The button that opens what others proposed."""
    label = say("assessments.confirm")
    return assess_button(label, where, "confirm", style=style)


def agree_button(where: Where, *, style: str = "") -> elements.Button:
    """The button that opens the form to propose levels in."""
    label = say("assessments.agree")
    return assess_button(label, where, "agree", style=style)


def confirm_view(form: ConfirmForm) -> View:
    """What others proposed, with its reasons, to confirm all at once or item by item."""
    head = say("assessments.confirm_head", network=form.network, half_year=half_year_name(form.half_year))
    shown: list[Element] = [elements.Context(head), elements.Section(say("assessments.confirm_intro"))]
    count = 0
    for pillar in form.standing.pillars:
        items = [item for item in pillar.items if item.key in form.proposals]
        blocks = _to_confirm(form, pillar, items) if items else []
        count += len(items)
        if count > MOST_CONFIRMED or len(shown) + len(blocks) >= MOST_IN_FORM:
            # Those that are left wait for the next time that the form is opened.
            shown.append(elements.Context(say("assessments.confirm_more")))
            break
        shown += blocks
    return View(
        callback_id=AssessmentsView.CONFIRM,
        title=say("assessments.confirm_title"),
        elements=shown,
        submit=say("assessments.confirm_submit"),
        close=say("assessments.close"),
        metadata=refs.encode(round=form.standing.round_id),
    )


def _to_confirm(form: ConfirmForm, pillar: PillarStanding, items: Sequence[ItemStanding]) -> list[Element]:
    """A pillar's proposals, each with its evidence, and the boxes to tick."""
    shown: list[Element] = [elements.Divider()]
    for item in items:
        found = form.proposals[item.key]
        line = say(
            "assessments.confirm_line_named" if form.standing.named else "assessments.confirm_line",
            item=item.title,
            number=found.level,
            level=item.scale.level(found.level).label,
            reason=found.reason,
            people=mention(found.by),
            median_label=item.newest.label,
        )
        shown.append(elements.Section(line))
        shown += shown_with(item)
    # The level as it is seen goes with it: what is proposed anew meanwhile is not confirmed unseen.
    keys = [f"{item.key}:{form.proposals[item.key].level}" for item in items]
    options = [elements.Option(item.title, key) for item, key in zip(items, keys, strict=True)]
    label = say("assessments.confirm_label", pillar=pillar.title)
    return [*shown, elements.CheckboxesInput(confirm_field(pillar.key), label, options, initials=keys)]


def to_confirm_message(place: Place, by: Sequence[str], count: int) -> Message:
    """To whoever may confirm: who proposed how many levels."""
    people = listing(mention(person) for person in by)
    text = say("assessments.to_confirm", network=place.network, people=people, count=count)
    return Message(text, [elements.Section(text), elements.Buttons(confirm_button(place, style="primary"))])


def agree_reminder_message(found: Results, until: str, *, may_confirm: bool) -> Message:
    """To chair or SEIL: how much is agreed, a while before the medians stand. until: when, in words."""
    standing = found.standing
    key = "assessments.agree_remind_named" if standing.named else "assessments.agree_remind"
    text = say(key, network=found.network, rated=standing.agreed, items=standing.of, day=until)
    buttons = [agree_button(found, style="primary")]
    if may_confirm:
        buttons.append(confirm_button(found))
    return Message(text, [elements.Section(text), elements.Buttons(*buttons)])


def agreed_message(found: Results, *, reasons: bool = False) -> Message:
    """What was agreed, pillar by pillar: levels alone for the channel, with reasons for those who lead.

    Where no item was agreed on, that the medians stand.
    """
    standing = found.standing
    items = standing.items
    count = standing.agreed
    key = "agreed_all" if standing.is_agreed else "agreed_some" if count else "agreed_none"
    if standing.named and not count:
        key = "agreed_none_named"
    half_year = half_year_name(standing.half_year)
    head = say(f"assessments.{key}", network=found.network, half_year=half_year, rated=count, items=standing.of)
    shown: list[Element] = [elements.Section(head)]
    for pillar in standing.pillars:
        lines = [say("assessments.agreed_pillar", pillar=pillar.title, median=pillar.stands.median.words)]
        lines += [
            say("assessments.agreed_item", item=item.title, level=item.scale.level(item.agreed.level).label)
            for item in pillar.items
            if item.agreed is not None
        ]
        shown.append(elements.Section(joined("\n", lines)))
    shown += first_steps(found, standing, agreed_alone=not reasons)
    if reasons:
        shown += agreed_blocks(items)
        shown += evidence_blocks(items)
    else:
        shown += agreed_evidence_blocks(items)
    if not standing.pillars:
        return Message(head, shown)
    notes: list[Text] = [say("assessments.agreed_note")] if count < len(items) else []
    scale = scale_words(standing)
    notes.append(say("assessments.agreed_correct") if reasons else say("assessments.agreed_next", scale=scale))
    return Message(head, [*shown, elements.Context(*notes)])
