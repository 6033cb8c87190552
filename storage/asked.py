"""Whose roles count when a question is put to a network, in SQL: now, and at an earlier moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import PRINCIPALS
from domain.voices import Voice
from storage.models import Membership


async def people_at(session: AsyncSession, network_id: int, roles: Sequence[str], at: datetime) -> set[str]:
    """User ids of those who held one of the roles at that moment, in such a way that it counted."""
    query = select(Membership.person_id).where(
        Membership.since <= at,
        or_(Membership.until.is_(None), Membership.until > at),
        *_counting(network_id, roles, at),
    )
    return set((await session.scalars(query)).all())


async def voices_at(session: AsyncSession, network_id: int, roles: Collection[str], at: datetime) -> dict[str, Voice]:
    """Those who held one of the roles at that moment, as it counted, and whom they spoke for."""
    query = select(Membership).where(
        Membership.since <= at,
        or_(Membership.until.is_(None), Membership.until > at),
        *_counting(network_id, sorted(roles), at),
    )
    found: dict[str, Voice] = {}
    for held in await session.scalars(query.order_by(Membership.id)):
        voice = Voice(held.school_id, held.role in PRINCIPALS)
        before = found.get(held.person_id, voice)
        found[held.person_id] = max(before, voice, key=lambda one: (one.school is not None, one.leads))
    return found


async def known_people(session: AsyncSession, network_id: int, now: datetime) -> set[str]:
    """User ids of those who have had a role in the network, of any kind and maybe ended, that counts by now."""
    query = select(Membership.person_id).where(
        Membership.network_id == network_id, or_(Membership.counts_from.is_(None), Membership.counts_from <= now)
    )
    return set((await session.scalars(query)).all())


def _counting(network_id: int, roles: Sequence[str], at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.network_id == network_id,
        Membership.role.in_(roles),
        or_(Membership.counts_from.is_(None), Membership.counts_from <= at),
    )
