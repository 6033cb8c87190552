"""Hears all about the self-assessment: /cop-assess and its forms."""

from __future__ import annotations

from domain.errors import Invalid
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts.assessments import Overview, overview_message
from prompts.assessments_forms import (
    AssessmentsAction,
    AssessmentsField,
    AssessmentsView,
    agree_view,
    agreed_view,
    done_view,
    extend_view,
    form_view,
    later_view,
    level_field,
    missing_view,
    opening_view,
    page_view,
    why_field,
)
from prompts.catalog import say
from prompts.notices import notice, notice_view
from prompts.text import listing, mention
from prompts.wording import day, half_year_name


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-assess", handle_assess_command)
    router.submission(AssessmentsView.INTRO, handle_start_form_submission, confidential=True)
    router.submission(AssessmentsView.RATE, handle_next_part_submission, confidential=True)
    router.action(AssessmentsAction.BACK, handle_previous_part_click, confidential=True)
    router.action(AssessmentsAction.LATER, handle_save_for_later_click, confidential=True)
    router.submission(AssessmentsView.OPEN, handle_open_round_submission)
    router.submission(AssessmentsView.EXTEND, handle_extend_round_submission)
    router.submission(AssessmentsView.AGREE, handle_agree_levels_submission)


async def handle_assess_command(heard: Heard) -> None:
    """The form or where it stands; `results`, `agree`, `open` and `extend` do what they say."""
    assessments = heard.services.assessments
    match heard.words:
        case []:
            found = await assessments.look(heard.asker, await heard.network_id(), heard.now)
            if isinstance(found, Overview):
                await heard.reply(overview_message(found))
            else:
                await heard.open(form_view(found))
        case ["results"]:
            half_year = await assessments.send_results(heard.asker, await heard.network_id(), heard.now)
            await heard.reply(notice(say("assessments.results_sent", half_year=half_year_name(half_year))))
        case ["agree"]:
            await heard.open(
                agree_view(await assessments.agreeing(heard.asker, await heard.network_id(), heard.now), 0)
            )
        case ["open"]:
            opening = await assessments.opening(heard.asker, await heard.network_id(), heard.now)
            await heard.open(opening_view(opening))
        case ["extend"]:
            extension = await assessments.extending(heard.asker, await heard.network_id(), heard.now)
            await heard.open(extend_view(extension))
        case _:
            raise Invalid(say("assessments.unknown_words"))


async def handle_start_form_submission(heard: Heard) -> Answer | None:
    form = await heard.services.assessments.form(heard.asker, heard.ref("round"), heard.now)
    return Answer(update=page_view(form, form.first_page))


async def handle_next_part_submission(heard: Heard) -> Answer | None:
    """Save this part and show the next; after the last one, what is still missing or that all is done."""
    page = heard.ref("page")
    form = await heard.services.assessments.save(heard.asker, heard.ref("round"), _ratings(heard), heard.now)
    if page < form.about.parts - 1:
        return Answer(update=page_view(form, page + 1))
    return Answer(update=missing_view(form) if form.missing else done_view(form))


async def handle_previous_part_click(heard: Heard) -> None:
    carried = heard.view_refs
    form = await heard.services.assessments.save(heard.asker, _id(carried, "round"), _ratings(heard), heard.now)
    await heard.change_view(page_view(form, _id(carried, "page") - 1))


async def handle_save_for_later_click(heard: Heard) -> None:
    round_id = _id(heard.view_refs, "round")
    form = await heard.services.assessments.save(heard.asker, round_id, _ratings(heard), heard.now)
    await heard.change_view(later_view(form) if form.missing else done_view(form))


async def handle_open_round_submission(heard: Heard) -> Answer | None:
    closes_on = heard.fields.date(AssessmentsField.CLOSES)
    if closes_on is None:
        raise Invalid(say("assessments.closes_too_early"), AssessmentsField.CLOSES)
    opened = await heard.services.assessments.open(heard.asker, heard.ref("network"), closes_on, heard.now)
    people = listing(mention(user_id) for user_id in opened.raters)
    key = "assessments.opened_by_hand" if opened.raters else "assessments.opened_by_hand_nobody"
    return Answer(update=notice_view(notice(say(key, until=f"{day(closes_on)}, 5 pm", people=people))))


async def handle_extend_round_submission(heard: Heard) -> Answer | None:
    closes_on = heard.fields.date(AssessmentsField.CLOSES)
    if closes_on is None:
        raise Invalid(say("assessments.closes_missing"), AssessmentsField.CLOSES)
    done = await heard.services.assessments.extend(heard.asker, heard.ref("round"), closes_on, heard.now)
    key = "extended_later" if done.told else "extended_by_hand"
    text = say(
        f"assessments.{key if done.in_channel else 'extended_quietly'}",
        until=done.until,
        told=done.told,
        network=done.network,
    )
    return Answer(update=notice_view(notice(text)))


async def handle_agree_levels_submission(heard: Heard) -> Answer | None:
    """Save this pillar's agreed levels and show the next pillar, or that all is saved."""
    page = heard.ref("page")
    keys = _item_keys(heard)
    levels = {key: (_level(heard, key), heard.fields.text(why_field(key))) for key in keys}
    form = await heard.services.assessments.agree(heard.asker, heard.ref("round"), levels, heard.now)
    if page < len(form.standing.pillars) - 1:
        return Answer(update=agree_view(form, page + 1))
    return Answer(update=agreed_view(form))


def _item_keys(heard: Heard) -> list[str]:
    """The items that the form shows."""
    start = level_field("")
    return [name.removeprefix(start) for name in heard.fields.values if name.startswith(start)]


def _ratings(heard: Heard) -> dict[str, int]:
    """What is chosen in the form, item key to level; what is not chosen is left out."""
    chosen = {key: _level(heard, key) for key in _item_keys(heard)}
    return {key: level for key, level in chosen.items() if level is not None}


def _level(heard: Heard, item_key: str) -> int | None:
    chosen = heard.fields.choice(level_field(item_key))
    if chosen is None:
        return None
    if chosen not in ("1", "2", "3", "4"):
        raise Invalid(say("assessments.not_an_item"), level_field(item_key))
    return int(chosen)


def _id(carried: dict[str, int | str], name: str) -> int:
    found = carried.get(name)
    if not isinstance(found, int):
        raise Invalid(say("assessments.not_an_item"))
    return found
