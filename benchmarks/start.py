"""What a start costs, and what an idle process holds, against a bare app: `python -m benchmarks.start`.

Both start in turns, as processes of their own. Counted is the CPU time of the whole process until it answers /healthz
(the kernel's count when it is killed there), so that other work on the machine disturbs little; and the resident
memory after some quiet seconds, when the worker has looked for work. The bot's database is there already, as it is at
every start but the first, and the Python files are compiled.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from statistics import median

import aiohttp

from benchmarks.processes import Program, bare, bot, resident_mib, slack, until_healthy
from benchmarks.tables import circumstances, table

ROUNDS = 7
QUIET_SECONDS = 4.0
MOST_CPU, MOST_MEMORY = 2.2, 1.7
"""What the bot may cost at most, as ratios to the bare app: docs/scale.md says what a start spends."""


async def _cost(program: Program) -> tuple[float, float]:
    """(CPU seconds until it answered, MiB that it holds when idle): a start for each, since the first ends there."""
    return await _cpu_seconds(program), await _idle_mib(program)


async def _cpu_seconds(program: Program) -> float:
    process = subprocess.Popen(program.command, env=program.environment)  # noqa: ASYNC220
    async with aiohttp.ClientSession() as session:
        await until_healthy(session, program)
    process.kill()
    _, _, used = await asyncio.to_thread(os.wait4, process.pid, 0)
    process.returncode = 0  # it has been waited for
    return used.ru_utime + used.ru_stime


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


async def _measure(rounds: int) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    theirs, ours = [], []
    async with slack() as slack_url:
        with tempfile.TemporaryDirectory() as directory:
            bolt, mine = bare(slack_url), bot(slack_url, f"sqlite:///{directory}/start.db")
            for program in (bolt, mine):
                await _cpu_seconds(program)  # compiles the files and makes the database
            for _ in range(rounds):
                theirs.append(await _cost(bolt))
                ours.append(await _cost(mine))
    return theirs, ours


def report(rounds: int = ROUNDS) -> tuple[str, bool]:
    """The table, and whether a start and an idle process cost little enough beside the bare app's."""
    theirs, ours = asyncio.run(_measure(rounds))
    cpu = [cost for cost, _ in theirs], [cost for cost, _ in ours]
    memory = [size for _, size in theirs], [size for _, size in ours]
    rows = [_row("cold start, CPU (s)", *cpu, digits=2), _row("resident memory, idle (MiB)", *memory, digits=0)]
    shown = table((f"median of {rounds} starts", "bare Bolt + SQLAlchemy", "ours", "ratio"), rows)
    limits = ((cpu, MOST_CPU), (memory, MOST_MEMORY))
    return shown, all(median(mine) <= most * median(bolt) for (bolt, mine), most in limits)


def _row(what: str, theirs: Sequence[float], ours: Sequence[float], *, digits: int) -> Sequence[str]:
    bolt, mine = median(theirs), median(ours)
    return [what, f"{bolt:.{digits}f}", f"{mine:.{digits}f}", f"{mine / bolt:.2f}"]


def main() -> int:
    print(circumstances() + "\n")
    text, within = report(*(int(argument) for argument in sys.argv[1:]))
    print(text)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
