"""Hears what is about a round of two networks: inviting, agreeing, declining, backing out."""

from __future__ import annotations

from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice, notice_view
from prompts.peer_reviews import joint as prompts
from prompts.peer_reviews.cards import ReviewAction, ReviewView
from prompts.peer_reviews.rounds import SIZE
from services.peer_reviews import InviteNetwork


def register(router: Router) -> None:
    router.action(ReviewAction.JOINT, handle_joint_round_click, opens=True)
    router.action(ReviewAction.AGREE, handle_agree_to_joint_round_click)
    router.action(ReviewAction.DECLINE, handle_decline_joint_round_click)
    router.action(ReviewAction.BACK_OUT, handle_back_out_click)
    router.submission(ReviewView.JOINT, handle_invite_network_submission)


async def handle_joint_round_click(interaction: Interaction) -> None:
    form = await interaction.services.peer_reviews.joint.form(
        interaction.asker, interaction.ref("network"), interaction.now
    )
    await interaction.open(prompts.joint_view(form))


async def handle_invite_network_submission(interaction: Interaction) -> Answer | None:
    chosen = interaction.fields.choice(prompts.OTHER) or ""
    size = interaction.fields.choice(SIZE) or ""
    wish = InviteNetwork(
        network_id=interaction.ref("network"),
        other_id=int(chosen) if chosen.isdecimal() else None,
        due_on=interaction.fields.date(prompts.DUE),
        size=int(size) if size.isdecimal() else None,
    )
    other = await interaction.services.peer_reviews.joint.invite(wish, interaction.asker, interaction.now)
    said = notice(say("peer_reviews.joint_asked", other=other))
    return Answer(update=notice_view(said, say("peer_reviews.joint_title")))


async def handle_agree_to_joint_round_click(interaction: Interaction) -> None:
    other = await interaction.services.peer_reviews.joint.agree(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.reply(notice(say("peer_reviews.joint_drawn", other=other)))


async def handle_decline_joint_round_click(interaction: Interaction) -> None:
    other = await interaction.services.peer_reviews.joint.decline(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.reply(notice(say("peer_reviews.joint_declined", other=other)))


async def handle_back_out_click(interaction: Interaction) -> None:
    number = await interaction.services.peer_reviews.joint.withdraw(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.reply(notice(say("peer_reviews.joint_withdrawn", number=number)))
