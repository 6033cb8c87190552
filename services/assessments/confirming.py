"""Who may confirm the levels that somebody proposed."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.levels import Proposal, confirmers
from domain.policies import Role
from storage import levels as rows
from storage import networks as network_rows


async def confirmers_of(session: AsyncSession, network_id: int, proposed_by: str) -> frozenset[str]:
    """Who may confirm what this person proposed, as things stand."""
    chairs, seils, executives = [
        await network_rows.people_with_role(session, network_id, role)
        for role in (Role.CHAIR, Role.SEIL, Role.EXECUTIVE)
    ]
    return confirmers(proposed_by, chairs=chairs, seils=seils, executives=executives)


async def to_confirm(session: AsyncSession, network_id: int, round_id: int, person: str) -> dict[str, Proposal]:
    """The proposals in the round that this person may confirm, by item key."""
    waiting = await rows.proposals(session, round_id)
    proposers = {each.by for each in waiting.values()}
    may = {by for by in proposers if person in await confirmers_of(session, network_id, by)}
    return {key: each for key, each in waiting.items() if each.by in may}


async def may_confirm(session: AsyncSession, network_id: int, round_id: int, person: str) -> bool:
    """Whether anything waits for this person to confirm it."""
    return bool(await to_confirm(session, network_id, round_id, person))
