"""Asking the network one question: who is asked, whether enough are, and putting it to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.disclosure import REST, may_comment, score_threshold
from domain.errors import Refused
from domain.instrument import Instrument
from domain.policies import DEPARTMENT_ROLES, PRINCIPALS, SCHOOL_ROLES, Actor, can_answer_pulse
from domain.pulses import Question
from domain.voices import Voice, voices
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext
from services.delivery.outbox import post_in_channel
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage import sealed_answers
from storage.models import Membership, Network
from storage.models.pulses import Pulse


@dataclass(frozen=True)
class Askable:
    """The school roles that are held in a network now, without those who serve the department too."""

    held: Sequence[Membership]

    def at(self, moment: datetime) -> dict[str, Voice]:
        """Whom a question that opens at that moment is put to, by user id, and whom they speak for."""
        found: dict[str, Voice] = {}
        for role in self.held:
            if role.counts_from is None or role.counts_from <= moment:
                voice = Voice(role.school_id, role.role in PRINCIPALS)
                found[role.person_id] = max(found.get(role.person_id, voice), voice, key=_weight)
        return found


async def askable(session: AsyncSession, network: Network) -> Askable:
    return askable_of(await network_rows.memberships(session, network.id))


def askable_of(every: Sequence[Membership]) -> Askable:
    """every: all the roles that are held in the network."""
    department = {held.person_id for held in every if held.role in DEPARTMENT_ROLES}
    return Askable([held for held in every if held.role in SCHOOL_ROLES and held.person_id not in department])


async def who_is_asked(session: AsyncSession, network: Network, now: datetime) -> dict[str, Voice]:
    """The people of the network's schools whom a question opened now is put to, and whom they speak for."""
    return (await askable(session, network)).at(now)


async def is_asked(session: AsyncSession, pulse: Pulse, actor: Actor) -> bool:
    """Whether the open question was put to this person."""
    asked = await pulse_rows.asked_people(session, pulse)
    return actor.user_id in asked if asked is not None else bool(can_answer_pulse(actor, pulse.network_id))


async def check_asked(app: AppContext, session: AsyncSession, asker: Asker, pulse: Pulse) -> None:
    """Raises Refused for somebody whom the open question was not put to when it opened.

    Who was keeps their answer, whatever becomes of their role meanwhile.
    """
    asked = await pulse_rows.asked_people(session, pulse)
    if asked is not None and asker.user_id in asked:
        return
    require(can_answer_pulse(await actor_of(app, session, asker), pulse.network_id))
    if asked is not None:
        raise Refused("pulses.not_asked_yet")


def _weight(voice: Voice) -> tuple[bool, bool]:
    """Somebody with several roles speaks for a school rather than for none, and as its principal where they are."""
    return voice.school is not None, voice.leads


def threshold_of(network: Network) -> int:
    """How few answers may be shown; the network can raise it, and it never goes below the floor."""
    return score_threshold(network.pulse_threshold)


async def resting(session: AsyncSession, network_ctx: NetworkContext, now: datetime) -> Mapping[str, date]:
    """The items that must not be asked about now, each with the day from which it may be: a term after its result."""
    found = dict[str, date]()
    for pulse in await pulse_rows.published(session, network_ctx.network.id, now - REST):
        found[pulse.item_key] = local_day((pulse.closed_at or pulse.closes_at) + REST, network_ctx.zone)
    return found


async def ask(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    question: Question,
    *,
    asked: Mapping[str, Voice],
    opens_at: datetime,
    closes_at: datetime,
    started_by: str | None,
    now: datetime,
) -> Pulse:
    """Store the pulse with its threshold and its people fixed and a key of its own, and queue its card for `opens_at`.

    asked: whom it is put to. started_by: empty where the bot asks by itself.
    """
    pulse = await plan(
        session,
        network_ctx,
        instrument,
        question,
        opens_at=opens_at,
        closes_at=closes_at,
        started_by=started_by,
    )
    return await open_planned(session, network_ctx, pulse, asked, now)


async def plan(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    question: Question,
    *,
    opens_at: datetime,
    closes_at: datetime,
    started_by: str | None,
) -> Pulse:
    """Store the pulse to open at that moment; who is asked is fixed when it does."""
    item = next((one for one in instrument.items if one.key == question.key), None)
    pulse = Pulse(
        workspace_id=network_ctx.network.workspace_id,
        network_id=network_ctx.network.id,
        item_key=question.key,
        instrument_key=instrument.key if item else None,
        levels=asdict(item.scale) if item else {},
        instrument_version=instrument.version,
        question=question.words,
        scale=question.answers,
        threshold=threshold_of(network_ctx.network),
        asked=0,
        opens_at=opens_at,
        closes_at=closes_at,
        started_by=started_by,
        status="planned",
    )
    session.add(pulse)
    await session.flush()
    return pulse


async def open_planned(
    session: AsyncSession, network_ctx: NetworkContext, pulse: Pulse, asked: Mapping[str, Voice], now: datetime
) -> Pulse:
    """Put the question to these people: threshold and people are fixed by now, and its card goes out."""
    pulse.status, pulse.threshold, pulse.asked = "open", threshold_of(network_ctx.network), voices(asked.values())
    pulse.comments = network_ctx.network.pulse_comments and may_comment(pulse.asked, pulse.threshold)
    order = network_ctx.network.pulse_order
    if pulse.item_key in order:
        network_ctx.network.pulse_order = [key for key in order if key != pulse.item_key]
    await session.flush()
    await sealed_answers.begin(session, pulse)
    await pulse_rows.keep_asked(session, pulse, asked)
    pulse.card_delivery_id = post_in_channel(
        session,
        network_ctx.network,
        "pulses.card",
        {"pulse": pulse.id},
        now=now,
        due_at=pulse.opens_at,
        expires_at=pulse.closes_at,
    )
    return pulse
