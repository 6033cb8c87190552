"""Hears all about the self-assessment: /cop-assess and its forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from domain.assessments import DATED, OF_HALF_YEAR
from domain.calendar import HalfYear
from domain.errors import Invalid
from domain.evidence import LONGEST_EVIDENCE, Given
from domain.heard import Heard, bare, parts
from facts.assessments import AskAgain, AssessmentOverview, Extension, InstrumentChoice, Opening, RatingForm
from handlers.heard import day_in, hear, network_of
from handlers.interaction import Answer, Interaction, NotHeard
from handlers.router import Router
from prompts.assessments.again import ask_view
from prompts.assessments.choosing import forms_message, overviews_message, settings_view, which_message
from prompts.assessments.evidence import SHOW_NAME
from prompts.assessments.forms import (
    agree_view,
    agreed_view,
    closing_view,
    done_view,
    evidence_page,
    extend_view,
    form_view,
    later_view,
    missing_view,
    opening_view,
    page_view,
)
from prompts.assessments.levels import confirm_view
from prompts.assessments.names import (
    CONFIRM_FIELD,
    AssessmentsAction,
    AssessmentsField,
    AssessmentsView,
    brought_field,
    level_field,
    why_field,
)
from prompts.assessments.steps import steps_view
from prompts.catalog import say
from prompts.notices import notice, notice_view
from prompts.text import listing, mention
from prompts.wording import day, half_year_name

if TYPE_CHECKING:
    from domain.typed.due import DueReading

Form = TypeVar("Form", Opening, Extension, AskAgain)

LEVEL = re.compile("[1-9]")
"""A level as a form carries it. Whether the item has it is the service's to say."""

SETTINGS, FORM = "settings", "form"
_OF = re.compile(r"^(?:(?:of|for|in|from|on|the)\b\s*)+", re.IGNORECASE)
"""What stands before a self-assessment's name, as in "results of the Three Pillars"."""


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-assess", handle_assess_command)
    router.submission(AssessmentsView.INTRO, handle_start_form_submission, confidential=True)
    router.submission(AssessmentsView.RATE, handle_next_part_submission, confidential=True)
    router.action(AssessmentsAction.BACK, handle_previous_part_click, confidential=True)
    router.action(AssessmentsAction.LATER, handle_save_for_later_click, confidential=True)
    router.action(AssessmentsAction.EVIDENCE, handle_add_evidence_click, confidential=True)
    router.submission(AssessmentsView.GIVE_EVIDENCE, handle_give_evidence_submission, confidential=True)
    router.action(AssessmentsAction.CHOSEN, handle_choose_level_choice, confidential=True)
    router.submission(AssessmentsView.OPEN, handle_open_round_submission)
    router.submission(AssessmentsView.EXTEND, handle_extend_round_submission)
    router.submission(AssessmentsView.CLOSE, handle_close_round_submission)
    router.submission(AssessmentsView.AGAIN, handle_ask_again_submission)
    router.submission(AssessmentsView.AGREE, handle_agree_levels_submission)
    router.submission(AssessmentsView.CONFIRM, handle_confirm_levels_submission)
    router.submission(AssessmentsView.SETTINGS, handle_choose_instruments_submission)


async def handle_assess_command(interaction: Interaction) -> None:
    """The form or where it stands; each word after it does what it says, with the self-assessment named after it."""
    heard = hear(interaction)
    network_id = await network_of(interaction, heard, partial(_is_one, interaction, heard))
    if heard.key == SETTINGS:
        used = await interaction.services.assessments.choosing.used(interaction.asker, network_id)
        await interaction.open(settings_view(used))
        return
    if heard.key == "cancel":  # close it as it stands, or give more time?
        raise NotHeard(("close", "extend"))
    word = "" if heard.key == FORM else heard.key
    until = await day_in(interaction, network_id, heard.rest) if word in DATED and heard.rest else None
    if until is not None and until.due_on:
        heard = replace(heard, rest=until.what)
    of: Sequence[HalfYear] = ()
    if word in OF_HALF_YEAR and heard.rest:
        choosing = interaction.services.assessments.choosing
        of, rest = await choosing.half_years(interaction.asker, network_id, heard.rest, interaction.now)
        heard = replace(heard, rest=rest)
    meant = await _meant(interaction, network_id, word, heard)
    if not word:
        await _look(interaction, network_id, [one.key for one in meant])
    elif len(meant) > 1:
        named = " ".join([word, *(one.key for one in of)]) if len(of) < 2 else f"{word} {of[0].year}"
        await interaction.reply(which_message(network_id, named, meant))
    else:
        await _do(interaction, network_id, word, meant[0], until, of)


def _is_called(instrument: InstrumentChoice, said: str) -> bool:
    """Whether all of these words are the self-assessment's name, or there are none."""
    named = {*parts(instrument.title), *parts(instrument.key)}
    return set(parts(_OF.sub("", f"{bare(said)} "))) <= named


async def _meant(interaction: Interaction, network_id: int, word: str, heard: Heard) -> Sequence[InstrumentChoice]:
    """The self-assessments that can be meant; what follows the word is what one is called."""
    said = bare(_OF.sub("", f"{heard.rest} ").strip()) if heard.key != FORM else ""
    try:
        return await interaction.services.assessments.choosing.which(interaction.asker, network_id, word, said)
    except Invalid as error:
        if error.key != "assessments.unknown_instrument":
            raise
        if word == "close" and (await day_in(interaction, network_id, heard.rest)).due_on:
            raise NotHeard(("extend", "close")) from error  # it closes at once: another last day is “extend”
        if word:
            raise
        raise NotHeard(heard.near) from error


async def _is_one(interaction: Interaction, heard: Heard, network_id: int) -> bool:
    """Whether words that are none of the command's name a self-assessment of the network."""
    try:
        return bool(await _meant(interaction, network_id, "", heard))
    except NotHeard:
        return False


async def _look(interaction: Interaction, network_id: int, keys: Sequence[str]) -> None:
    found = await interaction.services.assessments.look(interaction.asker, network_id, keys, interaction.now)
    forms = [one for one in found if isinstance(one, RatingForm)]
    if len(forms) == 1:
        await interaction.open(form_view(forms[0]))
    elif forms:
        await interaction.reply(forms_message(forms))
    else:
        await interaction.reply(overviews_message([one for one in found if isinstance(one, AssessmentOverview)]))


async def _do(
    interaction: Interaction,
    network_id: int,
    word: str,
    meant: InstrumentChoice,
    until: DueReading | None,
    of: Sequence[HalfYear],
) -> None:
    """Open the form that the word stands for, or send the results. until: the day that was typed; of: half-years."""
    assessments, asker, now = interaction.services.assessments, interaction.asker, interaction.now
    key, unclear = meant.key, _unclear(until, meant)
    match word:
        case "results":
            sent = await assessments.send_results(asker, network_id, key, now, of)
            text = "assessments.results_sent_open" if sent.following else "assessments.results_sent"
            told = say(text, half_year=half_year_name(sent.half_year), results=sent.following)
            await interaction.reply(notice(told))
        case "steps":
            await interaction.open(steps_view(await assessments.steps.show(asker, network_id, key, now, of)))
        case "agree":
            await interaction.open(agree_view(await assessments.levels.agreeing(asker, network_id, key, now, of), 0))
        case "confirm":
            await interaction.open(confirm_view(await assessments.levels.confirming(asker, network_id, key, now, of)))
        case "open":
            opening = await assessments.by_hand.opening(asker, network_id, key, now)
            await interaction.open(opening_view(_closing_on(opening, until), unclear))
        case "extend":
            extending = await assessments.by_hand.extending(asker, network_id, key, now)
            await interaction.open(extend_view(_closing_on(extending, until), unclear))
        case "again":
            asking = await assessments.again.asking(asker, network_id, key, now)
            await interaction.open(ask_view(_closing_on(asking, until), unclear))
        case _:
            await interaction.open(closing_view(await assessments.by_hand.closing(asker, network_id, key, now)))


def _closing_on(form: Form, until: DueReading | None) -> Form:
    """The form with the day that was typed; "by two weeks" counts from the day on which it closes now."""
    if until is None or until.due_on is None:
        return form
    closing = form.closing if isinstance(form, Extension) and until.counted else None
    day = until.due_on if closing is None else closing + timedelta(days=until.counted)
    return msgspec.structs.replace(form, closes_on=day)


def _unclear(until: DueReading | None, meant: InstrumentChoice) -> str:
    """The words that the form cannot hold: for a day that is none, or for what it is not about, as "semester 2"."""
    if until is None or (until.asked is None and _is_called(meant, until.what)):
        return ""
    return until.what


async def handle_choose_instruments_submission(interaction: Interaction) -> Answer | None:
    fields, network_id = interaction.fields, interaction.ref("network")
    found = await interaction.services.assessments.choosing.use(
        interaction.asker,
        network_id,
        fields.choices(AssessmentsField.USED),
        fields.choices(AssessmentsField.BY_ITSELF),
        fields.choice(AssessmentsField.PULSES) or "",
        interaction.now,
    )
    titles = listing(one.title for one in found.known if one.key in found.keys)
    text = say("assessments.settings_saved", network=found.network, titles=titles)
    return Answer(update=notice_view(notice(text)))


async def handle_start_form_submission(interaction: Interaction) -> Answer | None:
    form = await interaction.services.assessments.form(interaction.asker, interaction.ref("round"), interaction.now)
    return Answer(update=page_view(form, form.first_page))


async def handle_next_part_submission(interaction: Interaction) -> Answer | None:
    """Save this part and show the next; after the last one, what is still missing or that all is done."""
    page = interaction.ref("page")
    form = await interaction.services.assessments.save(
        interaction.asker, interaction.ref("round"), _ratings(interaction), interaction.now
    )
    if page < form.about.parts - 1:
        return Answer(update=page_view(form, page + 1))
    return Answer(update=missing_view(form) if form.missing else done_view(form))


async def handle_previous_part_click(interaction: Interaction) -> None:
    carried = interaction.view_refs
    form = await interaction.services.assessments.save(
        interaction.asker, _id(carried, "round"), _ratings(interaction), interaction.now
    )
    await interaction.change_view(page_view(form, _id(carried, "page") - 1))


async def handle_save_for_later_click(interaction: Interaction) -> None:
    round_id = _id(interaction.view_refs, "round")
    form = await interaction.services.assessments.save(
        interaction.asker, round_id, _ratings(interaction), interaction.now
    )
    await interaction.change_view(later_view(form) if form.missing else done_view(form))


async def handle_add_evidence_click(interaction: Interaction) -> None:
    """Save this part, and show the form to give evidence for one of its items."""
    carried = interaction.view_refs
    form = await interaction.services.assessments.save(
        interaction.asker, _id(carried, "round"), _ratings(interaction), interaction.now
    )
    await interaction.change_view(evidence_page(form, _id(carried, "page")))


async def handle_give_evidence_submission(interaction: Interaction) -> Answer | None:
    """Keep it, and go back to the part of the form that it was given in."""
    fields = interaction.fields
    item, words = fields.choice(AssessmentsField.ITEM), fields.text(AssessmentsField.WORDS)
    if item is None:
        raise Invalid("assessments.evidence_which", AssessmentsField.ITEM)
    if len(words) > LONGEST_EVIDENCE:
        raise Invalid("assessments.evidence_long", AssessmentsField.WORDS, count=LONGEST_EVIDENCE)
    given = Given(words, named=SHOW_NAME in fields.choices(AssessmentsField.NAMED))
    form = await interaction.services.assessments.save(
        interaction.asker, interaction.ref("round"), {}, interaction.now, {item: given}
    )
    note = say("assessments.evidence_kept" if words else "assessments.evidence_taken_away")
    return Answer(update=page_view(form, interaction.ref("page"), note=note))


async def handle_choose_level_choice(interaction: Interaction) -> None:
    """Keep what is chosen so far, where the chat tells of each choice: whoever closes the form then loses nothing."""
    round_id = _id(interaction.view_refs, "round")
    await interaction.services.assessments.save(interaction.asker, round_id, _ratings(interaction), interaction.now)


async def handle_open_round_submission(interaction: Interaction) -> Answer | None:
    closes_on = interaction.fields.date(AssessmentsField.CLOSES)
    if closes_on is None:
        raise Invalid("assessments.closes_missing", AssessmentsField.CLOSES)
    opened = await interaction.services.assessments.by_hand.open(
        interaction.asker,
        interaction.ref("network"),
        str(interaction.refs.get("instrument", "")),
        closes_on,
        interaction.now,
    )
    people = listing(mention(user_id) for user_id in opened.raters)
    key = "assessments.opened_by_hand" if opened.raters else "assessments.opened_by_hand_nobody"
    return Answer(update=notice_view(notice(say(key, until=f"{day(closes_on)}, 5 pm", people=people))))


async def handle_extend_round_submission(interaction: Interaction) -> Answer | None:
    closes_on = interaction.fields.date(AssessmentsField.CLOSES)
    if closes_on is None:
        raise Invalid("assessments.closes_missing", AssessmentsField.CLOSES)
    done = await interaction.services.assessments.by_hand.extend(
        interaction.asker, interaction.ref("round"), closes_on, interaction.now
    )
    key = "extended_later" if done.told else "extended_by_hand"
    text = say(
        f"assessments.{key if done.in_channel else 'extended_quietly'}",
        until=done.until,
        told=done.told,
        network=done.network,
    )
    return Answer(update=notice_view(notice(text)))


async def handle_close_round_submission(interaction: Interaction) -> Answer | None:
    results = await interaction.services.assessments.by_hand.close_early(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    return Answer(update=notice_view(notice(say("assessments.closed_by_hand", results=results))))


async def handle_ask_again_submission(interaction: Interaction) -> Answer | None:
    closes_on = interaction.fields.date(AssessmentsField.CLOSES)
    if closes_on is None:
        raise Invalid("assessments.closes_missing", AssessmentsField.CLOSES)
    asked = await interaction.services.assessments.again.ask(
        interaction.asker, interaction.ref("round"), closes_on, interaction.now
    )
    people = listing(mention(person) for person in asked.raters)
    text = say("assessments.asked_again", until=f"{day(closes_on)}, 5 pm", people=people)
    return Answer(update=notice_view(notice(text)))


async def handle_agree_levels_submission(interaction: Interaction) -> Answer | None:
    """Save this pillar's agreed levels and show the next pillar, or that all is saved."""
    page = interaction.ref("page")
    keys = _item_keys(interaction)
    levels = {key: (_level(interaction, key), interaction.fields.text(why_field(key))) for key in keys}
    brought = {key: interaction.fields.text(brought_field(key)) for key in keys}
    for key, words in brought.items():
        if len(words) > LONGEST_EVIDENCE:
            raise Invalid("assessments.evidence_long", brought_field(key), count=LONGEST_EVIDENCE)
    form = await interaction.services.assessments.levels.agree(
        interaction.asker, interaction.ref("round"), levels, interaction.now, brought
    )
    if page < len(form.standing.pillars) - 1:
        return Answer(update=agree_view(form, page + 1))
    return Answer(update=agreed_view(form))


async def handle_confirm_levels_submission(interaction: Interaction) -> Answer | None:
    values, start = interaction.fields.values, f"{CONFIRM_FIELD}:"
    ticked = [one for name in values if name.startswith(start) for one in interaction.fields.choices(name)]
    done = await interaction.services.assessments.levels.confirm(
        interaction.asker, interaction.ref("round"), _shown_levels(ticked), interaction.now
    )
    key = "assessments.confirmed_told" if done.told else "assessments.confirmed"
    text = say(key, count=done.count, rated=done.agreed, items=done.items, results=done.told)
    return Answer(update=notice_view(notice(text)))


def _shown_levels(ticked: list[str]) -> dict[str, int]:
    """Item key and level of each ticked proposal, as the form carries them."""
    pairs = (one.rpartition(":") for one in ticked)
    return {key: int(level) for key, _, level in pairs if LEVEL.fullmatch(level)}


def _item_keys(interaction: Interaction) -> list[str]:
    """The items that the form shows."""
    start = level_field("")
    return [name.removeprefix(start) for name in interaction.fields.values if name.startswith(start)]


def _ratings(interaction: Interaction) -> dict[str, int]:
    """What is chosen in the form, item key to level; what is not chosen is left out."""
    chosen = {key: _level(interaction, key) for key in _item_keys(interaction)}
    return {key: level for key, level in chosen.items() if level is not None}


def _level(interaction: Interaction, item_key: str) -> int | None:
    chosen = interaction.fields.choice(level_field(item_key))
    if chosen is None:
        return None
    if not LEVEL.fullmatch(chosen):
        raise Invalid("assessments.not_an_item", level_field(item_key))
    return int(chosen)


def _id(carried: dict[str, int | str], name: str) -> int:
    found = carried.get(name)
    if not isinstance(found, int):
        raise Invalid("assessments.not_an_item")
    return found
