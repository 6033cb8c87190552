"""Hears what is about a round of two networks: inviting, agreeing, declining, backing out."""

from __future__ import annotations

import re

from msgspec.structs import replace

from domain.errors import Gone, Refused
from domain.heard import bare
from handlers.heard import day_in
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice, notice_view
from prompts.peer_reviews import joint as prompts
from prompts.peer_reviews.cards import ReviewAction, ReviewView, overview_message
from prompts.peer_reviews.rounds import SIZE
from services.peer_reviews import InviteNetwork

_WITH = re.compile(r"^(?:together )?with\b", re.IGNORECASE)
_NETWORK = re.compile(r"^(?:(?:together )?with\b)?\s*(?:the\s+)?(?:network\b)?|\bnetwork$", re.IGNORECASE)
"""What people say beside a network's name."""


def register(router: Router) -> None:
    router.action(ReviewAction.JOINT, handle_joint_round_click, opens=True)
    router.action(ReviewAction.AGREE, handle_agree_to_joint_round_click)
    router.action(ReviewAction.DECLINE, handle_decline_joint_round_click)
    router.action(ReviewAction.BACK_OUT, handle_back_out_click)
    router.submission(ReviewView.JOINT, handle_invite_network_submission)


async def names_network(interaction: Interaction, network_id: int, typed: str) -> bool:
    """Whether a round is wanted with just one other network, as in "start with Moonee Valley"; not "with pairs"."""
    if not _WITH.match(typed):
        return False
    by = await day_in(interaction, network_id, bare(typed))
    name = _NETWORK.sub("", by.what if by.due_on else bare(typed)).strip()
    return len(await interaction.services.peer_reviews.joint.named(interaction.asker, network_id, name)) == 1


async def open_joint(interaction: Interaction, network_id: int, typed: str) -> None:
    """The form to ask another network for a round of both, with the one that was typed, and by when. Where one is under
    way, where it stands; and where the words name no network (a school, perhaps) to somebody who cannot ask."""
    joint, reviews = interaction.services.peer_reviews.joint, interaction.services.peer_reviews
    by = await day_in(interaction, network_id, typed) if typed else None
    typed = by.what if by is not None and by.due_on else typed
    unclear = typed if by is not None and by.asked else ""
    name = _NETWORK.sub("", re.split(r"\sby\s", typed)[0] if unclear else typed).strip()
    named = await joint.named(interaction.asker, network_id, name)
    try:
        form = await joint.form(interaction.asker, network_id, interaction.now)
    except (Refused, Gone):
        found = await reviews.overview.look(interaction.asker, network_id, interaction.now)
        if (named or not name) and not (found.joint[0] or found.invitations):
            raise
        await interaction.reply(overview_message(found))
        return
    other_id = named[0] if len(named) == 1 else None
    form = replace(form, other_id=other_id, due_on=by.due_on if by is not None and by.due_on else form.due_on)
    await interaction.open(prompts.joint_view(form, unclear or ("" if other_id else name)))


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
