"""Hears /cop-review: rounds, their approval, and the visits of each pair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from domain.calendar import HalfYear
from domain.errors import Refused
from domain.heard import Heard, bare, parts, read
from domain.resting import Odd
from domain.summaries import half_years_in
from facts.peer_reviews import RoundForm
from handlers import (
    peer_reviews_arranging,
    peer_reviews_joint,
    peer_reviews_looking_back,
    peer_reviews_records,
    peer_reviews_steps,
)
from handlers.heard import day_in, hear, network_of
from handlers.interaction import Answer, Interaction, NotHeard
from handlers.peer_reviews_joint import names_network, open_joint
from handlers.peer_reviews_looking_back import show_matrix, show_year
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice
from prompts.peer_reviews import about as about_prompts
from prompts.peer_reviews import cards as prompts
from prompts.peer_reviews import rounds as round_prompts
from prompts.peer_reviews import settings as settings_prompts
from prompts.peer_reviews import visits as visit_prompts
from prompts.peer_reviews.cards import ReviewAction, ReviewView
from prompts.peer_reviews.visits import numbered
from prompts.vocabulary import vocabulary_of
from services.peer_reviews import MoreTime, RecordVisit, ReviewSettings, SetDate, StartRound, TakenOn

_AND = re.compile(r",|&|\band\b", re.IGNORECASE)
SIZES = {"pairs": 2, "rest": 2, "trios": 3, "groups": 4}
"""How many schools are together in what somebody asks for."""


def register(router: Router) -> None:
    router.command("/cop-review", handle_show_reviews_command)
    router.action(ReviewAction.START, handle_start_round_click, opens=True)
    router.action(ReviewAction.LOOK, handle_look_at_proposal_click, opens=True)
    router.action(ReviewAction.WITHDRAW, handle_withdraw_proposal_click)
    router.action(ReviewAction.DATE, handle_date_visit_click, opens=True)
    router.action(ReviewAction.RECORD, handle_record_visit_click, opens=True)
    router.action(ReviewAction.DONE, handle_visit_done_click, opens=True)
    router.action(ReviewAction.DROP, handle_drop_visit_click)
    router.action(ReviewAction.FINDINGS, handle_write_findings_click, opens=True)
    router.action(ReviewAction.READ, handle_read_findings_click, opens=True)
    router.action(ReviewAction.CAME, handle_what_came_click, opens=True)
    router.action(ReviewAction.EXTEND, handle_more_time_click, opens=True)
    router.action(ReviewAction.END, handle_end_round_click)
    router.action(ReviewAction.SETTINGS, handle_review_settings_click, opens=True)
    router.submission(ReviewView.SETTINGS, handle_review_settings_submission)
    router.submission(ReviewView.START, handle_propose_round_submission)
    router.submission(ReviewView.PROPOSAL, handle_approve_round_submission)
    router.submission(ReviewView.DATE, handle_date_visit_submission)
    router.submission(ReviewView.RECORD, handle_record_visit_submission)
    router.submission(ReviewView.FINDINGS, handle_write_findings_submission)
    router.submission(ReviewView.CAME, handle_what_came_submission)
    router.submission(ReviewView.EXTEND, handle_more_time_submission)

    peer_reviews_arranging.register(router)
    peer_reviews_joint.register(router)
    peer_reviews_looking_back.register(router)
    peer_reviews_records.register(router)
    peer_reviews_steps.register(router)


async def handle_show_reviews_command(interaction: Interaction) -> None:
    heard = hear(interaction)
    network_id = await network_of(interaction, heard, partial(_means_something, interaction, heard))
    reviews = interaction.services.peer_reviews
    match heard.key:
        case "start" if await names_network(interaction, network_id, heard.rest):
            await open_joint(interaction, network_id, bare(heard.rest))
        case "start" | "pairs" | "trios" | "groups" | "rest" | "without":
            await _start_typed(interaction, network_id, heard)
        case "joint":
            await open_joint(interaction, network_id, bare(heard.rest))
        case "matrix":
            await show_matrix(interaction, network_id)
        case "year":
            await show_year(interaction, network_id, _year(interaction, heard))
        case "school":
            await interaction.open(about_prompts.about_view(await reviews.about.form(interaction.asker, network_id)))
        case "settings":
            await _open_settings(interaction, network_id)
        case "" if re.fullmatch(r"20\d\d", bare(heard.rest)):
            await show_year(interaction, network_id, int(bare(heard.rest)))
        case "" if await names_network(interaction, network_id, f"with {heard.rest}"):
            await open_joint(interaction, network_id, bare(heard.rest))
        case "" if heard.near and len(interaction.words) == 1:
            raise NotHeard(heard.near)
        case "" if heard.rest:
            await _date_typed(interaction, network_id, heard.near)
        case _:
            await _show_overview(interaction, network_id)


async def _means_something(interaction: Interaction, heard: Heard, network_id: int) -> bool:
    """Whether words that are none of the command's name a year, a network or a day."""
    if re.fullmatch(r"20\d\d", bare(heard.rest)):
        return True
    visits, typed = interaction.services.peer_reviews.visits, interaction.typed.plain()
    try:
        if await names_network(interaction, network_id, f"with {heard.rest}"):
            return True
        return await visits.typed_date(interaction.asker, network_id, typed, interaction.now) is not None
    except Refused:
        return True


async def _start_typed(interaction: Interaction, network_id: int, heard: Heard) -> None:
    """The form to start a round, with the size that was typed, by when, or the schools to leave out."""
    form = await interaction.services.peer_reviews.rounds.form(interaction.asker, network_id, interaction.now)
    by = await day_in(interaction, network_id, heard.rest) if heard.rest else None
    rest = re.sub(r"^with\s+", "", by.what if by is not None and by.due_on else heard.rest, flags=re.IGNORECASE)
    words, size = vocabulary_of("review").words, heard.key
    if heard.key == "start" and (said := read(rest, words)).key in SIZES:
        size, rest = said.key, said.rest  # "start trios"
    without = rest if heard.key == "without" else said.rest if (said := read(rest, words)).key == "without" else ""
    each = [_named(form, one) for one in _AND.split(without)] if without else [None]
    named = [school for school in each if school is not None]
    form = replace(form, resting=tuple(dict.fromkeys((*form.resting, *named))))
    unclear = rest if None in each and parts(rest) else ""
    due_on = by.due_on if by is not None and by.due_on else form.due_on
    form = replace(form, size=SIZES.get(size, form.size), odd=Odd.REST if size == "rest" else form.odd, due_on=due_on)
    await interaction.open(round_prompts.start_view(form, unclear))


def _named(form: RoundForm, words: str) -> int | None:
    """The school that somebody means by some words of its name; None where there is not just one."""
    wanted = " ".join(parts(words))
    found = [id_ for id_, name in form.schools if wanted and f" {wanted}" in f" {' '.join(parts(name))}"]
    return found[0] if len(found) == 1 else None


async def _show_overview(interaction: Interaction, network_id: int) -> None:
    found = await interaction.services.peer_reviews.overview.look(interaction.asker, network_id, interaction.now)
    await interaction.reply(prompts.overview_message(found))


async def _open_settings(interaction: Interaction, network_id: int) -> None:
    ways = await interaction.services.peer_reviews.settings.form(interaction.asker, network_id)
    await interaction.open(settings_prompts.settings_view(ways))


async def handle_review_settings_click(interaction: Interaction) -> None:
    await _open_settings(interaction, interaction.ref("network"))


async def handle_review_settings_submission(interaction: Interaction) -> Answer | None:
    rhythm = interaction.fields.choice(settings_prompts.RHYTHM) or settings_prompts.NEVER
    types = interaction.fields.choice(settings_prompts.TYPES) or settings_prompts.ANY
    size, odd = round_prompts.size_chosen(interaction.fields.choice(settings_prompts.SIZE))
    wish = ReviewSettings(
        network_id=interaction.ref("network"),
        rhythm="" if rhythm == settings_prompts.NEVER else rhythm,
        size=size,
        most_visits=_number(interaction, settings_prompts.VISITS),
        types="" if types == settings_prompts.ANY else types,
        odd=odd,
    )
    await interaction.services.peer_reviews.settings.save(wish, interaction.asker, interaction.now)
    return Answer(update=visit_prompts.saved_view("settings"))


def _number(interaction: Interaction, field: str) -> int | None:
    chosen = interaction.fields.choice(field) or ""
    return int(chosen) if chosen.isdecimal() else None


def _year(interaction: Interaction, heard: Heard) -> int | None:
    """The year that is named, by a half of it too; None where none is."""
    typed = bare(heard.rest or interaction.typed.plain())
    named, rest = half_years_in(typed, HalfYear.about(interaction.now.date()))
    if heard.rest and (rest or not named):
        raise NotHeard(heard.near, about=typed)
    return named[0].year if named else None


async def _date_typed(interaction: Interaction, network_id: int, near: Sequence[str]) -> None:
    """A day for the only visit still to come: its form, filled in; with several, the overview to choose from."""
    typed, reviews = interaction.typed.plain(), interaction.services.peer_reviews
    found = await reviews.visits.typed_date(interaction.asker, network_id, typed, interaction.now)
    if found is None:
        raise NotHeard(near)
    if found.visit is not None:
        await interaction.open(visit_prompts.date_view(found.visit, found.asked, typed))
        return
    await _show_overview(interaction, network_id)


async def handle_start_round_click(interaction: Interaction) -> None:
    form = await interaction.services.peer_reviews.rounds.form(
        interaction.asker, interaction.ref("network"), interaction.now
    )
    await interaction.open(round_prompts.start_view(form))


async def handle_look_at_proposal_click(interaction: Interaction) -> None:
    proposal = await interaction.services.peer_reviews.rounds.look(interaction.asker, interaction.ref("network"))
    await interaction.open(round_prompts.proposal_view(proposal))


async def handle_withdraw_proposal_click(interaction: Interaction) -> None:
    reviews, which = interaction.services.peer_reviews, interaction.ref("round")
    is_joint = await reviews.rounds.is_joint(interaction.asker, which)
    withdraw = reviews.joint.withdraw if is_joint else reviews.rounds.withdraw
    number = await withdraw(interaction.asker, which, interaction.now)
    await interaction.change_view(round_prompts.withdrawn_view(number))


async def handle_propose_round_submission(interaction: Interaction) -> Answer | None:
    size, odd = round_prompts.size_chosen(interaction.fields.choice(round_prompts.SIZE))
    wish = StartRound(
        network_id=interaction.ref("network"),
        left_out=tuple(
            int(chosen) for chosen in interaction.fields.choices(round_prompts.LEFT_OUT) if chosen.isdecimal()
        ),
        due_on=interaction.fields.date(round_prompts.DUE),
        size=size,
        odd=odd if size is not None else None,
    )
    proposal = await interaction.services.peer_reviews.rounds.propose(wish, interaction.asker, interaction.now)
    return Answer(update=round_prompts.proposal_or_later(proposal))


async def handle_approve_round_submission(interaction: Interaction) -> Answer | None:
    reviews, which = interaction.services.peer_reviews, interaction.ref("round")
    approve = (
        reviews.joint.approve if await reviews.rounds.is_joint(interaction.asker, which) else reviews.rounds.approve
    )
    approved = await approve(interaction.asker, which, interaction.now)
    return Answer(update=round_prompts.approved_view(approved))


async def handle_what_came_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.findings.form(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(visit_prompts.came_view(visit))


async def handle_what_came_submission(interaction: Interaction) -> Answer | None:
    await interaction.services.peer_reviews.findings.check_back(
        interaction.asker,
        interaction.ref("visit"),
        interaction.fields.text(visit_prompts.CAME),
        interaction.now,
    )
    return Answer(update=visit_prompts.saved_view("came"))


async def handle_more_time_click(interaction: Interaction) -> None:
    end = await interaction.services.peer_reviews.ending.form(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.open(round_prompts.more_time_view(end))


async def handle_more_time_submission(interaction: Interaction) -> Answer | None:
    wish = MoreTime(interaction.ref("round"), interaction.fields.date(round_prompts.DUE))
    await interaction.services.peer_reviews.ending.extend(wish, interaction.asker, interaction.now)
    return Answer(update=visit_prompts.saved_view("more_time"))


async def handle_end_round_click(interaction: Interaction) -> None:
    end = await interaction.services.peer_reviews.ending.end(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.reply(round_prompts.ended_notice(end))


async def handle_date_visit_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.visits.record_of(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(visit_prompts.date_view(visit))


async def handle_record_visit_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.visits.record_of(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(visit_prompts.record_view(visit))


async def handle_visit_done_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.visits.mark_done(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(visit_prompts.record_view(visit))


async def handle_drop_visit_click(interaction: Interaction) -> None:
    await interaction.services.peer_reviews.visits.drop(interaction.asker, interaction.ref("visit"), interaction.now)
    await interaction.reply(notice(say("peer_reviews.dropped_answer")))


async def handle_write_findings_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.findings.form(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(visit_prompts.findings_view(visit))


async def handle_read_findings_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.findings.read(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(visit_prompts.read_view(visit))


async def handle_date_visit_submission(interaction: Interaction) -> Answer | None:
    wish = SetDate(
        visit_id=interaction.ref("visit"),
        visit_on=interaction.fields.date(visit_prompts.WHEN),
        focus=interaction.fields.text(visit_prompts.FOCUS),
        lead_id=interaction.fields.person(visit_prompts.LEAD),
        at=interaction.fields.time(visit_prompts.AT),
    )
    told = await interaction.services.peer_reviews.visits.set_date(wish, interaction.asker, interaction.now)
    return Answer(update=visit_prompts.saved_view({0: "unchanged", 2: "date"}.get(told, "date_ring")))


async def handle_record_visit_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    wish = RecordVisit(
        visit_id=interaction.ref("visit"),
        visit_on=fields.date(visit_prompts.WHEN),
        evidence=fields.text(visit_prompts.EVIDENCE),
        check_back_on=fields.date(visit_prompts.CHECK_BACK),
        check_back_note=fields.text(visit_prompts.CHECK_NOTE),
        links=fields.text(visit_prompts.LINKS),
        actions=tuple(
            TakenOn(
                number,
                fields.text(numbered(visit_prompts.WHAT, number)),
                fields.person(numbered(visit_prompts.OWNER, number)),
                fields.date(numbered(visit_prompts.OWNER_DUE, number)),
            )
            for number in range(1, visit_prompts.ACTIONS_IN_FORM + 1)
        ),
    )
    first = await interaction.services.peer_reviews.visits.record(wish, interaction.asker, interaction.now)
    return Answer(update=visit_prompts.saved_view("record" if first else "changes"))


async def handle_write_findings_submission(interaction: Interaction) -> Answer | None:
    await interaction.services.peer_reviews.findings.write(
        interaction.asker,
        interaction.ref("visit"),
        interaction.fields.text(visit_prompts.FINDINGS),
        interaction.fields.choice(visit_prompts.SHARED) or "",
        interaction.now,
    )
    return Answer(update=visit_prompts.saved_view("findings"))
