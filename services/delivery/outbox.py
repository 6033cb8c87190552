"""Putting a message into the outbox, in the same transaction as the change it tells of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from storage import deliveries, waiting_updates
from storage.database import ASKER
from storage.models import Delivery, Network

ASKED_BY = "asked_by"
"""In a payload: whose click or command posts or shares it, so that they hear where that could not be done."""
TO = "to"
"""In a payload: whom it is put to for the role that they hold."""
SETTLED_FOR = timedelta(days=180)
"""Older messages than this are left as they are: nobody looks for them any more."""


def post_in_channel(
    session: AsyncSession,
    network: Network,
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    in_thread_of: str | None = None,
) -> str | None:
    """Say something in the network's channel; returns the delivery's id, None where it has no channel.

    kind: the announcement that words it. due_at: not before (default: now). expires_at: not after.
    in_thread_of: the delivery id of the message to answer in its thread.
    """
    if network.channel_id is None:
        return None
    return _add(
        session,
        network,
        kind,
        _with_asker(session, payload),
        now=now,
        due_at=due_at,
        expires_at=expires_at,
        **_in_channel(network, in_thread_of),
    )


def post_to_people(
    session: AsyncSession,
    network: Network,
    kind: str,
    payload: dict[str, Any],
    people: Sequence[str],
    *,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Say something to one person, or to a few together in a group conversation; returns the delivery's id."""
    return _add(
        session,
        network,
        kind,
        payload,
        now=now,
        due_at=due_at,
        expires_at=expires_at,
        **_to_people(people),
    )


def update_post(
    session: AsyncSession,
    network: Network,
    kind: str,
    payload: dict[str, Any],
    delivery_id: str,
    *,
    now: datetime,
) -> str:
    """Replace the content of a message posted earlier by what `kind` says now; returns the delivery's id."""
    return _add(
        session,
        network,
        kind,
        payload,
        now=now,
        operation="update",
        channel_id=network.channel_id,
        target_id=delivery_id,
        lane=f"update:{delivery_id}",
    )


async def refresh_post(
    session: AsyncSession,
    network: Network,
    kind: str,
    payload: dict[str, Any],
    delivery_id: str,
    *,
    now: datetime,
) -> None:
    """Like update_post, unless an update that nobody has taken up yet will say the same anyway.

    For a message that many people change in a short time, such as who is coming to a meeting.
    """
    if not await waiting_updates.lock_one(session, network.workspace_id, f"update:{delivery_id}", kind):
        update_post(session, network, kind, payload, delivery_id, now=now)


async def settle_posts(
    session: AsyncSession, network: Network, kinds: Collection[str], name: str, value: int | str, *, now: datetime
) -> None:
    """Let the messages of these kinds about one thing (`name` is `value` in their payload) say how it ended.

    So no button of theirs stays that leads nowhere. Their announcements word the update; one that is still to go out
    is judged when it does.
    """
    since = now - SETTLED_FOR
    for found in await deliveries.posted_about(session, network.id, kinds, name, value, since):
        payload = {key: said for key, said in found.payload.items() if key != ASKED_BY}
        await refresh_post(session, network, found.kind, payload, found.id, now=now)


async def unask(
    session: AsyncSession, networks: Collection[Network], kinds: Collection[str], person: str, *, now: datetime
) -> None:
    """Let the messages of these kinds to one person about these networks be worded anew, since they lost a role.

    Their payload says whom they went `to`, so that their announcements can tell whether it still concerns the person.
    """
    for network in networks:
        for found in await deliveries.posted_to(session, network.id, kinds, person, now - SETTLED_FOR):
            payload = {**{key: said for key, said in found.payload.items() if key != ASKED_BY}, TO: person}
            await refresh_post(session, network, found.kind, payload, found.id, now=now)


async def ask_again(
    session: AsyncSession,
    network: Network,
    kinds: Collection[str],
    person: str,
    *,
    since: datetime,
    now: datetime,
    due_at: datetime,
    asked_in: int | None = None,
) -> int:
    """Put what others were asked by messages of these kinds, from `since` on, to one more person; returns how much.

    asked_in: where that is another network's business, the network by which they were asked, which its payload names.
    Whether it still waits, and for them, their announcements say.
    """
    told: dict[str, tuple[str, dict[str, Any]]] = {}
    has: set[str] = set()
    for found in await deliveries.put_to_people(session, network.id, kinds, since):
        if asked_in is not None and found.payload.get("network") != asked_in:
            continue
        payload = {key: said for key, said in found.payload.items() if key not in (ASKED_BY, TO)}
        about = f"{found.kind} {sorted(payload.items())}"
        told[about] = found.kind, payload
        if person in found.people:
            has.add(about)
    new = [one for about, one in told.items() if about not in has]
    for kind, payload in new:
        post_to_people(session, network, kind, {**payload, TO: person}, [person], now=now, due_at=due_at)
    return len(new)


def share_file(
    session: AsyncSession,
    network: Network,
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    people: Sequence[str] = (),
    in_thread_of: str | None = None,
) -> str | None:
    """Share a file to people, or into the network's channel (in the thread of a message, where given)."""
    if not people and network.channel_id is None:
        return None
    where = _to_people(people) if people else _in_channel(network, in_thread_of)
    return _add(session, network, kind, _with_asker(session, payload), now=now, operation="file", **where)


def say_anew(
    session: AsyncSession,
    network: Network,
    row: Delivery,
    target_id: str | None = None,
    *,
    now: datetime,
    due_at: datetime,
) -> str:
    """Say in the network's channel, as it is by now, what `row` says or was to say; returns the new delivery's id.

    target_id: the delivery in whose thread it stands. Whoever asked for what is out already hears nothing of it again.
    """
    is_out = row.status == "sent"
    return _add(
        session,
        network,
        row.kind,
        {key: said for key, said in row.payload.items() if key != ASKED_BY or not is_out},
        now=now,
        due_at=due_at,
        expires_at=row.expires_at,
        operation=row.operation,
        **_in_channel(network, target_id if row.in_thread else None),
    )


def _with_asker(session: AsyncSession, payload: dict[str, Any]) -> dict[str, Any]:
    asker = session.info.get(ASKER)
    return payload if asker is None else {**payload, ASKED_BY: asker}


def _in_channel(network: Network, in_thread_of: str | None) -> dict[str, Any]:
    """Where a delivery goes: the network's channel, or the thread of a message there."""
    return {
        "channel_id": network.channel_id,
        "lane": network.channel_id,
        "target_id": in_thread_of,
        "in_thread": in_thread_of is not None,
    }


def _to_people(people: Sequence[str]) -> dict[str, Any]:
    """Where a delivery goes: one person, or a few together."""
    together = sorted(set(people))
    return {"people": together, "lane": "people:" + ",".join(together)}


def _add(
    session: AsyncSession,
    network: Network,
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    due_at: datetime | None = None,
    **columns: Any,
) -> str:
    delivery_id = uuid4().hex
    deliveries.add(
        session,
        Delivery(
            id=delivery_id,
            workspace_id=network.workspace_id,
            network_id=network.id,
            kind=kind,
            payload=payload,
            due_at=due_at or now,
            created_at=now,
            **columns,
        ),
    )
    return delivery_id
