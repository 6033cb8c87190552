"""The real process under load: `python -m benchmarks.load`.

Starts `cop-bot run` and a bare Bolt app, one after the other, beside a stand-in for Slack that answers everything
with "ok". Signed `/cop-help` commands come from so many senders at once, each sending its next when the last was
acknowledged. What is compared is the time to the acknowledgement; all of it on one machine, so as ratios.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from benchmarks.processes import Program, bare, bot, free_port, resident_mib, send_command, slack, until_healthy
from benchmarks.tables import circumstances, table
from bot.load_limit import MOST_AT_ONCE

AT_ONCE = (1, MOST_AT_ONCE, 256)
SECONDS = 6.0
SLACKS_SECONDS = 3.0


@dataclass
class Answers:
    """What came back: seconds to each acknowledgement, to each refusal, and how many of each status."""

    acknowledged: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def ms(self, share: float) -> float:
        """The time within which this share was acknowledged, in milliseconds."""
        return _quantile(self.acknowledged, share) * 1000


@dataclass
class Subject:
    """A process to measure, and what was measured."""

    program: Program
    metrics_port: int = 0
    memory_after_mib: float = 0.0
    answers: dict[int, Answers] = field(default_factory=dict)
    besides: list[Answers] = field(default_factory=list)
    """Of warming up and of recovering."""
    counted: float = 0.0

    @property
    def recovered_ms(self) -> float:
        """The time within which half was acknowledged once the load had gone."""
        return self.besides[-1].ms(0.5)


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def _subjects(slack_url: str, directory: str) -> list[Subject]:
    figures = free_port()
    return [
        Subject(bare(slack_url)),
        Subject(bot(slack_url, f"sqlite:///{directory}/load.db", METRICS_PORT=str(figures)), figures),
    ]


async def measure(subject: Subject, slack_url: str) -> None:
    """Start it, load it with each number of senders, see that it recovers, and stop it."""
    program = subject.program
    process = subprocess.Popen(program.command, env=program.environment)  # noqa: ASYNC220
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await until_healthy(session, program)
            subject.besides.append(await _load(session, subject, slack_url, 1, 1.0))  # loads what is loaded late
            for senders in AT_ONCE:
                subject.answers[senders] = await _load(session, subject, slack_url, senders, SECONDS)
            await asyncio.sleep(1)
            subject.besides.append(await _load(session, subject, slack_url, 1, 2.0))
            subject.memory_after_mib = resident_mib(process.pid)
            subject.counted = await _counted(session, subject)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def _counted(session: aiohttp.ClientSession, subject: Subject) -> float:
    """How many refusals the process itself counted; none where it counts nothing."""
    if not subject.metrics_port:
        return 0.0
    async with session.get(f"http://127.0.0.1:{subject.metrics_port}/metrics") as answer:
        found = re.search(r"^cop_bot_requests_refused_total ([0-9.e+]+)$", await answer.text(), re.MULTILINE)
    return float(found[1]) if found else 0.0


async def _load(
    session: aiohttp.ClientSession, subject: Subject, slack_url: str, senders: int, seconds: float
) -> Answers:
    answers, until = Answers(), time.perf_counter() + seconds
    await asyncio.gather(*(_send(session, subject, slack_url, answers, until) for _ in range(senders)))
    return answers


async def _send(
    session: aiohttp.ClientSession, subject: Subject, slack_url: str, answers: Answers, until: float
) -> None:
    while time.perf_counter() < until:
        sent = time.perf_counter()
        status = await send_command(session, subject.program, slack_url, next(_numbers))
        took = time.perf_counter() - sent
        answers.statuses[status] += 1
        (answers.acknowledged if status == 200 else answers.refused).append(took)
        if status == 503:
            await asyncio.sleep(0.1)  # whoever was turned away waits a little before the next attempt


_numbers = count(1)


async def _run() -> list[Subject]:
    async with slack() as slack_url:
        with tempfile.TemporaryDirectory() as directory:
            subjects = _subjects(slack_url, directory)
            for subject in subjects:
                await measure(subject, slack_url)
    return subjects


def report() -> tuple[str, bool]:
    """(the tables, whether every acknowledgement came within Slack's 3 seconds and all refusals were counted)"""
    bolt, ours = asyncio.run(_run())
    rows = []
    for senders in AT_ONCE:
        theirs, mine = bolt.answers[senders], ours.answers[senders]
        rows.append(
            [
                senders,
                f"{theirs.ms(0.5):.0f} / {theirs.ms(0.99):.0f}",
                f"{mine.ms(0.5):.0f} / {mine.ms(0.99):.0f}",
                f"{mine.ms(0.5) / theirs.ms(0.5):.2f} / {mine.ms(0.99) / theirs.ms(0.99):.2f}",
                len(mine.acknowledged),
                len(mine.refused),
                f"{_quantile(mine.refused, 0.99) * 1000:.0f}" if mine.refused else "–",
            ]
        )
    headings = (
        "at once",
        "bare p50/p99 ms",
        "ours p50/p99 ms",
        "ratio p50/p99",
        "acknowledged",
        "refused",
        "503 p99 ms",
    )
    process = [
        [
            "resident memory, after the load (MiB)",
            f"{bolt.memory_after_mib:.0f}",
            f"{ours.memory_after_mib:.0f}",
            _ratio(ours, bolt, "memory_after_mib"),
        ],
        [
            "one sender a second after the load, p50 (ms)",
            f"{bolt.recovered_ms:.0f}",
            f"{ours.recovered_ms:.0f}",
            _ratio(ours, bolt, "recovered_ms"),
        ],
    ]
    text = table(headings, rows) + "\n\n" + table(("process", "bare Bolt + SQLAlchemy", "ours", "ratio"), process)
    refused = sum(len(answers.refused) for answers in (*ours.answers.values(), *ours.besides))
    slowest = max(max(answers.acknowledged) for answers in ours.answers.values())
    text += (
        f"\n\nSlowest acknowledgement: {slowest:.2f} s. Refused: {refused}, counted by the process: {ours.counted:.0f}."
    )
    return text, slowest < SLACKS_SECONDS and refused == ours.counted


def _ratio(ours: Subject, theirs: Subject, figure: str) -> str:
    return f"{getattr(ours, figure) / getattr(theirs, figure):.2f}"


def main() -> int:
    print(circumstances() + "\n")
    text, within = report()
    print(text)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
