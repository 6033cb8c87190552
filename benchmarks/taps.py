"""What a tap on a pulse check costs, from the signed request to the answer: `python -m benchmarks.taps`.

So many people tap at once, each again when the last tap was answered, at the bot and at a bare Bolt listener with one
upsert on the same engine, in slices that take turns. Both run as processes of their own beside a stand-in for Slack. A
tap counts when its answer has come, which follows the commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import psutil
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import func, select

from benchmarks import statewide
from benchmarks.faults import postgres
from benchmarks.processes import SECRET, TEAM, Program, bare_taps, bot, slack, until_healthy
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.tables import circumstances, table
from bot.slack.block_kit import message_blocks
from bot.vault import new_key
from domain.pulses import question_of
from domain.voices import SETTLED_AFTER
from facts.pulses import OpenPulse
from practice.clock import VirtualClock
from prompts.instrument import load_instruments
from prompts.pulses.cards import card
from services.context import AppContext, network_context
from services.directory import Directory
from services.pulses.asking import ask, who_is_asked
from storage.calendars import load_calendar
from storage.database import Database
from storage.models import Membership, Person, School, SealedAnswer
from tests.house import build_template

AT_ONCE = 48
SLICES, SECONDS = 4, 3.0
WARM_UP = 5.0
LEAST = 0.6
"""Of the bare listener's taps a second."""
NETWORKS, MEMBERS = 8, 25
HEADINGS = ("database", "taps a second, bare", "ours", "ratio", "CPU ms a tap, bare", "ours", "median ms, bare", "ours")


@dataclass(frozen=True)
class Target:
    """A question, and who may tap."""

    pulse_id: int
    people: Sequence[str]


@dataclass
class Subject:
    program: Program
    process: psutil.Popen
    taps: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    took: list[float] = field(default_factory=list)
    tapped: set[str] = field(default_factory=set)

    @property
    def pace(self) -> float:
        return self.taps / self.seconds


def member_of(network: int, place: int) -> str:
    return f"U0TAP{network:03d}M{place:03d}"


async def _prepare(url: str, key: str) -> list[Target]:
    """Networks of many schools, each with an open question."""
    database = Database(url, answer_keys=[key])
    now = datetime.now(UTC)
    try:
        context = AppContext(
            database,
            QuickMessenger(VirtualClock(now.timestamp())),
            load_instruments,
            load_calendar,
            Directory(database),
        )
        networks = await statewide.load(database, NETWORKS, now - 2 * SETTLED_AFTER, {"weekly_pulse": False}, TEAM)
        targets = []
        for number, network in enumerate(networks):
            people = [member_of(number, place) for place in range(MEMBERS)]
            async with database.write() as session:
                for place, chat_id in enumerate(people):
                    school = School(workspace_id=network.workspace_id, name=f"School {number} {place}")
                    session.add(school)
                    person = Person(
                        id=f"ptap{number:03d}{place:03d}".ljust(17, "0"),
                        workspace_id=network.workspace_id,
                        chat_id=chat_id,
                        name="",
                    )
                    session.add(person)
                    await session.flush()
                    session.add(
                        Membership(
                            workspace_id=network.workspace_id,
                            network_id=network.id,
                            school_id=school.id,
                            person_id=person.id,
                            role="member",
                            since=now - 2 * SETTLED_AFTER,
                        )
                    )
            async with database.write() as session:
                here = await session.merge(network)
                place_ = await network_context(context, session, here)
                pulse = await ask(
                    session,
                    place_,
                    context.instrument,
                    question_of(context.instrument.items[0]),
                    asked=await who_is_asked(session, here, now),
                    opens_at=now,
                    closes_at=now + SETTLED_AFTER,
                    started_by=None,
                    now=now,
                )
            targets.append(Target(pulse.id, people))
        return targets
    finally:
        await database.close()


class Answers:
    """Which answers have come, by their address."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def expect(self, path: str) -> asyncio.Future[None]:
        self._waiting[path] = found = asyncio.get_running_loop().create_future()
        return found

    def came(self, path: str) -> None:
        found = self._waiting.pop(path, None)
        if found is not None and not found.done():
            found.set_result(None)


def _body(target: Target, person: str, number: int, slack_url: str) -> str:
    shown = OpenPulse(target.pulse_id, "Trust", "How safe is it?", datetime.now(UTC).date(), 5)
    blocks = message_blocks(card(shown))
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": person, "username": person.lower(), "name": person.lower(), "team_id": TEAM},
        "api_app_id": "A1",
        "token": "none",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": False},
        "trigger_id": f"{number}.1.tap",
        "team": {"id": TEAM, "domain": "schools"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C1", "name": "network"},
        "message": {"type": "message", "user": "UBOT", "ts": "1.1", "text": "Pulse check", "blocks": blocks},
        "state": {"values": {}},
        "response_url": f"{slack_url}/actions/{TEAM}/{number}",
        "actions": [
            {
                "action_id": f"pulses.answer:{1 + number % 4}",
                "block_id": "b",
                "text": {"type": "plain_text", "text": "Embedding", "emoji": True},
                "value": json.dumps({"pulse": target.pulse_id}),
                "type": "button",
                "action_ts": f"{time.time():.6f}",
            }
        ],
    }
    return urlencode({"payload": json.dumps(payload)})


_numbers = count(1)


async def _tap(
    session: aiohttp.ClientSession, subject: Subject, target: Target, slack_url: str, answers: Answers
) -> None:
    number = next(_numbers)
    person = target.people[number % len(target.people)]
    subject.tapped.add(person)
    body = _body(target, person, number, slack_url)
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)),
    }
    answered = answers.expect(f"/actions/{TEAM}/{number}")
    url = f"http://127.0.0.1:{subject.program.port}/slack/events"
    async with session.post(url, data=body, headers=headers) as answer:
        await answer.read()
        if answer.status != 200:
            raise RuntimeError(f"a tap was answered with {answer.status}")
    async with asyncio.timeout(30):
        await answered


async def _slice(
    subject: Subject, targets: Sequence[Target], slack_url: str, answers: Answers, seconds: float, *, counts: bool
) -> None:
    began, used = time.perf_counter(), subject.process.cpu_times()
    until = began + seconds
    taps: list[float] = []

    async def sender(session: aiohttp.ClientSession, place: int) -> None:
        while time.perf_counter() < until:
            sent = time.perf_counter()
            await _tap(session, subject, targets[place % len(targets)], slack_url, answers)
            taps.append(time.perf_counter() - sent)

    # Connections of its own for each slice: while the other one is measured, they would be closed.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(sender(session, place) for place in range(AT_ONCE)))
    if counts:
        now = subject.process.cpu_times()
        subject.taps += len(taps)
        subject.took += taps
        subject.seconds += time.perf_counter() - began
        subject.cpu += now.user + now.system - used.user - used.system


async def _measure(url: str) -> tuple[Subject, Subject]:
    """(bare, ours)"""
    key, answers = new_key(), Answers()
    targets = await _prepare(url, key)
    async with (
        slack(answers.came) as slack_url,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
    ):
        programs = (bare_taps(slack_url, url), bot(slack_url, url, ANSWER_KEYS=key))
        with contextlib.ExitStack() as stack:
            subjects = [Subject(program, stack.enter_context(_running(program))) for program in programs]
            for subject in subjects:
                async with aiohttp.ClientSession() as session:
                    await until_healthy(session, subject.program)
                await _slice(subject, targets, slack_url, answers, WARM_UP, counts=False)
            for _ in range(SLICES):
                for subject in subjects:
                    await _slice(subject, targets, slack_url, answers, SECONDS, counts=True)
    await _check(url, key, subjects[1])
    return subjects[0], subjects[1]


async def _check(url: str, key: str, ours: Subject) -> None:
    """Raises RuntimeError unless the answers of all who tapped are there: a refusal is answered as well."""
    database = Database(url, answer_keys=[key])
    try:
        async with database.read() as session:
            kept = await session.scalar(select(func.count()).select_from(SealedAnswer))
    finally:
        await database.close()
    if kept != len(ours.tapped):
        raise RuntimeError(f"{len(ours.tapped)} people tapped, and {kept} answers are kept")


@contextlib.contextmanager
def _running(program: Program) -> Iterator[psutil.Popen]:
    process = psutil.Popen(program.command, env=program.environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'taps.db'}"
        build_template(url)
        yield url


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] * 1000


def report() -> tuple[str, bool]:
    """(the table, whether the bot answers at least LEAST times as many taps a second)"""
    rows, within = [], True
    with postgres() as server:
        for name, fresh in (("SQLite", _sqlite), ("PostgreSQL", server.fresh_database)):
            with fresh() as url:
                bare, ours = asyncio.run(_measure(url))
            ratio = ours.pace / bare.pace
            within = within and ratio >= LEAST
            cpu = [f"{1000 * each.cpu / each.taps:.1f}" for each in (bare, ours)]
            medians = [f"{_median(each.took):.0f}" for each in (bare, ours)]
            rows.append((name, f"{bare.pace:.0f}", f"{ours.pace:.0f}", f"{ratio:.2f}", *cpu, *medians))
    return table(HEADINGS, rows), within


if __name__ == "__main__":
    print(circumstances())
    text, good = report()
    print(f"\n{text}")
    sys.exit(0 if good else 1)
