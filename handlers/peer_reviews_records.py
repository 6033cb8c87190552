"""Hears what is about a visit's record: drafting findings together, sharing it part by part, closing it."""

from __future__ import annotations

from domain.peer_reviews import PARTS
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.peer_reviews import sharing, together
from prompts.peer_reviews.cards import ReviewAction, ReviewView
from prompts.peer_reviews.visits import saved_view


def register(router: Router) -> None:
    router.action(ReviewAction.DRAFT, handle_draft_findings_click, opens=True)
    router.action(ReviewAction.SHARE, handle_share_record_click, opens=True)
    router.action(ReviewAction.CLOSE, handle_close_review_click, opens=True)
    router.submission(ReviewView.DRAFT, handle_draft_findings_submission)
    router.submission(ReviewView.SHARE, handle_share_record_submission)
    router.submission(ReviewView.CLOSE, handle_close_review_submission)


async def handle_draft_findings_click(interaction: Interaction) -> None:
    reviews = interaction.services.peer_reviews
    visit = await reviews.together.form(interaction.asker, interaction.ref("visit"), interaction.now)
    await interaction.open(together.draft_view(visit))


async def handle_draft_findings_submission(interaction: Interaction) -> Answer | None:
    text = interaction.fields.text(together.DRAFT)
    await interaction.services.peer_reviews.together.draft(
        interaction.asker, interaction.ref("visit"), text, interaction.now
    )
    return Answer(update=saved_view("draft"))


async def handle_share_record_click(interaction: Interaction) -> None:
    reviews = interaction.services.peer_reviews
    visit = await reviews.sharing.form(interaction.asker, interaction.ref("visit"), interaction.now)
    await interaction.open(sharing.sharing_view(visit))


async def handle_share_record_submission(interaction: Interaction) -> Answer | None:
    chosen = {part: interaction.fields.choice(sharing.field_of(part)) or "" for part in PARTS}
    await interaction.services.peer_reviews.sharing.save(
        interaction.asker, interaction.ref("visit"), chosen, interaction.now
    )
    return Answer(update=saved_view("sharing"))


async def handle_close_review_click(interaction: Interaction) -> None:
    reviews = interaction.services.peer_reviews
    visit = await reviews.together.closing_form(interaction.asker, interaction.ref("visit"), interaction.now)
    await interaction.open(together.closing_view(visit))


async def handle_close_review_submission(interaction: Interaction) -> Answer | None:
    closed = await interaction.services.peer_reviews.together.close(
        interaction.asker, interaction.ref("visit"), interaction.fields.text(together.LINE), interaction.now
    )
    return Answer(update=saved_view("closed" if closed else "closing"))
