"""Requests to a SEIL as the messages need them."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.help_requests import Status
from domain.policies import Role
from facts.help_requests import RequestFacts
from services.context import NetworkContext
from storage import networks as network_rows
from storage.models.help_requests import HelpRequest


async def facts_of(session: AsyncSession, found: HelpRequest, network_ctx: NetworkContext) -> RequestFacts:
    """The request, with those who are the network's SEILs now."""
    return RequestFacts(
        request_id=found.id,
        network_id=network_ctx.network.id,
        network=network_ctx.network.name,
        asked_by=found.asked_by_id,
        about=found.about,
        words="" if found.status == Status.WITHDRAWN else found.words,
        asked_on=local_day(found.asked_at, network_ctx.zone),
        status=found.status,
        seils=tuple(await network_rows.people_with_role(session, network_ctx.network.id, Role.SEIL)),
        taken_by=found.taken_by_id,
        answer=found.answer,
        linked=found.linked_network_id,
        ended_on=local_day(found.ended_at, network_ctx.zone) if found.ended_at is not None else None,
    )
