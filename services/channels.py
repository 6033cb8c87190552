"""Which channels the bot has met, and to which team each belongs, in a chat that has teams."""

from __future__ import annotations

from collections.abc import Mapping

from facts.channels import ChannelOfTeam
from services.context import AppContext
from storage import channels


class ChannelService:
    def __init__(self, app: AppContext) -> None:
        self._database = app.database
        self._noted: set[tuple[int, str, str, ChannelOfTeam]] = set()

    async def note(self, workspace_id: int, team_id: str, found: Mapping[str, ChannelOfTeam]) -> None:
        """Remember the channels of a team by their ids; costs nothing where they are known."""
        fresh = {id_: one for id_, one in found.items() if (workspace_id, team_id, id_, one) not in self._noted}
        if not fresh:
            return
        async with self._database.write() as session:
            await channels.note(session, workspace_id, team_id, fresh)
        self._noted |= {(workspace_id, team_id, id_, one) for id_, one in fresh.items()}

    async def of_team(self, workspace_id: int, team_id: str) -> dict[str, ChannelOfTeam]:
        """The team's channels that the bot has met, by their ids."""
        async with self._database.read() as session:
            return await channels.of_team(session, workspace_id, team_id)

    async def names(self, workspace_id: int) -> dict[str, str]:
        """The names of all channels that the bot has met, by their ids."""
        async with self._database.read() as session:
            return await channels.names(session, workspace_id)
