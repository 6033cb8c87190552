"""What the bot says of an agreement, to one reader: how it stands, and what is shown by it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.agreements import Step
from facts.agreements import (
    AgreedLevels,
    Agreement,
    LevelLine,
    LinkedShare,
    OwnSchool,
    PillarLevels,
    SaysOfItself,
    SharedLevels,
    SharedSchools,
    StepLine,
    UnderWay,
)
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.peer_reviews.cards import ReviewAction
from prompts.text import Text, joined, lines, listing, mention
from prompts.wording import day, half_year_name

SCHOOLS_A_SECTION = 12


class AgreementsAction(StrEnum):
    PROPOSE = "agreements.propose"
    AGREE = "agreements.agree"
    TAKE_BACK = "agreements.take_back"
    LOWER = "agreements.lower"
    KEEP = "agreements.keep"
    GO_ALONG = "agreements.go_along"
    STAY = "agreements.stay"
    SCHOOLS = "agreements.schools"
    LEVELS = "agreements.levels"
    LINKED = "agreements.linked"


def step_words(step: int) -> dict[str, object]:
    """A step's number, name, and what it opens, for its sentences."""
    return {"step": step, "name": say(f"agreements.step_{step}_name"), "opens": say(f"agreements.step_{step}")}


def agreement_card(found: Agreement) -> Message:
    """What is shared, what comes, how far the reader's school goes along; with what they can do about it."""
    head = say("agreements.head", network=found.network)
    shown: list[Element] = [elements.Section(head), elements.Section(_so_far(found))]
    if found.under_way is not None:
        shown.append(elements.Section(_under_way(found.under_way)))
    elif found.may_change and found.step < found.last:
        shown.append(elements.Section(say("agreements.next", **step_words(found.step + 1))))
    for buttons in (_looking(found), _changing(found)):
        if buttons:
            shown.append(elements.Buttons(*buttons))
    if found.own is not None:
        shown += [elements.Divider(), *_own(found, found.own)]
    small = [say("agreements.never")]
    if found.look_on is not None:
        small.append(say("agreements.look_on", day=_dated(found)))
    if len(found.history) > 1:
        small += [say("agreements.history"), *(_past(each) for each in found.history)]
    shown.append(elements.Context(lines(small)))
    return Message(head, shown)


def _dated(found: Agreement) -> str:
    return f"{day(found.look_on)} {found.look_on.year}" if found.look_on is not None else ""


def _so_far(found: Agreement) -> Text:
    if found.step == Step.START or found.since is None:
        return say("agreements.at_start")
    head = say("agreements.at_step", step=found.step, last=found.last, day=day(found.since))
    steps = (say("agreements.step_line", **step_words(step)) for step in range(1, found.step + 1))
    return lines([head, *steps])


def _under_way(found: UnderWay) -> Text:
    words, by = step_words(found.step), mention(found.by)
    if found.holds_from is not None:
        said = say("agreements.comes", **words, by=by, day=day(found.holds_from))
    else:
        people, key = listing(mention(one) for one in found.waits_for), "waits" if found.waits_for else "waits_vacant"
        said = say(f"agreements.{key}", **words, by=by, day=day(found.on), people=people)
    return lines([said, say("agreements.would_open", **words)])


def _looking(found: Agreement) -> list[elements.Control]:
    ids = refs.encode(network=found.network_id)
    buttons: list[elements.Control] = []
    if found.sees_schools:
        buttons.append(elements.Button(say("agreements.button_schools"), AgreementsAction.SCHOOLS, ids))
    if found.sees_levels:
        buttons.append(elements.Button(say("agreements.button_levels"), AgreementsAction.LEVELS, ids))
    for linked_id, name in found.linked:
        carried = refs.encode(network=found.network_id, linked=linked_id)
        label = say("agreements.button_linked", network=name)
        buttons.append(elements.Button(label, f"{AgreementsAction.LINKED}:{linked_id}", carried))
    return buttons


def _changing(found: Agreement) -> list[elements.Control]:
    buttons: list[elements.Control] = []
    under_way = found.under_way
    if under_way is not None and under_way.may_agree:
        buttons.append(agree_button(under_way.step_id, under_way.step))
    if not found.may_change:
        return buttons
    if under_way is not None:
        ids = refs.encode(sharing_step=under_way.step_id)
        buttons.append(elements.Button(say("agreements.button_take_back"), AgreementsAction.TAKE_BACK, ids))
    elif found.step < found.last:
        buttons.append(_propose_button(found))
    if found.step > Step.START:
        buttons.append(_lower_button(found))
    return buttons


def _propose_button(found: Agreement) -> elements.Button:
    words = step_words(found.step + 1)
    return elements.Button(
        say("agreements.button_propose", **words),
        AgreementsAction.PROPOSE,
        refs.encode(network=found.network_id, step=found.step),
        confirm=elements.Confirm(
            say("agreements.propose_title"),
            say("agreements.propose_text", **words),
            say("agreements.button_propose", **words),
        ),
    )


def _lower_button(found: Agreement) -> elements.Button:
    return elements.Button(
        say("agreements.button_lower"),
        AgreementsAction.LOWER,
        refs.encode(network=found.network_id, step=found.step),
        confirm=elements.Confirm(
            say("agreements.lower_title"),
            say("agreements.lower_text", **step_words(found.step)),
            say("agreements.button_lower"),
        ),
    )


def agree_button(step_id: int, step: int) -> elements.Button:
    """The second yes."""
    sure = elements.Confirm(
        say("agreements.agree_title"),
        say("agreements.agree_text", **step_words(step)),
        say("agreements.button_agree"),
    )
    carried = refs.encode(sharing_step=step_id)
    return elements.Button(
        say("agreements.button_agree"), AgreementsAction.AGREE, carried, style="primary", confirm=sure
    )


def _own(found: Agreement, own: OwnSchool) -> list[Element]:
    school = own.says.school
    key = "agreements.own_along" if own.step else "agreements.own_behind"
    said = [say(key, school=school, step=own.step)]
    if own.says.is_empty:
        said.append(say("agreements.own_nothing"))
    elif not own.shown.is_empty:
        said.append(say("agreements.own_shown", says=says_words(own.shown)))
    if own.step < own.goes_to and not own.further.is_empty:
        said.append(say("agreements.own_further", step=own.goes_to, says=says_words(own.further)))
    if own.goes_to >= Step.LINKED:
        said.append(say("agreements.own_linked"))
    ids = refs.encode(network=found.network_id, school=own.school_id, step=own.goes_to)
    buttons: list[elements.Control] = []
    if own.step < own.goes_to:
        buttons.append(
            elements.Button(say("agreements.button_go_along"), AgreementsAction.GO_ALONG, ids, style="primary")
        )
    if own.step:
        buttons.append(elements.Button(say("agreements.button_stay"), AgreementsAction.STAY, ids))
    about = refs.encode(network=found.network_id)
    buttons.append(elements.Button(say("agreements.button_about"), ReviewAction.ABOUT, about))
    return [
        elements.Section(lines(said)),
        elements.Buttons(*buttons),
        elements.Context(say("agreements.own_small_print")),
    ]


def _past(each: StepLine) -> Text:
    key = "agreements.history_agreed" if each.agreed_by else "agreements.history_back"
    agreed = mention(each.agreed_by) if each.agreed_by else ""
    return say(key, step=each.step, day=f"{day(each.since)} {each.since.year}", by=mention(each.by), agreed=agreed)


def says_words(said: SaysOfItself) -> Text:
    """ "works on Curriculum; strong in Culture" """
    parts = (("works_on", said.works_on), ("strong_in", said.strong_in), ("finds_hard", said.finds_hard))
    return joined("; ", [say(f"agreements.says_{what}", **{what: _dimension(key)}) for what, key in parts if key])


def _dimension(key: str) -> Text:
    return say(f"peer_reviews.fiso_{key}")


def schools_message(found: SharedSchools) -> Message:
    """What schools say of themselves, a line each."""
    head = say("agreements.schools_head", network=found.network)
    small = say("agreements.schools_all" if found.all_the_same else "agreements.schools_small_print")
    return Message(head, [elements.Section(head), *_school_lines(found.schools), elements.Context(small)])


def _school_lines(schools: Sequence[SaysOfItself]) -> list[Element]:
    if not schools:
        return [elements.Section(say("agreements.schools_none"))]
    several = [say("agreements.school_line", school=each.school, says=says_words(each)) for each in schools]
    parts = [several[at : at + SCHOOLS_A_SECTION] for at in range(0, len(several), SCHOOLS_A_SECTION)]
    return [elements.Section(lines(part)) for part in parts]


def levels_message(found: SharedLevels) -> Message:
    """The agreed levels, item by item."""
    head = say("agreements.levels_head", network=found.network)
    small = elements.Context(say("agreements.levels_small_print"))
    return Message(head, [elements.Section(head), *_levels(found), small])


def _levels(found: SharedLevels) -> list[Element]:
    if not found.found:
        return [elements.Section(say("agreements.levels_none", network=found.network))]
    return [element for each in found.found for element in _of_instrument(each)]


def _of_instrument(each: AgreedLevels) -> list[Element]:
    head = (
        [elements.Section(say("agreements.levels_instrument", instrument=each.instrument))] if each.instrument else []
    )
    return [*head, *(elements.Section(_of_pillar(pillar)) for pillar in each.pillars)]


def _of_pillar(pillar: PillarLevels) -> Text:
    items = [
        say(
            "agreements.levels_item",
            item=item.item,
            levels=joined(
                " → ",
                [
                    say("agreements.level", label=label, level=name, half_year=half_year_name(half_year))
                    for half_year, label, name in _changes(item)
                ],
            ),
        )
        for item in pillar.items
    ]
    head = [say("agreements.levels_pillar", pillar=pillar.pillar)] if pillar.pillar else []
    return lines([*head, *items])


def _changes(item: LevelLine) -> list[tuple[str, str, str]]:
    """The item's first level, and each that was another than the one before: a phone has no room for all of them."""
    before = ("", *(label for _, label, _ in item.levels))
    return [level for level, last in zip(item.levels, before, strict=False) if level[1] != last]


def linked_message(found: LinkedShare) -> Message:
    """What a linked network shows: its newest agreed levels, and what of its schools go along."""
    head = say("agreements.linked_head", network=found.levels.network)
    schools = _school_lines(found.schools) if found.schools else []
    small = elements.Context(lines([say("agreements.levels_small_print"), say("agreements.linked_small_print")]))
    return Message(head, [elements.Section(head), *_levels(found.levels), *schools, small])
