"""How exactly a pulse check is told, after what was told of the question before: see services/releasing.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain.exposure import Before, Exposure, before_of, exposure
from domain.policies import SCHOOL_ROLES
from domain.releases import REMEMBERED, Detail, Group, Release, middle_of, pulse_look, pulse_looks
from domain.voices import Voice, speakers
from services.context import NetworkContext
from services.pulses.asking import threshold_of, who_is_asked
from services.releasing import group_of, rule_of, told_before
from storage import asked as asked_rows
from storage import groups as group_rows
from storage import pulses as pulse_rows
from storage import releases as rows
from storage.models import Network
from storage.models.pulses import Pulse
from storage.questions import PULSE, name_of
from storage.releases import Asked


@dataclass(frozen=True)
class Unrecorded:
    """A result of before there was a ledger, and who was asked by the list of people."""

    pulse: Pulse
    asked: frozenset[str]


async def before(
    session: AsyncSession, network_id: int, item_key: str, levels: int, asked: frozenset[str], now: datetime
) -> Before:
    """Whom the question was put to before, for those who are asked now."""
    found = await rows.of_item(session, network_id, [PULSE], item_key, now - REMEMBERED)
    known = await rows.speakers(session, [row.question for row in found if row.levels == levels])
    old = [each.asked for each in await _unrecorded(session, network_id, item_key, now)]
    return before_of([*known.values(), *old], asked)


async def _unrecorded(session: AsyncSession, network_id: int, item_key: str, now: datetime) -> list[Unrecorded]:
    """Of the network, and of those that have schools in common with it by a joint group."""
    beside = sorted(await group_rows.networks_beside(session, network_id))
    pulses = [one for id_ in beside for one in await pulse_rows.published(session, id_, now - REMEMBERED)]
    same = [pulse for pulse in pulses if pulse.item_key == item_key and pulse.answered is not None]
    known = {name for name, _ in await rows.of_questions(session, [name_of(pulse) for pulse in same])}
    found = []
    for pulse in same:
        if name_of(pulse) not in known:
            voices = await asked_rows.voices_at(session, pulse.network_id, SCHOOL_ROLES, pulse.opens_at)
            found.append(Unrecorded(pulse, speakers(voices)))
    return [each for each in found if each.asked]


async def _earlier(session: AsyncSession, network_id: int, item_key: str, levels: int, now: datetime) -> list[Release]:
    """What pulse checks told of the item, those of before there was a ledger included."""
    found = await told_before(session, network_id, [PULSE], item_key, levels, now)
    old = await _unrecorded(session, network_id, item_key, now)
    counts = await pulse_rows.results(session, [each.pulse.id for each in old])
    for each in old:
        pulse = each.pulse
        told = tuple(counts.get(pulse.id, {}).get(level, 0) for level in range(1, levels + 1))
        looks = pulse_looks(pulse.asked, pulse.threshold, levels)
        look = pulse_look(told, pulse.answered or 0, pulse.asked, pulse.threshold)
        if look in looks:
            found.append(Release(each.asked, looks[look]))
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
    people, network = speakers(asked), network_ctx.network
    if await before(session, network.id, item_key, levels, people, now) is not Before.OTHERS:
        return False
    threshold = threshold_of(network)
    question = Asked("", levels, len(people), threshold)
    earlier = await _earlier(session, network.id, item_key, levels, now)
    rule = await rule_of(earlier, people, question, lambda: pulse_looks(len(people), threshold, levels))
    return rule is None or rule.tells_nothing


async def exposure_of(session: AsyncSession, network: Network, pulse: Pulse, levels: int, now: datetime) -> Exposure:
    """What could be found out about an answer to the open question."""
    people = await pulse_rows.asked_people(session, pulse)
    if people is None:
        people = await who_is_asked(session, network, now)
    then = await before(session, network.id, pulse.item_key, levels, speakers(people), now)
    return exposure(max(pulse.asked, pulse.threshold), pulse.threshold, then)


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
    look = pulse_look(tuple(counts), sum(counts), pulse.asked, pulse.threshold)
    group = Group(Detail.WHOLE, frozenset([look]))
    if await before(session, pulse.network_id, pulse.item_key, asked.levels, who, now) is Before.OTHERS:
        earlier = await _earlier(session, pulse.network_id, pulse.item_key, asked.levels, now)
        looks = partial(pulse_looks, pulse.asked, pulse.threshold, asked.levels)
        group = await group_of(earlier, who, asked, looks, look)
    rows.keep(session, network_ctx.network, asked, {pulse.item_key: group}, now)
    rows.keep_people(session, network_ctx.network, asked, {person: person in who for person in people}, now)
    return group


def middle_as_kept(pulse: Pulse, group: Group, levels: int) -> dict[int, int]:
    """What is kept of a result whose middle alone is told: one answer at each end of where it lies, by level from 1."""
    low, high = middle_of(pulse_looks(pulse.asked, pulse.threshold, levels), group.looks)
    return {low + 1: 1, high + 1: 1}
