"""What the bot says about the programme of pulse checks: what is coming, and the forms to steer it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.instrument import Instrument
from domain.pulses import Pace, Steer
from facts.pulses import Programme
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.notices import notice
from prompts.text import Text, joined
from prompts.typed import typed_block
from prompts.wording import day, short_day


class ProgrammeAction(StrEnum):
    SHOW = "pulses.programme"
    STEER = "pulses.steer"
    ORDER = "pulses.order"
    PAUSE = "pulses.pause"
    PACE = "pulses.pace"


class ProgrammeView(StrEnum):
    ORDER = "pulses.order_form"
    PAUSE = "pulses.pause_form"


class ProgrammeField(StrEnum):
    PLACE = "pulses.place"
    """Followed by a colon and the number of the place."""
    RESUMES = "pulses.resumes"


def programme_message(found: Programme) -> Message:
    """The next questions with their days; for leaders, what they can do about them."""
    lines = [say("pulses.programme_title", network=found.network), *_state(found)]
    lines += [say("pulses.programme_line", day=short_day(each.on), title=each.title) for each in found.coming]
    lines += [say("pulses.programme_planned", day=short_day(each.on), question=each.title) for each in found.planned]
    text = joined("\n", lines)
    shown: list[Element] = [elements.Section(text)]
    if found.coming:
        pace = "pulses.programme_fortnightly" if found.fortnightly else "pulses.programme_weekly"
        shown.append(elements.Context(say(pace), say("pulses.programme_note")))
    if found.may_steer:
        shown += [elements.Buttons(*row) for row in _steering(found) if row]
    return Message(text, shown)


def programme_button(network_id: int) -> elements.Button:
    """The way to what is coming."""
    return elements.Button(say("pulses.programme_button"), ProgrammeAction.SHOW, refs.encode(network=network_id))


def order_view(found: Programme, instrument: Instrument) -> View:
    """The next questions, one list each, as they stand now."""
    groups = [
        elements.OptionGroup(pillar.title, [elements.Option(item.title, item.key) for item in asked])
        for pillar in instrument.pillars
        if (asked := [item for item in pillar.items if item.pulse_question])
    ]
    stand = [each.item_key for each in found.coming]
    places = [
        elements.SelectInput(
            f"{ProgrammeField.PLACE}:{number}",
            say("pulses.order_place", number=number),
            groups,
            initial=key,
            placeholder=say("pulses.choose_placeholder"),
        )
        for number, key in enumerate(stand, start=1)
    ]
    return View(
        ProgrammeView.ORDER,
        say("pulses.order_title"),
        [elements.Section(say("pulses.order_text") if places else say("pulses.order_none")), *places],
        submit=say("pulses.order_submit") if places else "",
        metadata=refs.encode(network=found.network_id),
    )


def pause_view(network_id: int, resumes: date | None, typed: str = "") -> View:
    """The form to pause the weekly question. typed: until when, as somebody put it."""
    field = elements.DateInput(
        ProgrammeField.RESUMES,
        say("pulses.pause_label"),
        initial=resumes,
        optional=True,
        hint=say("pulses.pause_hint"),
    )
    return View(
        ProgrammeView.PAUSE,
        say("pulses.pause_title"),
        [elements.Section(say("pulses.pause_text")), *([typed_block(typed)] if typed else []), field],
        submit=say("pulses.pause_submit"),
        metadata=refs.encode(network=network_id),
    )


def few_answers_message(network: str, network_id: int, threshold: int, *, fortnightly: bool, reminds: bool) -> Message:
    """To the chair: too few answered for two weeks in a row; remind people, ask less often, pause, or go on."""
    text = say("pulses.few_answers", network=network, threshold=threshold)
    carried = refs.encode(network=network_id)
    done = {Pace.FORTNIGHTLY: fortnightly, Pace.REMIND: reminds}
    offered = [pace for pace in Pace if not done.get(pace)]
    buttons = [
        elements.Button(say(f"pulses.pace_{pace}"), f"{ProgrammeAction.PACE}:{pace}", carried) for pace in offered
    ]
    return Message(text, [elements.Section(text), elements.Buttons(*buttons)])


def resting_message(threshold: int, until: date | None) -> Message:
    """In the channel: no question of the week until then, or until somebody goes on."""
    return notice(_rests("pulses.rests", threshold, until))


def resting_question(network: str, network_id: int, threshold: int, until: date | None) -> Message:
    """To the chair or the SEIL: the same, and how to go on before."""
    text = _rests("pulses.rests_ask", threshold, until, network=network)
    resume = f"{ProgrammeAction.PACE}:{Pace.GO_ON}"
    buttons = [
        elements.Button(say("pulses.pace_resume"), resume, refs.encode(network=network_id)),
        programme_button(network_id),
    ]
    return Message(text, [elements.Section(text), elements.Buttons(*buttons)])


def _rests(key: str, threshold: int, until: date | None, **named: str) -> Text:
    if until is None:
        return say(f"{key}_for_good", threshold=threshold, **named)
    return say(key, threshold=threshold, day=f"{day(until)} {until.year}", **named)


def pace_message(pace: Pace, network: str) -> Message:
    """What was chosen."""
    return notice(say(f"pulses.pace_done_{pace}", network=network))


def _state(found: Programme) -> list[Text]:
    if found.paused and found.resumes is None:
        return [say("pulses.programme_paused")]
    if found.paused and found.resumes is not None:
        return [say("pulses.programme_paused_until", day=f"{day(found.resumes)} {found.resumes.year}")]
    if found.too_few:
        return [say("pulses.programme_too_few")]
    return [] if found.coming else [say("pulses.programme_none")]


def _steering(found: Programme) -> tuple[list[elements.Control], list[elements.Control]]:
    """What can be done: about the order of the questions; about how often they are asked, and how."""
    carried = refs.encode(network=found.network_id)

    def tap(wish: Steer) -> elements.Button:
        return elements.Button(say(f"pulses.steer_{wish}"), f"{ProgrammeAction.STEER}:{wish}", carried)

    order: list[elements.Control] = []
    if found.coming:
        order.append(elements.Button(say("pulses.order_button"), ProgrammeAction.ORDER, carried))
        order += [tap(wish) for wish in (Steer.LOWEST, Steer.APART) if found.has_assessment]
    if found.is_ordered:
        order.append(tap(Steer.USUAL))
    pause = "pulses.pause_other" if found.paused else "pulses.pause_button"
    pace: list[elements.Control] = [tap(Steer.RESUME)] if found.paused else []
    pace += [
        elements.Button(say(pause), ProgrammeAction.PAUSE, carried),
        tap(Steer.WEEKLY if found.fortnightly else Steer.FORTNIGHTLY),
        tap(Steer.NO_REMIND if found.reminds else Steer.REMIND),
        tap(Steer.NO_COMMENTS if found.comments else Steer.COMMENTS),
    ]
    return order, pace
