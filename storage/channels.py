"""Channels that the bot has met, and the teams they belong to, in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.models.channels import KnownChannel


async def note(session: AsyncSession, workspace_id: int, team_id: str, channels: Mapping[str, str]) -> None:
    """Remember the channels of a team, by their ids, with their names; an empty name changes none."""
    for channel_id, name in sorted(channels.items()):
        row = {"workspace_id": workspace_id, "channel_id": channel_id, "team_id": team_id, "name": name}
        adding = insert_into(session, KnownChannel).values(row)
        changed = {"team_id": team_id, **({"name": name} if name else {})}
        await session.execute(adding.on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=changed))


async def of_team(session: AsyncSession, workspace_id: int, team_id: str) -> dict[str, str]:
    """The names of the team's channels that the bot has met, by their ids."""
    rows = await session.execute(
        select(KnownChannel.channel_id, KnownChannel.name).where(
            KnownChannel.workspace_id == workspace_id, KnownChannel.team_id == team_id
        )
    )
    return dict(rows.tuples().all())


async def names(session: AsyncSession, workspace_id: int) -> dict[str, str]:
    """The names of all channels that the bot has met, by their ids."""
    rows = await session.execute(
        select(KnownChannel.channel_id, KnownChannel.name).where(KnownChannel.workspace_id == workspace_id)
    )
    return dict(rows.tuples().all())
