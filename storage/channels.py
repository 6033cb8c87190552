"""Channels that the bot has met, and the teams they belong to, in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from facts.channels import ChannelOfTeam
from storage.inserting import insert_into
from storage.models.channels import KnownChannel

MOST_CHARACTERS = 255
"""Of a channel's name that are kept."""


async def note(session: AsyncSession, workspace_id: int, team_id: str, channels: Mapping[str, ChannelOfTeam]) -> None:
    """Remember the channels of a team by their ids; an empty name changes none."""
    for channel_id, found in sorted(channels.items()):
        changed = {"team_id": team_id, "own_members": found.own_members}
        if found.name:
            changed["name"] = found.name[:MOST_CHARACTERS]
        row = {"name": "", **changed, "workspace_id": workspace_id, "channel_id": channel_id}
        adding = insert_into(session, KnownChannel).values(row)
        await session.execute(adding.on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=changed))


async def of_team(session: AsyncSession, workspace_id: int, team_id: str) -> dict[str, ChannelOfTeam]:
    """The team's channels that the bot has met, by their ids."""
    query = select(KnownChannel).where(KnownChannel.workspace_id == workspace_id, KnownChannel.team_id == team_id)
    rows = await session.scalars(query.order_by(KnownChannel.id))
    return {row.channel_id: ChannelOfTeam(row.name, row.own_members) for row in rows}


async def team_of(session: AsyncSession, workspace_id: int, channel_id: str) -> str | None:
    """The team to which a channel belongs that the bot has met."""
    return await session.scalar(
        select(KnownChannel.team_id).where(
            KnownChannel.workspace_id == workspace_id, KnownChannel.channel_id == channel_id
        )
    )


async def names(session: AsyncSession, workspace_id: int) -> dict[str, str]:
    """The names of all channels that the bot has met, by their ids."""
    query = select(KnownChannel.channel_id, KnownChannel.name).where(KnownChannel.workspace_id == workspace_id)
    rows = await session.execute(query.order_by(KnownChannel.id))
    return {row.channel_id: row.name for row in rows}
