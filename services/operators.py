"""Who looks after the bot: the settings name them, for every workspace or for one."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from services.context import AppContext
from storage.models import Workspace


async def operators_of(app: AppContext, session: AsyncSession, workspace_id: int) -> frozenset[str]:
    """The user ids of a workspace's operators.

    A setting "U…" holds wherever the bot is; "T…:U…" in that workspace alone, since a user id is one person's only
    together with its workspace.
    """
    everywhere = frozenset(one for one in app.admin_user_ids if ":" not in one)
    if len(everywhere) == len(app.admin_user_ids):
        return everywhere
    workspace = await session.get(Workspace, workspace_id)
    prefix = f"{workspace.slack_id}:" if workspace is not None else ":"
    return everywhere | {one.removeprefix(prefix) for one in app.admin_user_ids if one.startswith(prefix)}
