"""Teams as a part of the bot: whom it trusts, its one address, what is fetched from it, and who speaks there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from bot.connections import Connections
from bot.load_limit import LoadLimit
from bot.settings import Settings
from bot.teams.answering import Pause
from bot.teams.connector import Connector
from bot.teams.door import messages
from bot.teams.graph import Graph
from bot.teams.ground import Ground
from bot.teams.hearing import Hearing
from bot.teams.identity import ServiceUrls, TokensIn
from bot.teams.ids import TEAMS_IDS
from bot.teams.keys import SigningKeys
from bot.teams.links import link_routes
from bot.teams.messenger import TeamsMessenger
from bot.teams.rosters import Rosters
from bot.teams.showing import Showing, Who
from bot.teams.tenant import Tenant
from bot.teams.tokens import TokensOut
from domain.people import OF_THE_WORKSPACE
from handlers.router import Router
from services import Services
from services.directory import Directory
from services.ports import DeliveryProblem, Messenger, WorkspaceIdentity

BOT_NAME = "CoP Bot"
"""As people see it, and mention it; the app's manifest says the same."""


class TeamsSide:
    """See bot.chat. pause: how to wait some seconds. connections: those of the process, if it keeps any."""

    name = "teams"
    title = "Microsoft Teams"
    ids = TEAMS_IDS

    def __init__(
        self, settings: Settings, directory: Directory, clock: Clock, pause: Pause, connections: Connections | None
    ) -> None:
        self._app_id = settings.teams_app_id or ""
        self._tenant_id = settings.teams_tenant_id or ""
        self._clock = clock
        self._pause = pause
        self._database = directory.database
        self._connections = connections or Connections(kept=False)
        self.keys = SigningKeys(settings.teams_keys_url, self._connections)
        self._services = ServiceUrls(settings.teams_service_url)
        self._opens: Callable[[str], bool] | None = None
        self.tenant = Tenant(directory.database, self._tenant_id, self._services, clock)
        directory.database.on_new_work(self.tenant.forget)
        connector = Connector(
            TokensOut(settings, self._connections), self._connections, self._services, settings.teams_graph_url
        )
        self._awaited = frozenset(one.lower() for one in settings.admin_user_ids if "@" in one)
        who = Who(directory, self.tenant)
        rosters = Rosters(connector, self.tenant, self._tenant_id, self._awaited, who.note_names)
        self.addresses = rosters.addresses
        showing = Showing(self.tenant, rosters, who, settings.public_url or "", self._opens_form, BOT_NAME)
        graph = Graph(
            connector, self.tenant, knows_people=settings.teams_graph, reads_history=settings.teams_read_history
        )
        self.messenger = TeamsMessenger(
            connector,
            self.tenant,
            rosters,
            showing,
            who,
            graph,
            app_id=self._app_id,
            tenant_id=self._tenant_id,
            targets=settings.teams_targeted,
        )
        self.messengers = self

    async def for_workspace(self, _workspace_id: int) -> Messenger:
        """The services' Messengers port: there is one tenant, and whatever is said, its messenger says."""
        return self.messenger

    def hear(self, services: Services, router: Router) -> Sequence[BaseRoute]:
        self._opens = router.opens
        tokens = TokensIn(self._app_id, self._tenant_id, self.keys, self._services)
        hearing = Hearing(Ground(router, services, self._clock, self.messenger, self._pause), BOT_NAME)
        endpoint = messages(tokens, hearing, LoadLimit(lambda: router.working))
        return [Route("/teams/messages", endpoint, methods=["POST"]), *link_routes(self._database, self._clock)]

    async def meet_operators(self) -> None:
        """Rosters tell whose an address is; each that is read later on does, too."""
        with suppress(DeliveryProblem):
            for address in sorted(self._awaited - self.addresses.keys()):
                chat_id = await self.messenger.user_with_email(address)
                if chat_id and await self.messenger.standing_of_account(chat_id) in OF_THE_WORKSPACE:
                    self.addresses[address] = chat_id

    async def identity(self) -> WorkspaceIdentity | None:
        return await self.messenger.identity()

    def _opens_form(self, action_id: str) -> bool:
        """Whether a click opens a form: cards have to say so, which nobody can who hears nothing."""
        if self._opens is None:
            raise RuntimeError("cards are made only where their buttons are heard")
        return self._opens(action_id)
