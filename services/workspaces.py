"""Leaving a workspace and coming back to it: being uninstalled, and spoken with again.

A workspace that the bot has left keeps its data, and stands still: its networks are paused and nothing is sent.
"""

from __future__ import annotations

from datetime import datetime

from services.access import Asker
from services.audit import COMMAND_LINE, SLACK, record
from services.context import AppContext
from services.delivery.pausing import UNINSTALLED, resume
from storage import audit as audit_rows
from storage import networks as network_rows
from storage.models import Workspace


class WorkspaceService:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._service_urls: dict[int, str] = {}

    async def note_service_url(self, workspace_id: int, service_url: str) -> None:
        """Where the workspace's chat says that it is spoken to from now on; costs nothing where it says so again."""
        if self._service_urls.get(workspace_id) == service_url:
            return
        async with self._app.database.write() as session:
            workspace = await session.get_one(Workspace, workspace_id)
            if workspace.service_url != service_url:
                workspace.service_url = service_url
        self._service_urls[workspace_id] = service_url

    async def note_left(self, asker: Asker, reason: str, happened_at: datetime, now: datetime) -> None:
        """The bot was uninstalled, or its token revoked, at `happened_at`: forget the token and stand still.

        News from before the present installation (Slack sends late events again) changes nothing.
        """
        from storage import installations as rows

        async with self._app.database.write() as session:
            # The networks before the workspace, as every use case takes them, so that neither waits for the other.
            networks = await network_rows.lock_all(session, asker.workspace_id)
            workspace = await audit_rows.lock_workspace(session, asker.workspace_id)
            installation = await rows.of_workspace(session, workspace.id)
            if workspace.left_at is not None:
                return
            if installation is not None and happened_at < installation.installed_at.replace(microsecond=0):
                return
            workspace.left_at = now
            await rows.forget(session, workspace.id)
            for network in networks:
                if network.status == "active":
                    network.status, network.status_reason = "paused", UNINSTALLED
            await record(session, workspace.id, SLACK, "workspaces.left", details={"reason": reason}, now=now)

    async def note_back(self, workspace_id: int, now: datetime) -> None:
        """The bot's one token is accepted: where its workspace counted as left, it goes on."""
        async with self._app.database.read() as session:
            if not await network_rows.has_left(session, workspace_id):
                return  # as at nearly every start
        async with self._app.database.write() as session:
            networks = await network_rows.lock_all(session, workspace_id)
            workspace = await audit_rows.lock_workspace(session, workspace_id)
            if workspace.left_at is None:
                return
            workspace.left_at = None
            for network in networks:
                if network.status_reason == UNINSTALLED:
                    resume(session, network)
            await record(session, workspace.id, COMMAND_LINE, "workspaces.back", now=now)
