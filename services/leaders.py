"""Who leads a network at this moment, and whom of them to turn to. Each answers user ids."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import CHAIR_AND_SEIL, LEADERS, Role
from storage import networks as network_rows


async def leaders(session: AsyncSession, network_id: int) -> list[str]:
    """All of them: chair, executive, SEIL."""
    return await network_rows.people_with_role(session, network_id, *sorted(LEADERS))


async def chair_and_seils(session: AsyncSession, network_id: int) -> list[str]:
    """Those who say yes to what others ask for."""
    return await network_rows.people_with_role(session, network_id, *sorted(CHAIR_AND_SEIL))


async def chairs(session: AsyncSession, network_id: int) -> list[str]:
    """The network's chair, or its chairs."""
    return await network_rows.people_with_role(session, network_id, Role.CHAIR)


async def chair_or_executive(session: AsyncSession, network_id: int) -> list[str]:
    """Who is asked for what the network has to do: the chair, or the executive while there is none."""
    return await _first_of(session, network_id, (Role.CHAIR, Role.EXECUTIVE))


async def chair_or_seil(session: AsyncSession, network_id: int) -> list[str]:
    """Who decides how the network uses the bot: the chair, or its SEILs while there is none."""
    return await _first_of(session, network_id, (Role.CHAIR, Role.SEIL))


async def leaders_to_tell(session: AsyncSession, network_id: int, *, besides: str = "") -> list[str]:
    """Who looks after the roster: the chair, else the SEILs, else the executive; never the person it is about."""
    return await _first_of(session, network_id, (Role.CHAIR, Role.SEIL, Role.EXECUTIVE), besides)


async def _first_of(session: AsyncSession, network_id: int, roles: tuple[Role, ...], besides: str = "") -> list[str]:
    held = await network_rows.people_by_role(session, network_id, roles)
    found = ([person for person in held[role] if person != besides] for role in roles)
    return next((people for people in found if people), [])
