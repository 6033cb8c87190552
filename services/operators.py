"""Who looks after the bot: the settings name them by the chat's ids, for every workspace or for one."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from services.context import AppContext
from storage import people as people_rows
from storage.models import Workspace


async def chat_ids_of_operators(app: AppContext, session: AsyncSession, workspace_id: int) -> frozenset[str]:
    """The operators of a workspace, as the settings name them.

    A setting "U…" holds wherever the bot is; "T…:U…" in that workspace alone, since a user id is one person's only
    together with its workspace.
    """
    everywhere = frozenset(one for one in app.admin_user_ids if ":" not in one)
    if len(everywhere) == len(app.admin_user_ids):
        return everywhere
    workspace = await session.get(Workspace, workspace_id)
    prefix = f"{workspace.slack_id}:" if workspace is not None else ":"
    return everywhere | {one.removeprefix(prefix) for one in app.admin_user_ids if one.startswith(prefix)}


async def is_operator(app: AppContext, session: AsyncSession, workspace_id: int, person: str) -> bool:
    """Whether somebody is an operator of the workspace."""
    if not (chat_ids := await chat_ids_of_operators(app, session, workspace_id)):
        return False
    known = await app.directory.addressees(workspace_id, [person], session)
    return person in known and known[person].chat_id in chat_ids


async def operators_of(app: AppContext, session: AsyncSession, workspace_id: int) -> frozenset[str]:
    """The operators of a workspace whom the bot has met there."""
    chat_ids = await chat_ids_of_operators(app, session, workspace_id)
    return frozenset(person.id for person in (await people_rows.known(session, workspace_id, chat_ids)).values())


async def operators_to_tell(app: AppContext, session: AsyncSession, workspace_id: int) -> frozenset[str]:
    """All of them who may be in the workspace's chat, in a transaction that may get to know them."""
    workspace = await session.get_one(Workspace, workspace_id)
    chat_ids = await chat_ids_of_operators(app, session, workspace_id)
    theirs = [one for one in chat_ids if app.is_of_chat(workspace.chat, one)]
    return frozenset((await people_rows.ensure(session, workspace_id, theirs)).values())
