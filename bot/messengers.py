"""Who speaks in a workspace: whoever speaks in its chat."""

from __future__ import annotations

from collections.abc import Mapping

from services.ports import Messenger, Messengers, WorkspaceLost
from storage.database import Database
from storage.models import Workspace


class ChatMessengers:
    """The services' Messengers port over all chats. by_chat: those of each chat that is set up, by its name."""

    def __init__(self, database: Database, by_chat: Mapping[str, Messengers]) -> None:
        self._database = database
        self._by_chat = by_chat
        self._chats: dict[int, str] = {}

    async def for_workspace(self, workspace_id: int) -> Messenger:
        chat = await self._chat_of(workspace_id)
        if chat not in self._by_chat:
            raise WorkspaceLost(f"the settings for {chat} are not there")
        return await self._by_chat[chat].for_workspace(workspace_id)

    async def _chat_of(self, workspace_id: int) -> str:
        """The workspace's chat, which never changes."""
        if workspace_id not in self._chats:
            async with self._database.read() as session:
                found = await session.get(Workspace, workspace_id)
            if found is None:
                raise WorkspaceLost("there is no such workspace")
            self._chats[workspace_id] = found.chat
        return self._chats[workspace_id]
