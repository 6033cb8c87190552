"""People and the bot coming to and leaving a network's channel, accounts that close, channels that go away."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.policies import Role, can_change_roster, can_give_role
from services.access import Asker, actor_of, require
from services.audit import SLACK, record
from services.context import AppContext, network_context
from services.delivery.going_on import go_on
from services.delivery.outbox import post_in_channel, post_to_people
from services.delivery.pausing import pause, resume
from services.leaders import leaders_to_tell
from services.networks.school_roles import tell_ended
from services.people import could_hold_roles, own_account
from storage import channel_moves, occasions, rosters
from storage import networks as network_rows

OFFERED = "networks.offer"


class NetworkPresence:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def has_network(self, workspace_id: int, channel_id: str) -> bool:
        """Whether the channel is a network's, so that it matters who comes there."""
        async with self._app.database.read() as session:
            return await network_rows.in_channel(session, workspace_id, channel_id) is not None

    async def note_joined(self, asker: Asker, channel_id: str, now: datetime) -> bool:
        """Somebody came into a channel. The bot itself: a paused network goes on. A newcomer: is asked, once.

        Returns True where it was the bot, and the channel is no network's yet: whoever invited it may want to
        set one up.
        """
        async with self._app.database.read() as session:
            network = await network_rows.in_channel(session, asker.workspace_id, channel_id)
            is_bot = asker.user_id == await own_account(session, asker.workspace_id)
            known = network is not None and bool(await rosters.held_by(session, network.id, asker.user_id))
        if network is None:
            return is_bot and await self._is_first_time(asker, now)
        if network.has_ended or (network.is_group and not is_bot):
            return False
        if is_bot:
            await self._resume(asker, network.id, now)
        elif not known and await could_hold_roles(self._app, asker.workspace_id, asker.user_id):
            await self._offer(asker, network.id, now)
        return False

    async def note_left(self, asker: Asker, channel_id: str, now: datetime) -> None:
        """Somebody left a channel: if they hold roles there, whoever leads the network is asked about it."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.in_channel(session, asker.workspace_id, channel_id)
            if network is None:
                return
            if asker.user_id == await own_account(session, asker.workspace_id):
                await pause(self._app, session, network, "removed", now)
                return
            if network.is_group or not await rosters.held_by(session, network.id, asker.user_id):
                return
            for leader in await leaders_to_tell(session, network.id, besides=asker.user_id):
                post_to_people(session, network, "networks.left", {"person": asker.user_id}, [leader], now=now)

    async def end_roles(self, asker: Asker, network_id: int, person: str, now: datetime) -> str:
        """Take somebody who left off the roster; returns the network's name."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_change_roster(actor, network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            held = await rosters.held_by(session, network_id, person)
            for membership in held:
                require(can_give_role(actor, network_id, Role(membership.role)))
                await rosters.end(session, membership, now)
            for membership in [m for m in held if m.school_id is not None][:1]:
                tell_ended(session, network, membership, asker.user_id, now)
            if held:
                details = {"person": person, "ended": sorted(m.role for m in held)}
                await record(
                    session, asker.workspace_id, asker.user_id, "networks.roles_ended", network.name, details, now=now
                )
            return network.name

    async def note_deactivated(self, asker: Asker, person: str, now: datetime) -> None:
        """An account was closed: its roles end everywhere; whoever leads hears of it at the next posting hour."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            rows = await network_rows.memberships_of_person(session, asker.workspace_id, person)
            for network_id in dict.fromkeys(network.id for _, network in rows):
                network = await network_rows.lock(session, asker.workspace_id, network_id, ended=True)
                network_ctx = await network_context(self._app, session, network)
                ended = [m for m, there in rows if there.id == network_id]
                for membership in ended:
                    await rosters.end(session, membership, now)
                details = {"person": person, "ended": sorted(m.role for m in ended)}
                await record(session, asker.workspace_id, SLACK, "networks.deactivated", network.name, details, now=now)
                ids = {"person": person, "roles": ",".join(str(m.id) for m in ended)}
                told = [] if network.is_group else await leaders_to_tell(session, network_id, besides=person)
                for leader in told:
                    post_to_people(
                        session,
                        network,
                        "networks.deactivated",
                        ids,
                        [leader],
                        now=now,
                        due_at=network_ctx.next_post(now),
                    )

    async def note_channel_gone(self, asker: Asker, channel_id: str, reason: str, now: datetime) -> None:
        """The channel was archived or deleted, or the bot taken out (reason: archived, deleted, removed)."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.in_channel(session, asker.workspace_id, channel_id)
            if network is None:
                return
            if not await pause(self._app, session, network, reason, now):
                network.status_reason = reason if network.status == "paused" else network.status_reason

    async def note_channel_moved(self, asker: Asker, channel_id: str, new_channel_id: str, now: datetime) -> None:
        """Slack gave a network's channel another id, as when it is made private or shared: the network goes along.

        One that was paused because the old id was not there any more goes on.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await network_rows.in_channel(session, asker.workspace_id, channel_id)
            taken = await network_rows.in_channel(session, asker.workspace_id, new_channel_id)
            if found is None or taken is not None:
                return
            network = await network_rows.lock(session, asker.workspace_id, found.id)
            network.channel_id = new_channel_id
            await session.flush()
            if network.status_reason == "channel_not_found":
                resume(session, network)  # what failed is followed as well
            await channel_moves.follow(session, asker.workspace_id, channel_id, new_channel_id, now)
            details = {"from": channel_id, "to": new_channel_id}
            await record(session, asker.workspace_id, SLACK, "networks.channel_moved", network.name, details, now=now)

    async def _is_first_time(self, asker: Asker, now: datetime) -> bool:
        """True; raises AlreadyHandled where Slack sends the same event again."""
        async with self._app.database.write(once=asker.request_key, workspace_id=asker.workspace_id, now=now):
            return True

    async def _resume(self, asker: Asker, network_id: int, now: datetime) -> None:
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            if network.status == "paused":
                post_in_channel(session, network, "networks.resumed", {}, now=now)
                await go_on(self._app, session, network, network.channel_id, now)

    async def _offer(self, asker: Asker, network_id: int, now: datetime) -> None:
        """Ask a newcomer which school they lead, once for each network, however often they come and go."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            if not await occasions.note_once(session, network, OFFERED, asker.user_id, now):
                return
            until = now + timedelta(days=14)
            post_to_people(session, network, OFFERED, {}, [asker.user_id], now=now, expires_at=until)
