"""How exactly a pulse check is told, after what was told of the question before: see services/releasing.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import SCHOOL_ROLES
from domain.releases import REMEMBERED, Group, Release, is_compared, middle_of, pulse_look, pulse_looks, union
from domain.voices import Voice, speakers
from services.context import NetworkContext
from services.pulses.asking import threshold_of
from services.releasing import group_of, rule_of, told_before
from storage import asked as asked_rows
from storage import pulses as pulse_rows
from storage import releases as rows
from storage.models import Pulse
from storage.questions import PULSE, name_of
from storage.releases import Asked


async def earlier_results(
    session: AsyncSession, network_id: int, item_key: str, levels: int, now: datetime
) -> list[Release]:
    """What pulse checks told of the item, those of before there was a ledger included."""
    found = await told_before(session, network_id, [PULSE], item_key, levels, now)
    pulses = await pulse_rows.published(session, network_id, now - REMEMBERED)
    same = [pulse for pulse in pulses if pulse.item_key == item_key]
    known = {name for name, _ in await rows.of_questions(session, [name_of(pulse) for pulse in same])}
    old = [pulse for pulse in same if name_of(pulse) not in known and pulse.answered is not None]
    counts = await pulse_rows.results(session, [pulse.id for pulse in old])
    for pulse in old:
        told = tuple(counts.get(pulse.id, {}).get(level, 0) for level in range(1, levels + 1))
        voices = await asked_rows.voices_at(session, network_id, SCHOOL_ROLES, pulse.opens_at)
        looks = pulse_looks(pulse.asked, pulse.threshold, levels)
        look = pulse_look(told, pulse.answered or 0, pulse.asked, pulse.threshold)
        if look in looks and voices:
            found.append(Release(speakers(voices), union(looks, [look])))
    return found


async def would_tell_nothing(
    session: AsyncSession,
    network_ctx: NetworkContext,
    item_key: str,
    levels: int,
    asked: Mapping[str, Voice],
    now: datetime,
) -> bool:
    """Whether asking these people about the item at that moment comes to nothing: nobody is asked for nothing."""
    people, earlier = speakers(asked), await earlier_results(session, network_ctx.network.id, item_key, levels, now)
    if not is_compared(earlier, people):
        return False
    threshold = threshold_of(network_ctx.network)
    question = Asked("", levels, len(people), threshold)
    rule = await rule_of(earlier, people, question, lambda: pulse_looks(len(people), threshold, levels))
    return rule is None or rule.tells_nothing


async def release(
    session: AsyncSession,
    network_ctx: NetworkContext,
    pulse: Pulse,
    people: Mapping[str, Voice],
    counts: Sequence[int],
    now: datetime,
) -> Group:
    """Decide how exactly these counts are told, and keep in the ledger what is told of whom. For the close."""
    asked = Asked(name_of(pulse), len(counts), pulse.asked, pulse.threshold)
    who = speakers(people)
    earlier = await earlier_results(session, pulse.network_id, pulse.item_key, asked.levels, now)
    look = pulse_look(tuple(counts), sum(counts), pulse.asked, pulse.threshold)
    group = await group_of(earlier, who, asked, lambda: pulse_looks(pulse.asked, pulse.threshold, asked.levels), look)
    rows.keep(session, network_ctx.network, asked, {pulse.item_key: group}, now)
    rows.keep_people(session, network_ctx.network, asked, {person: person in who for person in people}, now)
    return group


def middle_as_kept(pulse: Pulse, group: Group, levels: int) -> dict[int, int]:
    """What is kept of a result whose middle alone is told: one answer at each end of where it lies, by level from 1."""
    low, high = middle_of(pulse_looks(pulse.asked, pulse.threshold, levels), group.looks)
    return {low + 1: 1, high + 1: 1}
