"""Who asks, what roles they hold, and whether they may."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Refused
from domain.policies import Actor, Allowed, Denied, Grant, Role
from services.context import AppContext
from services.operators import is_operator
from storage import networks as network_rows
from storage.database import ASKER
from storage.models import Network


class Asker(Struct, frozen=True):
    """The person behind a request. `request_key` is the same when the very same request comes twice."""

    workspace_id: int
    user_id: str
    request_key: str | None = None

    def by(self, request_key: str) -> Asker:
        """The same person, asking by that request."""
        return Asker(self.workspace_id, self.user_id, request_key)


async def actor_of(app: AppContext, session: AsyncSession, asker: Asker) -> Actor:
    """The asker with the roles they hold at this moment, read in the same transaction as the change."""
    return (await actor_and_networks(app, session, asker))[0]


async def actor_and_networks(app: AppContext, session: AsyncSession, asker: Asker) -> tuple[Actor, Sequence[Network]]:
    """The same, with the networks in which they hold a role, each once, in order of name."""
    session.info[ASKER] = asker.user_id
    rows, before = await network_rows.roles_of_person(session, asker.workspace_id, asker.user_id)
    actor = Actor(
        user_id=asker.user_id,
        grants=frozenset(
            Grant(Role(m.role), network.id, network.seen_from, network.self_made, before[m.id], network.has_ended)
            for m, network in rows
        ),
        is_admin=await is_operator(app, session, asker.workspace_id, asker.user_id),
    )
    return actor, list(dict.fromkeys(network for _, network in rows))


def require_own(network: Network) -> None:
    """For what schools do in their own networks alone. Raises Refused where this one is a joint group."""
    if network.is_group:
        raise Refused("groups.at_home", name=network.name)


def require(answer: Allowed | Denied) -> None:
    """Go on where allowed. Raises Refused, which says who could."""
    if isinstance(answer, Denied):
        raise Refused(answer.key, **answer.values)
