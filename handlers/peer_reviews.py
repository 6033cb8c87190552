"""Hears /cop-review: rounds, their approval, and the visits of each pair."""

from __future__ import annotations

from domain.errors import Invalid
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts import peer_reviews as prompts
from prompts import peer_reviews_rounds as round_prompts
from prompts import peer_reviews_visits as visit_prompts
from prompts.catalog import say
from prompts.notices import notice
from prompts.peer_reviews import ReviewAction, ReviewView
from prompts.peer_reviews_visits import numbered
from services.peer_reviews import RecordVisit, SetDate, StartRound, TakenOn


def register(router: Router) -> None:
    router.command("/cop-review", handle_show_reviews_command)
    router.action(ReviewAction.START, handle_start_round_click)
    router.action(ReviewAction.LOOK, handle_look_at_proposal_click)
    router.action(ReviewAction.SHUFFLE, handle_shuffle_proposal_click)
    router.action(ReviewAction.WITHDRAW, handle_withdraw_proposal_click)
    router.action(ReviewAction.DATE, handle_date_visit_click)
    router.action(ReviewAction.RECORD, handle_record_visit_click)
    router.action(ReviewAction.DONE, handle_visit_done_click)
    router.action(ReviewAction.DROP, handle_drop_visit_click)
    router.action(ReviewAction.FINDINGS, handle_write_findings_click)
    router.action(ReviewAction.READ, handle_read_findings_click)
    router.submission(ReviewView.START, handle_propose_round_submission)
    router.submission(ReviewView.PROPOSAL, handle_approve_round_submission)
    router.submission(ReviewView.DATE, handle_date_visit_submission)
    router.submission(ReviewView.RECORD, handle_record_visit_submission)
    router.submission(ReviewView.FINDINGS, handle_write_findings_submission)


async def handle_show_reviews_command(heard: Heard) -> None:
    network_id = await heard.network_id()
    reviews = heard.services.peer_reviews
    if heard.words == ["start"]:
        await heard.open(round_prompts.start_view(await reviews.rounds.form(heard.asker, network_id, heard.now)))
        return
    if heard.words:
        raise Invalid(say("peer_reviews.unknown_words", words=heard.typed[:60]))
    await heard.reply(prompts.overview_message(await reviews.overview.look(heard.asker, network_id)))


async def handle_start_round_click(heard: Heard) -> None:
    form = await heard.services.peer_reviews.rounds.form(heard.asker, heard.ref("network"), heard.now)
    await heard.open(round_prompts.start_view(form))


async def handle_look_at_proposal_click(heard: Heard) -> None:
    proposal = await heard.services.peer_reviews.rounds.look(heard.asker, heard.ref("network"))
    await heard.open(round_prompts.proposal_view(proposal))


async def handle_shuffle_proposal_click(heard: Heard) -> None:
    proposal = await heard.services.peer_reviews.rounds.shuffle(heard.asker, heard.ref("round"), heard.now)
    await heard.change_view(round_prompts.proposal_view(proposal))


async def handle_withdraw_proposal_click(heard: Heard) -> None:
    number = await heard.services.peer_reviews.rounds.withdraw(heard.asker, heard.ref("round"), heard.now)
    await heard.change_view(round_prompts.withdrawn_view(number))


async def handle_propose_round_submission(heard: Heard) -> Answer | None:
    wish = StartRound(
        network_id=heard.ref("network"),
        left_out=tuple(int(chosen) for chosen in heard.fields.choices(round_prompts.LEFT_OUT) if chosen.isdecimal()),
        due_on=heard.fields.date(round_prompts.DUE),
    )
    proposal = await heard.services.peer_reviews.rounds.propose(wish, heard.asker, heard.now)
    return Answer(update=round_prompts.proposal_view(proposal))


async def handle_approve_round_submission(heard: Heard) -> Answer | None:
    approved = await heard.services.peer_reviews.rounds.approve(heard.asker, heard.ref("round"), heard.now)
    return Answer(update=round_prompts.approved_view(approved))


async def handle_date_visit_click(heard: Heard) -> None:
    visit = await heard.services.peer_reviews.visits.record_of(heard.asker, heard.ref("visit"), heard.now)
    await heard.open(visit_prompts.date_view(visit))


async def handle_record_visit_click(heard: Heard) -> None:
    visit = await heard.services.peer_reviews.visits.record_of(heard.asker, heard.ref("visit"), heard.now)
    await heard.open(visit_prompts.record_view(visit))


async def handle_visit_done_click(heard: Heard) -> None:
    visit = await heard.services.peer_reviews.visits.mark_done(heard.asker, heard.ref("visit"), heard.now)
    await heard.open(visit_prompts.record_view(visit))


async def handle_drop_visit_click(heard: Heard) -> None:
    await heard.services.peer_reviews.visits.drop(heard.asker, heard.ref("visit"), heard.now)
    await heard.reply(notice(say("peer_reviews.dropped_answer")))


async def handle_write_findings_click(heard: Heard) -> None:
    visit = await heard.services.peer_reviews.visits.findings_of(heard.asker, heard.ref("visit"), heard.now)
    await heard.open(visit_prompts.findings_view(visit))


async def handle_read_findings_click(heard: Heard) -> None:
    visit = await heard.services.peer_reviews.visits.read(heard.asker, heard.ref("visit"), heard.now)
    await heard.open(visit_prompts.read_view(visit))


async def handle_date_visit_submission(heard: Heard) -> Answer | None:
    wish = SetDate(
        visit_id=heard.ref("visit"),
        visit_on=heard.fields.date(visit_prompts.WHEN),
        focus=heard.fields.text(visit_prompts.FOCUS),
        lead_id=heard.fields.person(visit_prompts.LEAD),
    )
    moved = await heard.services.peer_reviews.visits.set_date(wish, heard.asker, heard.now)
    return Answer(update=visit_prompts.saved_view("date" if moved else "unchanged"))


async def handle_record_visit_submission(heard: Heard) -> Answer | None:
    fields = heard.fields
    wish = RecordVisit(
        visit_id=heard.ref("visit"),
        visit_on=fields.date(visit_prompts.WHEN),
        evidence=fields.text(visit_prompts.EVIDENCE),
        check_back_on=fields.date(visit_prompts.CHECK_BACK),
        check_back_note=fields.text(visit_prompts.CHECK_NOTE),
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
    first = await heard.services.peer_reviews.visits.record(wish, heard.asker, heard.now)
    return Answer(update=visit_prompts.saved_view("record" if first else "changes"))


async def handle_write_findings_submission(heard: Heard) -> Answer | None:
    await heard.services.peer_reviews.visits.write_findings(
        heard.asker,
        heard.ref("visit"),
        heard.fields.text(visit_prompts.FINDINGS),
        heard.fields.choice(visit_prompts.SHARED) or "",
        heard.now,
    )
    return Answer(update=visit_prompts.saved_view("findings"))
