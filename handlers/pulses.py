"""Hears /cop-pulse, the answer buttons, and the form to choose a question in."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from msgspec.structs import replace

from domain.errors import Invalid, OldButton, Refused
from domain.heard import Heard, Word, bare, parts, read
from domain.pulses import Answers, asking_order, find_item
from domain.typed import DayOf
from handlers.heard import day_in, hear, network_of, rest_of
from handlers.interaction import Answer, Interaction, NotHeard
from handlers.router import Router
from prompts.actions.forms import add_form
from prompts.meant import Offered
from prompts.notices import notice_view
from prompts.pulses import cards as prompts
from prompts.pulses.answers import PulseAction
from prompts.pulses.comments import CommentAction, CommentField, CommentView, comment_view, kept_comment_view
from prompts.pulses.following import FollowingAction
from prompts.pulses.own import PulseField, PulseView, choose_view
from prompts.pulses.programme import (
    ProgrammeAction,
    ProgrammeField,
    ProgrammeView,
    order_view,
    pace_message,
    pause_view,
    programme_message,
)
from prompts.pulses.reminders import WORD, ReminderAction, reminders_message
from prompts.pulses.results import ResultsAction, results_message
from services.pulses import LONGEST, Wanted

_ABOUT = re.compile(r"^(?:(?:about|on|the)\b\s*)+", re.IGNORECASE)
_UNTIL = re.compile(r"^\W*(?:until|till?|to|by)\b", re.IGNORECASE)
FEWEST_OF_A_QUESTION = 3
"""Words in a question of one's own, where it has no question mark."""


def register(router: Router) -> None:
    router.command("/cop-pulse", handle_show_pulse_command)
    router.action(PulseAction.ANSWER, handle_answer_pulse_click, confidential=True)
    router.action(PulseAction.HOW, handle_explain_pulse_click)
    router.action(PulseAction.ASK, handle_start_pulse_click)
    router.action(PulseAction.CHOOSE, handle_choose_item_click, opens=True)
    router.action(PulseAction.DROP, handle_drop_pulse_click)
    router.action(PulseAction.WITHDRAW, handle_withdraw_pulse_click)
    router.action(CommentAction.WRITE, handle_write_comment_click, confidential=True, opens=True)
    router.submission(CommentView.WRITE, handle_write_comment_submission, confidential=True)
    router.action(ReminderAction.SWITCH, handle_switch_reminders_click)
    router.action(FollowingAction.TAKE_UP, handle_take_up_result_click, opens=True)
    router.action(ResultsAction.SHOW, handle_show_results_click)
    router.action(ProgrammeAction.SHOW, handle_show_programme_click)
    router.action(ProgrammeAction.STEER, handle_steer_programme_click)
    router.action(ProgrammeAction.ORDER, handle_order_questions_click, opens=True)
    router.submission(ProgrammeView.ORDER, handle_order_questions_submission)
    router.action(ProgrammeAction.PAUSE, handle_pause_programme_click, opens=True)
    router.submission(ProgrammeView.PAUSE, handle_pause_programme_submission)
    router.action(ProgrammeAction.PACE, handle_choose_pace_click)
    router.submission(PulseView.CHOOSE, handle_choose_item_submission)
    router.submission(PulseView.CONFIRM, handle_start_pulse_submission)


async def handle_show_pulse_command(interaction: Interaction) -> None:
    """No words: the open question, or the form to ask one. A word does what it says; other words are what to ask."""
    pulses, heard = interaction.services.pulses, hear(interaction)
    if heard.key == WORD:
        await interaction.reply(reminders_message(on=await pulses.reminders.wanted(interaction.asker)))
        return
    network_id = await network_of(interaction, heard, partial(_means_something, interaction))
    rest = rest_of(interaction, heard).plain()
    match heard.key:
        case "next" | "resume":
            found = await pulses.programme.show(interaction.asker, network_id, interaction.now)
            await interaction.reply(programme_message(found))
        case "results":
            shown = await pulses.results.show(interaction.asker, network_id, rest, 0, interaction.now)
            await interaction.reply(results_message(shown))
        case "pause":
            await _open_pause(interaction, network_id, rest)
        case "stop":
            raise NotHeard(("withdraw", "pause", "reminders"))
        case "own":
            await _open_choose(interaction, network_id, rest)
        case "ask" | "" if rest:
            await _ask_typed(interaction, network_id, rest, heard)
        case "ask":
            await _open_choose(interaction, network_id)
        case key:
            overview = await pulses.look(interaction.asker, network_id)
            if not key and not overview.opened and overview.may_start:
                await interaction.open(choose_view(network_id, await pulses.instrument(interaction.asker, network_id)))
            else:  # also before a question is taken back: its button asks once more
                await interaction.reply(prompts.overview_message(overview))


async def _means_something(interaction: Interaction, network_id: int) -> bool:
    """Whether words that are none of the command's are something to ask, or are left to whoever may not ask."""
    pulses, typed = interaction.services.pulses, interaction.typed.plain()
    words = _ABOUT.sub("", bare(typed))
    if words.isdigit() or len(words.split()) >= FEWEST_OF_A_QUESTION or "?" in typed:
        return True
    try:
        if (await day_in(interaction, network_id, words, of=None)).due_on:
            return True
        await pulses.preview(interaction.asker, network_id, words, interaction.now)
    except Invalid as error:
        return error.key != "pulses.unknown_item"
    except Refused:
        overview = await pulses.look(interaction.asker, network_id)
        named = find_item(await pulses.instrument(interaction.asker, network_id), words)
        return named is not None or not (overview.may_start or overview.starts_after)
    return True


async def _ask_typed(interaction: Interaction, network_id: int, typed: str, heard: Heard) -> None:
    """An item, as a person calls it; or a question in their own words. Whoever asks nobody sees what is open: their
    words are likely an answer to it."""
    pulses, words = interaction.services.pulses, _ABOUT.sub("", bare(typed))
    if words.isdigit():
        await interaction.reply(prompts.overview_message(await pulses.look(interaction.asker, network_id)))
        return
    try:
        day = await day_in(interaction, network_id, words, of=None)
        item = find_item(await pulses.instrument(interaction.asker, network_id), day.what) if day.due_on else None
        if item is not None:  # "trust on 4 June"
            wanted = Wanted(item.key, "", Answers.LEVELS, day.due_on)
            found = await pulses.preview_wanted(interaction.asker, network_id, wanted, interaction.now)
        else:
            found = await pulses.preview(interaction.asker, network_id, words, interaction.now)
    except Refused:
        overview = await pulses.look(interaction.asker, network_id)
        named = find_item(await pulses.instrument(interaction.asker, network_id), words)
        if named or heard.key or overview.may_start or overview.starts_after:
            raise
        await interaction.reply(prompts.overview_message(overview))
        return
    except Invalid as error:
        if error.key != "pulses.unknown_item":
            raise
        if heard.near:
            raise NotHeard(heard.near) from error
        items = asking_order(await pulses.instrument(interaction.asker, network_id))
        meant = read(words, [Word(item.key, (parts(item.title), parts(item.key))) for item in items])
        titles = {item.key: item.title for item in items}
        if not meant.key and not meant.near and (len(words.split()) >= FEWEST_OF_A_QUESTION or "?" in typed):
            await _open_choose(interaction, network_id, typed)
            return
        maybe = [meant.key] if meant.key else meant.near
        raise NotHeard(offered=[Offered(titles[key], key) for key in maybe], about=typed) from error
    await interaction.reply(prompts.preview_message(found))


async def _open_choose(interaction: Interaction, network_id: int, own: str = "") -> None:
    """The form in which to choose what to ask. own: a question in their own words that it begins with."""
    await interaction.services.pulses.check_may_ask(interaction.asker, network_id, interaction.now)
    instrument = await interaction.services.pulses.instrument(interaction.asker, network_id)
    await interaction.open(choose_view(network_id, instrument, own))


async def handle_answer_pulse_click(interaction: Interaction) -> None:
    if not interaction.suffix.isdecimal():
        raise OldButton("/cop-pulse")
    answered = await interaction.services.pulses.answer(
        interaction.asker, interaction.ref("pulse"), int(interaction.suffix), interaction.now
    )
    await interaction.reply(prompts.answered_message(answered))


async def handle_explain_pulse_click(interaction: Interaction) -> None:
    pulse = await interaction.services.pulses.explain(interaction.asker, interaction.ref("pulse"), interaction.now)
    await interaction.reply(prompts.how_message(pulse))


async def handle_choose_item_click(interaction: Interaction) -> None:
    await _open_choose(interaction, interaction.ref("network"))


async def handle_start_pulse_click(interaction: Interaction) -> None:
    started = await interaction.services.pulses.start_wanted(
        interaction.asker, interaction.ref("network"), _wanted(interaction), interaction.now
    )
    await interaction.replace(prompts.started_message(started))


def _wanted(interaction: Interaction) -> Wanted:
    """What a preview's button or form carries."""
    refs = interaction.refs
    try:
        on = date.fromisoformat(str(refs["on"])) if refs.get("on") else None
    except ValueError as error:
        raise OldButton("/cop-pulse") from error
    words, answers = str(refs.get("words", "")), str(refs.get("scale", Answers.LEVELS))
    return Wanted(interaction.ref_text("item"), words, answers, on)


async def handle_drop_pulse_click(interaction: Interaction) -> None:
    await interaction.replace(prompts.dropped_message())


async def handle_withdraw_pulse_click(interaction: Interaction) -> None:
    done = await interaction.services.pulses.withdraw(interaction.asker, interaction.ref("pulse"), interaction.now)
    await interaction.replace(prompts.withdrawn_message(done))


async def handle_choose_pace_click(interaction: Interaction) -> None:
    network_id = interaction.ref("network")
    pace, network = await interaction.services.pulses.programme.go_on(
        interaction.asker, network_id, interaction.suffix, interaction.now
    )
    await interaction.replace(pace_message(pace, network))


async def handle_choose_item_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    wanted = Wanted(
        item=fields.choice(PulseField.ITEM) or "",
        words=fields.text(PulseField.OWN),
        answers=fields.choice(PulseField.SCALE) or Answers.LEVELS,
        on=fields.date(PulseField.ON),
    )
    preview = await interaction.services.pulses.preview_wanted(
        interaction.asker, interaction.ref("network"), wanted, interaction.now
    )
    return Answer(update=prompts.confirm_view(preview))


async def handle_start_pulse_submission(interaction: Interaction) -> Answer | None:
    started = await interaction.services.pulses.start_wanted(
        interaction.asker, interaction.ref("network"), _wanted(interaction), interaction.now
    )
    return Answer(update=prompts.started_view(started))


async def handle_show_results_click(interaction: Interaction) -> None:
    found = await interaction.services.pulses.results.show(
        interaction.asker,
        interaction.ref("network"),
        str(interaction.refs.get("typed", "")),
        interaction.ref("offset"),
        interaction.now,
    )
    await interaction.reply(results_message(found))


async def handle_show_programme_click(interaction: Interaction) -> None:
    found = await interaction.services.pulses.programme.show(
        interaction.asker, interaction.ref("network"), interaction.now
    )
    await interaction.reply(programme_message(found))


async def handle_steer_programme_click(interaction: Interaction) -> None:
    found = await interaction.services.pulses.programme.steer(
        interaction.asker, interaction.ref("network"), interaction.suffix, interaction.now
    )
    await interaction.replace(programme_message(found))


async def handle_order_questions_click(interaction: Interaction) -> None:
    pulses = interaction.services.pulses
    found = await pulses.programme.to_steer(interaction.asker, interaction.ref("network"), interaction.now)
    await interaction.open(order_view(found, await pulses.instrument(interaction.asker, found.network_id)))


async def handle_order_questions_submission(interaction: Interaction) -> Answer | None:
    places = [name for name in interaction.inputs if name.startswith(ProgrammeField.PLACE)]
    keys = [interaction.fields.choice(name) or "" for name in places]
    found = await interaction.services.pulses.programme.order(
        interaction.asker, interaction.ref("network"), keys, interaction.now
    )
    return Answer(update=notice_view(programme_message(found)))


async def handle_pause_programme_click(interaction: Interaction) -> None:
    await _open_pause(interaction, interaction.ref("network"))


async def _open_pause(interaction: Interaction, network_id: int, typed: str = "") -> None:
    found = await interaction.services.pulses.programme.to_steer(interaction.asker, network_id, interaction.now)
    of = DayOf.FIRST if _UNTIL.match(typed) else DayOf.NEXT  # "until next term", and "for the rest of term"
    until = await day_in(interaction, network_id, typed, of) if typed else None
    if until is None or until.due_on is None:
        await interaction.open(pause_view(network_id, found.resumes, typed))
    else:
        await interaction.open(pause_view(network_id, until.due_on, until.what))


async def handle_pause_programme_submission(interaction: Interaction) -> Answer | None:
    found = await interaction.services.pulses.programme.pause(
        interaction.asker,
        interaction.ref("network"),
        interaction.fields.date(ProgrammeField.RESUMES),
        ProgrammeField.RESUMES,
        interaction.now,
    )
    return Answer(update=notice_view(programme_message(found)))


async def handle_write_comment_click(interaction: Interaction) -> None:
    form = await interaction.services.pulses.comments.form(interaction.asker, interaction.ref("pulse"), interaction.now)
    await interaction.open(comment_view(form, LONGEST))


async def handle_write_comment_submission(interaction: Interaction) -> Answer | None:
    kept = await interaction.services.pulses.comments.save(
        interaction.asker,
        interaction.ref("pulse"),
        interaction.fields.text(CommentField.WORDS),
        CommentField.WORDS,
        interaction.now,
    )
    return Answer(update=kept_comment_view(kept))


async def handle_switch_reminders_click(interaction: Interaction) -> None:
    on = await interaction.services.pulses.reminders.switch(
        interaction.asker, interaction.suffix == "on", interaction.now
    )
    await interaction.reply(reminders_message(on=on))


async def handle_take_up_result_click(interaction: Interaction) -> None:
    """A result becomes an action; the form starts with the next step, and asks who and when."""
    step = await interaction.services.pulses.following.next_step(interaction.asker, interaction.ref("pulse"))
    draft = await interaction.services.actions.draft_from_message(
        interaction.asker, step.network_id, step.words, interaction.now
    )
    await interaction.open(add_form(replace(draft, pulse=step.pulse_id)))
