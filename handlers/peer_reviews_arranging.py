"""Hears how chair and SEIL change a proposal of peer reviews before anybody is told."""

from __future__ import annotations

from datetime import date

from facts.peer_reviews import Arrangement
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.peer_reviews import arranging as prompts
from prompts.peer_reviews import rounds as round_prompts
from prompts.peer_reviews.cards import ReviewAction, ReviewView


def register(router: Router) -> None:
    router.action(ReviewAction.SHUFFLE, handle_shuffle_proposal_click)
    router.action(ReviewAction.KEEP, handle_keep_group_click)
    router.action(ReviewAction.SWAP, handle_swap_click)
    router.action(ReviewAction.APART, handle_keep_apart_click)
    router.action(ReviewAction.SIT_OUT, handle_sit_out_click)
    router.submission(ReviewView.SWAP, handle_swap_submission)
    router.submission(ReviewView.APART, handle_keep_apart_submission)
    router.submission(ReviewView.SIT_OUT, handle_sit_out_submission)


async def handle_shuffle_proposal_click(interaction: Interaction) -> None:
    proposal = await interaction.services.peer_reviews.arranging.shuffle(
        interaction.asker, interaction.ref("round"), interaction.now
    )
    await interaction.change_view(round_prompts.proposal_or_later(proposal))


async def handle_keep_group_click(interaction: Interaction) -> None:
    proposal = await interaction.services.peer_reviews.arranging.keep(
        interaction.asker,
        interaction.ref("round"),
        interaction.ref("group"),
        interaction.now,
        kept=interaction.refs.get("kept") != 0,
    )
    await interaction.change_view(round_prompts.proposal_or_later(proposal))


async def handle_swap_click(interaction: Interaction) -> None:
    await interaction.change_view(prompts.swap_view(await _form(interaction)))


async def handle_keep_apart_click(interaction: Interaction) -> None:
    await interaction.change_view(prompts.apart_view(await _form(interaction)))


async def handle_sit_out_click(interaction: Interaction) -> None:
    await interaction.change_view(prompts.sit_out_view(await _form(interaction)))


async def handle_swap_submission(interaction: Interaction) -> Answer | None:
    proposal = await interaction.services.peer_reviews.arranging.swap(
        interaction.asker,
        interaction.ref("round"),
        _school(interaction, prompts.ONE),
        _school(interaction, prompts.OTHER),
        interaction.now,
    )
    return Answer(update=round_prompts.proposal_or_later(proposal))


async def handle_keep_apart_submission(interaction: Interaction) -> Answer | None:
    proposal = await interaction.services.peer_reviews.arranging.keep_apart(
        interaction.asker,
        interaction.ref("round"),
        _school(interaction, prompts.ONE),
        _school(interaction, prompts.OTHER),
        _ids(interaction, prompts.AGAIN),
        interaction.now,
    )
    return Answer(update=round_prompts.proposal_or_later(proposal))


async def handle_sit_out_submission(interaction: Interaction) -> Answer | None:
    proposal = await interaction.services.peer_reviews.arranging.shuffle(
        interaction.asker,
        interaction.ref("round"),
        interaction.now,
        _ids(interaction, prompts.SITTING_OUT),
        _until(interaction.fields.choice(prompts.HOW_LONG)),
    )
    return Answer(update=round_prompts.proposal_or_later(proposal))


async def _form(interaction: Interaction) -> Arrangement:
    return await interaction.services.peer_reviews.arranging.form(
        interaction.asker, interaction.ref("round"), interaction.now
    )


def _until(chosen: str | None) -> date | None:
    """The first day of the term until which a school rests; None for this round alone."""
    try:
        return date.fromisoformat(chosen or "")
    except ValueError:
        return None


def _school(interaction: Interaction, field: str) -> int | None:
    chosen = interaction.fields.choice(field) or ""
    return int(chosen) if chosen.isdecimal() else None


def _ids(interaction: Interaction, field: str) -> list[int]:
    return [int(chosen) for chosen in interaction.fields.choices(field) if chosen.isdecimal()]
