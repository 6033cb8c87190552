"""What the database knows of the bot's tenant: where Teams is spoken to, and its networks' channels."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from bot.clock import Clock
from bot.teams.identity import ServiceUrls
from services.ports import WorkspaceLost
from storage import channels, pictures
from storage import networks as network_rows
from storage.database import Database

REMEMBERED_SECONDS = 30.0
"""For so long what is in the database is not looked up again; other processes write it too."""


class Tenant:
    """One tenant, by its id in Microsoft's directory."""

    def __init__(
        self,
        database: Database,
        tenant_id: str,
        services: ServiceUrls,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tenant_id = tenant_id
        self._database = database
        self._workspace_id: int | None = None
        self._services = services
        self._clock = clock
        self._monotonic = monotonic
        self._service_url = services.first
        self._channels: Mapping[str, str] = {}
        self._read_at: float | None = None

    async def workspace_id(self) -> int:
        """Our id of the tenant. Raises WorkspaceLost before the bot has first spoken there."""
        if self._workspace_id is None:
            await self._look()
        if self._workspace_id is None:
            raise WorkspaceLost("the bot has not been in the tenant yet")
        return self._workspace_id

    async def service_url(self) -> str:
        """Where Teams has said last that it is spoken to; until then, where the settings say."""
        await self._look()
        return self._service_url

    async def channels(self) -> Mapping[str, str]:
        """The networks' channels by their ids, each with its name, or its network's."""
        await self._look()
        return self._channels

    async def keep(self, filename: str, content_type: str, content: bytes) -> str:
        """Keep a file where it can be fetched; returns the name it has there, which nobody can guess."""
        workspace_id = await self.workspace_id()
        async with self._database.write() as session:
            file = pictures.File(filename, content_type, content)
            return await pictures.keep(session, workspace_id, file, self._clock())

    def forget(self) -> None:
        """Something has changed that may be about channels: look again."""
        self._read_at = None

    async def team_of(self, channel_id: str) -> str | None:
        """The id of the team to which a channel belongs that the bot has met."""
        workspace_id = await self.workspace_id()
        async with self._database.read() as session:
            return await channels.team_of(session, workspace_id, channel_id)

    async def _look(self) -> None:
        now = self._monotonic()
        if self._read_at is not None and now - self._read_at < REMEMBERED_SECONDS:
            return
        async with self._database.read() as session:
            workspace = await network_rows.workspace_by_slack_id(session, self._tenant_id)
            if workspace is None:
                return
            networks = await network_rows.all_networks(session, workspace.id)
            names = await channels.names(session, workspace.id)
        said = workspace.service_url
        self._service_url = said if said and self._services.allows(said) else self._services.first
        self._channels = {one.channel_id: names.get(one.channel_id) or one.name for one in networks if one.channel_id}
        self._workspace_id, self._read_at = workspace.id, now
