"""What a start costs, and what an idle process holds, against a bare app: `python -m benchmarks.start`.

Both start in turns, as processes of their own. Counted is the CPU time of the whole process until it has answered its
first command, and until it answers /healthz (the kernel's count when it is killed there), so that other work on the
machine disturbs little; and the resident memory after some quiet seconds, when the worker has looked for work: without
a network, and when it has just looked at one, for which it reads every feature that plans something. The bot's database
is there already, as it is at every start but the first, and the Python files are compiled.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from statistics import median

import aiohttp
from sqlalchemy import select

from benchmarks.processes import (
    PATIENCE_SECONDS,
    TEAM,
    Program,
    answer_path,
    bare,
    bot,
    resident_mib,
    send_command,
    slack,
    until_healthy,
)
from benchmarks.tables import circumstances, table
from storage.database import Database
from storage.models import Network, Workspace

ROUNDS = 7
QUIET_SECONDS = 4.0
MOST_CPU, MOST_MEMORY, MOST_AFTER_A_LOOK = 1.5, 1.5, 1.75
"""What the bot may cost at most until it is healthy, and idle without and with a network, as ratios to the bare app:
docs/scale.md says what it spends."""


@dataclass
class Measured:
    """Of each start: CPU seconds until it was healthy and until its first answer; MiB that it holds when idle, and when
    idle after a look at a network."""

    healthy: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)


class Bench:
    """Starts programs beside a stand-in for Slack."""

    def __init__(self) -> None:
        self.slack_url = ""
        self._numbers = count(1)
        self._answered: dict[str, asyncio.Event] = {}

    def hear(self, path: str) -> None:
        """Slack is called at that path."""
        if path in self._answered:
            self._answered[path].set()

    async def measure(self, program: Program, found: Measured) -> None:
        """One start for each figure, since it ends there."""
        found.healthy.append(await self.cpu_seconds(program, until_healthy))
        found.answered.append(await self.cpu_seconds(program, self.until_answered))
        found.idle.append(await _idle_mib(program))

    async def cpu_seconds(
        self, program: Program, until: Callable[[aiohttp.ClientSession, Program], Awaitable[None]]
    ) -> float:
        process = subprocess.Popen(program.command, env=program.environment)  # noqa: ASYNC220
        async with aiohttp.ClientSession() as session:
            await until(session, program)
        process.kill()
        _, _, used = await asyncio.to_thread(os.wait4, process.pid, 0)
        process.returncode = 0  # it has been waited for
        return used.ru_utime + used.ru_stime

    async def until_answered(self, session: aiohttp.ClientSession, program: Program) -> None:
        """Until the answer to a command has come to Slack."""
        await until_healthy(session, program)
        number = next(self._numbers)
        answered = self._answered[answer_path(number)] = asyncio.Event()
        await send_command(session, program, self.slack_url, number)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await answered.wait()


async def _idle_mib(program: Program) -> float:
    process = subprocess.Popen(program.command, env=program.environment)  # noqa: ASYNC220
    try:
        async with aiohttp.ClientSession() as session:
            await until_healthy(session, program)
        await asyncio.sleep(QUIET_SECONDS)
        return resident_mib(process.pid)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def _measure(rounds: int) -> tuple[Measured, Measured]:
    theirs, ours, bench = Measured(), Measured(), Bench()
    async with slack(bench.hear) as bench.slack_url:
        with tempfile.TemporaryDirectory() as directory:
            bolt, mine = bare(bench.slack_url), bot(bench.slack_url, f"sqlite:///{directory}/start.db")
            url = f"sqlite:///{directory}/network.db"
            at_work = bot(bench.slack_url, url)
            for program in (bolt, mine, at_work):
                await bench.cpu_seconds(program, bench.until_answered)  # compiles the files and makes the database
            for number in range(rounds):
                await bench.measure(bolt, theirs)
                await bench.measure(mine, ours)
                await _add_network(url, number)
                ours.looked.append(await _idle_mib(at_work))
    return theirs, ours


async def _add_network(url: str, number: int) -> None:
    """One that the schedule has not looked at yet."""
    database = Database(url)
    try:
        async with database.write() as session:
            workspace = (await session.scalars(select(Workspace).where(Workspace.slack_id == TEAM))).one()
            own = {"name": f"Network {number}", "channel_id": f"C{number}", "created_at": datetime.now(UTC)}
            session.add(Network(workspace_id=workspace.id, **own))
    finally:
        await database.close()


def report(rounds: int = ROUNDS) -> tuple[str, bool]:
    """The table, and whether a start and an idle process cost little enough beside the bare app's."""
    theirs, ours = asyncio.run(_measure(rounds))
    rows = [
        _row("until it is healthy, CPU (s)", theirs.healthy, ours.healthy, digits=2),
        _row("until its first answer, CPU (s)", theirs.answered, ours.answered, digits=2),
        _row("resident memory, idle (MiB)", theirs.idle, ours.idle, digits=0),
        _row("the same after a look at a network (MiB)", theirs.idle, ours.looked, digits=0),
    ]
    shown = table((f"median of {rounds} starts", "bare Bolt + SQLAlchemy", "ours", "ratio"), rows)
    within = (
        _ratio(theirs.healthy, ours.healthy) <= MOST_CPU
        and _ratio(theirs.idle, ours.idle) <= MOST_MEMORY
        and _ratio(theirs.idle, ours.looked) <= MOST_AFTER_A_LOOK
    )
    return shown, within


def _row(what: str, theirs: Sequence[float], ours: Sequence[float], *, digits: int) -> Sequence[str]:
    return [
        what,
        f"{median(theirs):.{digits}f}",
        f"{median(ours):.{digits}f}",
        f"{_ratio(theirs, ours):.2f}",
    ]


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    return median(ours) / median(theirs)


def main() -> int:
    print(circumstances() + "\n")
    text, within = report(*(int(argument) for argument in sys.argv[1:]))
    print(text)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
