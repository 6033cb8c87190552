"""Hears what comes before a visit and after its findings, who wants quiet, and who cannot do a round."""

from __future__ import annotations

from domain.peer_reviews import SELF_REVIEW
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice
from prompts.peer_reviews import about as about_prompts
from prompts.peer_reviews import agreeing as agreeing_prompts
from prompts.peer_reviews import following_up as following_prompts
from prompts.peer_reviews import preparing as prompts
from prompts.peer_reviews import replacing as replacing_prompts
from prompts.peer_reviews.cards import ReviewAction, ReviewView
from prompts.peer_reviews.visits import saved_view
from prompts.wording import day
from services.peer_reviews import FollowUp, PrepareVisit, ProposeDays, SaysOfSchool


def register(router: Router) -> None:
    router.action(ReviewAction.PREPARE, handle_prepare_click, opens=True)
    router.action(ReviewAction.FOLLOW_UP, handle_follow_up_click, opens=True)
    router.action(ReviewAction.QUIET, handle_quiet_click)
    router.action(ReviewAction.LEAVE, handle_leave_round_click)
    router.action(ReviewAction.REPLACEMENT, handle_see_replacement_click, opens=True)
    router.action(ReviewAction.WITHOUT, handle_no_replacement_click)
    router.action(ReviewAction.PROPOSE_DAYS, handle_propose_days_click, opens=True)
    router.action(ReviewAction.TAKE_DAY, handle_take_day_click)
    router.submission(ReviewView.DAYS, handle_propose_days_submission)
    router.action(ReviewAction.ABOUT, handle_about_school_click, opens=True)
    router.submission(ReviewView.ABOUT, handle_about_school_submission)
    router.submission(ReviewView.REPLACE, handle_approve_replacement_submission)
    router.submission(ReviewView.PREPARE, handle_prepare_submission)
    router.submission(ReviewView.FOLLOW_UP, handle_follow_up_submission)


async def handle_prepare_click(interaction: Interaction) -> None:
    visit, may_write = await interaction.services.peer_reviews.preparing.look(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(prompts.prepare_view(visit) if may_write else prompts.prepared_view(visit))


async def handle_prepare_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    wish = PrepareVisit(
        visit_id=interaction.ref("visit"),
        self_review={key: fields.text(prompts.answer_field(key)) for key in SELF_REVIEW},
        focus=fields.text(prompts.FOCUS),
        protocol=fields.choice(prompts.PROTOCOL) or "",
    )
    await interaction.services.peer_reviews.preparing.save(wish, interaction.asker, interaction.now)
    return Answer(update=saved_view("prepared"))


async def handle_follow_up_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.following_up.form(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(following_prompts.follow_up_view(visit))


async def handle_follow_up_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    wish = FollowUp(
        visit_id=interaction.ref("visit"),
        kind=fields.choice(following_prompts.KIND) or "",
        on=fields.date(following_prompts.ON),
        note=fields.text(following_prompts.NOTE),
    )
    await interaction.services.peer_reviews.following_up.save(wish, interaction.asker, interaction.now)
    return Answer(update=saved_view("follow_up"))


async def handle_quiet_click(interaction: Interaction) -> None:
    until = await interaction.services.peer_reviews.visits.keep_quiet(
        interaction.asker, interaction.ref("group"), interaction.now
    )
    await interaction.reply(notice(say("peer_reviews.quiet_until", day=day(until))))


async def handle_propose_days_click(interaction: Interaction) -> None:
    visit = await interaction.services.peer_reviews.agreeing.form(
        interaction.asker, interaction.ref("visit"), interaction.now
    )
    await interaction.open(agreeing_prompts.days_view(visit))


async def handle_propose_days_submission(interaction: Interaction) -> Answer | None:
    fields, numbers = interaction.fields, range(1, agreeing_prompts.DAYS + 1)
    days = [
        (fields.date(agreeing_prompts.day_field(number)), fields.time(agreeing_prompts.time_field(number)))
        for number in numbers
    ]
    wish = ProposeDays(interaction.ref("visit"), days)
    await interaction.services.peer_reviews.agreeing.propose(wish, interaction.asker, interaction.now)
    return Answer(update=saved_view("days"))


async def handle_take_day_click(interaction: Interaction) -> None:
    number = interaction.refs.get("day", 0)
    await interaction.services.peer_reviews.agreeing.take(
        interaction.asker, interaction.ref("visit"), number if isinstance(number, int) else 0, interaction.now
    )
    await interaction.reply(notice(say("peer_reviews.day_taken")))


async def handle_about_school_click(interaction: Interaction) -> None:
    school = await interaction.services.peer_reviews.about.form(interaction.asker, interaction.ref("network"))
    await interaction.open(about_prompts.about_view(school))


async def handle_about_school_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    wish = SaysOfSchool(
        network_id=interaction.ref("network"),
        school_id=interaction.ref("school"),
        focus=fields.choice(about_prompts.FOCUS) or "",
        strength=fields.choice(about_prompts.STRENGTH) or "",
        finds_hard=fields.choice(about_prompts.HARD) or "",
    )
    await interaction.services.peer_reviews.about.save(wish, interaction.asker, interaction.now)
    return Answer(update=saved_view("about"))


async def handle_leave_round_click(interaction: Interaction) -> None:
    await interaction.services.peer_reviews.dropping_out.leave(
        interaction.asker, interaction.ref("group"), interaction.now
    )
    await interaction.reply(notice(say("peer_reviews.left_answer")))


async def handle_see_replacement_click(interaction: Interaction) -> None:
    found = await interaction.services.peer_reviews.dropping_out.look(interaction.asker, interaction.ref("round"))
    await interaction.open(replacing_prompts.replacement_view(found))


async def handle_no_replacement_click(interaction: Interaction) -> None:
    await interaction.services.peer_reviews.dropping_out.without(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.change_view(replacing_prompts.decided_view(replaced=False))


async def handle_approve_replacement_submission(interaction: Interaction) -> Answer | None:
    found, is_done = await interaction.services.peer_reviews.dropping_out.approve(
        interaction.asker, interaction.ref("round"), interaction.refs.get("seen", 0), interaction.now
    )
    if not is_done:
        return Answer(update=replacing_prompts.replacement_view(found, changed=True))
    return Answer(update=replacing_prompts.decided_view(replaced=True))
