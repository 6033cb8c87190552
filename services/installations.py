"""Installing the bot by OAuth: the tokens that workspaces have given it, each sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from domain.progress import Progress, unseen
from services.audit import COMMAND_LINE, record
from services.context import AppContext
from services.delivery.pausing import UNINSTALLED, resume
from storage import audit as audit_rows
from storage import installations as rows
from storage import networks as network_rows
from storage import people as people_rows
from storage.database import Database
from storage.models import Workspace
from storage.models.installations import Installation

SEALING = "Encrypting tokens anew"


class Installed(Struct, frozen=True):
    """What an installation is made of. slack_id: the team's or enterprise's; sealed: the token, encrypted.

    installed_by, bot_user_id: by the chat's ids; of what is kept, installed_by is by ours.
    """

    slack_id: str
    name: str
    sealed: str
    bot_id: str
    bot_user_id: str
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime


class InstallationService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def use_state(self, digest: str, now: datetime, expires_at: datetime) -> bool:
        """Whether nobody has come back from Slack with the state of this digest before."""
        async with self._app.database.write() as session:
            return await rows.use_state(session, digest, now, expires_at)

    async def install(self, installed: Installed) -> int:
        """Keep the token in place of an earlier one; a workspace that was left goes on. Returns our id of it."""
        async with self._app.database.write() as session:
            workspace = await network_rows.workspace_by_slack_id(session, installed.slack_id)
            if workspace is None:
                workspace = Workspace(slack_id=installed.slack_id, name=installed.name, audit_head="")
                session.add(workspace)
                await session.flush()
            networks = await network_rows.lock_all(session, workspace.id)
            await audit_rows.lock_workspace(session, workspace.id)
            await rows.forget(session, workspace.id)
            known = await people_rows.ensure(session, workspace.id, {installed.installed_by, installed.bot_user_id})
            installer = known[installed.installed_by]
            session.add(
                Installation(
                    workspace_id=workspace.id,
                    sealed=installed.sealed,
                    bot_id=installed.bot_id,
                    bot_user_id=installed.bot_user_id,
                    scopes=",".join(installed.scopes),
                    installed_by=installer,
                    installed_at=installed.installed_at,
                )
            )
            workspace.name = installed.name or workspace.name
            workspace.bot_user_id = installed.bot_user_id
            workspace.left_at = None
            for network in networks:
                if network.status_reason == UNINSTALLED:
                    resume(session, network)
            await record(
                session,
                workspace.id,
                installer,
                "workspaces.installed",
                details={"scopes": list(installed.scopes)},
                now=installed.installed_at,
            )
            return workspace.id

    async def find(self, slack_id: str) -> Installed | None:
        """The installation in a Slack team or enterprise, or None where the bot is not installed."""
        async with self._app.database.read() as session:
            found = await rows.with_workspace(session, slack_id)
        return _installed(*found) if found else None

    async def every(self) -> list[Installed]:
        """All installations, oldest first."""
        async with self._app.database.read() as session:
            return [_installed(*found) for found in await rows.every(session)]

    async def reseal(self, anew: Callable[[str], str], now: datetime, progress: Progress = unseen) -> int:
        """Encrypt every token anew; returns how many there are."""
        async with self._app.database.write() as session:
            found = await rows.every(session)
            for done, (installation, workspace) in enumerate(found):
                progress(SEALING, done, len(found))
                installation.sealed = anew(installation.sealed)
                await record(session, workspace.id, COMMAND_LINE, "workspaces.keys_rotated", now=now)
            return len(found)


async def find_installed(database: Database, workspace_id: int) -> Installed | None:
    """The installation in a workspace by our id of it, or None where the bot is not installed."""
    async with database.read() as session:
        installation = await rows.of_workspace(session, workspace_id)
        workspace = await session.get(Workspace, workspace_id)
    return _installed(installation, workspace) if installation and workspace else None


def _installed(installation: Installation, workspace: Workspace) -> Installed:
    return Installed(
        slack_id=workspace.slack_id or "",
        name=workspace.name,
        sealed=installation.sealed,
        bot_id=installation.bot_id,
        bot_user_id=installation.bot_user_id,
        scopes=tuple(scope for scope in installation.scopes.split(",") if scope),
        installed_by=installation.installed_by,
        installed_at=installation.installed_at,
    )
