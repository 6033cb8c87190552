"""What a chat brings with it, so that it can be put in or left out as the settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from handlers.router import Router
from services import Services
from services.chat_ids import ChatIds
from services.ports import Messengers, WorkspaceIdentity


class NotLetIn(Exception):
    """The chat does not accept the bot; `reason` is for the operator."""

    def __init__(self, chat: str, reason: str) -> None:
        super().__init__(f"{chat}: {reason}")
        self.chat = chat
        self.reason = reason


class Chat(Protocol):
    """One chat. `name` is how workspaces know it, `title` how people do, `ids` how it writes ids."""

    name: str
    title: str
    ids: ChatIds

    @property
    def addresses(self) -> Mapping[str, str]:
        """The chat's ids of the operators whom the settings name by an address, as far as they are known by now."""

    async def meet_operators(self) -> None:
        """Find out whose these addresses are, where the chat tells that."""

    @property
    def messengers(self) -> Messengers:
        """Who speaks in its workspaces."""

    def hear(self, services: Services, router: Router) -> Sequence[BaseRoute]:
        """Begin to hear it: the addresses at which it tells the bot what happens."""

    async def identity(self) -> WorkspaceIdentity | None:
        """Who the bot is there, as the chat says; None where each workspace has a token of its own.

        Raises DeliveryProblem's kinds, where it does not let the bot in.
        """
