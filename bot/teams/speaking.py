"""What answers need of whoever speaks in Teams, beside the Messenger port."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from bot.teams.activity import Sender
from bot.teams.adaptive_cards import Card
from bot.teams.surroundings import Surroundings
from domain.people import Standing
from facts.channels import ChannelOfTeam
from prompts.message import Home, Message, View
from services.ports import Posted


class Speaking(Protocol):
    """Speaks in one tenant. Every method raises DeliveryProblem's kinds and nothing else.

    targets: whether it may say something in a channel that one person alone sees.
    """

    targets: bool

    async def surroundings(
        self,
        said: Message | View | Home,
        *,
        conversation_id: str = "",
        opened_in: str = "",
        delivery: str = "",
        form: str = "",
    ) -> Surroundings:
        """All that a card of it needs: names are looked up, pictures kept where they can be fetched.

        conversation_id: where it is shown, a channel's, a thread's or a chat's. opened_in: of a form, where it opens,
        since nobody is notified in one. delivery, form: see ActionData.
        """
        ...

    async def send(self, conversation_id: str, card: Card, summary: str) -> Posted:
        """Post a card: to a conversation, a thread of one ("<channel>;messageid=<id>"), or by a person's id to them.

        Raises PersonUnreachable where the bot is not installed for the person.
        """
        ...

    async def send_to_one(self, conversation_id: str, person: str, card: Card, summary: str) -> bool:
        """Post a card in a channel that this person alone sees, as send does; False where Teams does not do that."""
        ...

    async def send_anew(self, posted: Posted, card: Card, summary: str) -> None:
        """Replace what the bot posted."""
        ...

    async def person_in(self, conversation_id: str, teams_id: str) -> tuple[str, str] | None:
        """Object id and name of the member of a conversation who has that id of Teams' own ("29:…"), or None."""
        ...

    async def standing_in(self, channel_id: str, who: Sender) -> Standing | None:
        """What somebody is, as the roster of a channel tells; None where it does not name them."""
        ...

    async def channels_in(self, team_id: str) -> dict[str, ChannelOfTeam]:
        """The channels of a team, by their ids."""
        ...

    def forget_rosters(self, channel_ids: Collection[str]) -> None:
        """Somebody came to these channels, or left them."""
        ...

    async def meet(self, team_id: str) -> None:
        """Look who is in a team, so that the names of those whom the bot knows are there when somebody is named."""
        ...
