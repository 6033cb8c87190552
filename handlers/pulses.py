"""Hears /cop-pulse, the answer buttons, and the form to choose a question in."""

from __future__ import annotations

from domain.errors import Invalid
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts import pulses as prompts
from prompts.catalog import say
from prompts.pulses import PulseAction, PulseField, PulseView


def register(router: Router) -> None:
    router.command("/cop-pulse", handle_show_pulse_command)
    router.action(PulseAction.ANSWER, handle_answer_pulse_click, confidential=True)
    router.action(PulseAction.HOW, handle_explain_pulse_click)
    router.action(PulseAction.ASK, handle_start_pulse_click)
    router.action(PulseAction.CHOOSE, handle_choose_item_click)
    router.action(PulseAction.DROP, handle_drop_pulse_click)
    router.action(PulseAction.WITHDRAW, handle_withdraw_pulse_click)
    router.submission(PulseView.CHOOSE, handle_choose_item_submission)
    router.submission(PulseView.CONFIRM, handle_start_pulse_submission)


async def handle_show_pulse_command(heard: Heard) -> None:
    network_id = await heard.network_id()
    pulses = heard.services.pulses
    if heard.words == ["withdraw"]:
        # What is open, with the button that asks once more before it is taken back.
        await heard.reply(prompts.overview_message(await pulses.look(heard.asker, network_id)))
        return
    if heard.text:
        await heard.reply(
            prompts.preview_message(await pulses.preview(heard.asker, network_id, heard.typed, heard.now))
        )
        return
    overview = await pulses.look(heard.asker, network_id)
    if overview.opened is None and overview.may_start:
        await heard.open(prompts.choose_view(network_id, pulses.instrument))
    else:
        await heard.reply(prompts.overview_message(overview))


async def handle_answer_pulse_click(heard: Heard) -> None:
    if not heard.suffix.isdecimal():
        raise Invalid(say("pulses.old_button"))
    answered = await heard.services.pulses.answer(heard.asker, heard.ref("pulse"), int(heard.suffix), heard.now)
    await heard.reply(prompts.answered_message(answered))


async def handle_explain_pulse_click(heard: Heard) -> None:
    pulse = await heard.services.pulses.explain(heard.asker, heard.ref("pulse"), heard.now)
    await heard.reply(prompts.how_message(pulse))


async def handle_choose_item_click(heard: Heard) -> None:
    await heard.services.pulses.check_may_ask(heard.asker, heard.ref("network"))
    await heard.open(prompts.choose_view(heard.ref("network"), heard.services.pulses.instrument))


async def handle_start_pulse_click(heard: Heard) -> None:
    started = await heard.services.pulses.start(heard.asker, heard.ref("network"), heard.ref_text("item"), heard.now)
    await heard.replace(prompts.started_message(started))


async def handle_drop_pulse_click(heard: Heard) -> None:
    await heard.replace(prompts.dropped_message())


async def handle_withdraw_pulse_click(heard: Heard) -> None:
    done = await heard.services.pulses.withdraw(heard.asker, heard.ref("pulse"), heard.now)
    await heard.replace(prompts.withdrawn_message(done))


async def handle_choose_item_submission(heard: Heard) -> Answer | None:
    item = heard.fields.choice(PulseField.ITEM) or ""
    preview = await heard.services.pulses.preview(heard.asker, heard.ref("network"), item, heard.now)
    return Answer(update=prompts.confirm_view(preview))


async def handle_start_pulse_submission(heard: Heard) -> Answer | None:
    started = await heard.services.pulses.start(heard.asker, heard.ref("network"), heard.ref_text("item"), heard.now)
    return Answer(update=prompts.started_view(started))
