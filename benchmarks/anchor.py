"""Our outbox beside one that DBOS sends, on the same seeds: `make anchor`.

First a calm opening for each, in real time, to see what a message costs; then the openings under fire. What decision 1
says of an engine is measured here.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping

from benchmarks import dbos_sender, statewide
from benchmarks.fault_outcome import Cost, Outcome
from benchmarks.fault_worker import OURS, Sender
from benchmarks.faults import postgres, preload, run_seed
from benchmarks.tables import circumstances, table
from tests.postgres import PostgresServer

SENDERS: Mapping[str, Sender] = {
    "ours": OURS,
    "DBOS": dbos_sender.ALONE,
    "DBOS, and looked up": dbos_sender.WITH_LOOK_UP,
    "so, new names": dbos_sender.NAMES_OF_THEIR_OWN,
}
"""By what the tables call them. The last: what follows a dead worker has another name than it had."""
CALM = ("ours", "DBOS")
COSTS: Mapping[str, Callable[[Cost], float]] = {
    "CPU ms a message, workers": lambda cost: cost.workers / cost.messages * 1000,
    "CPU ms a message, PostgreSQL": lambda cost: cost.database / cost.messages * 1000,
    "transactions a message": lambda cost: cost.transactions / cost.messages,
    "seconds until the last": lambda cost: cost.seconds,
}
COUNTS = ("messages", "kills", "restarts", "faults", "lost", "twice", "out_of_order")


def costs(server: PostgresServer, networks: int) -> str:
    """What a message costs where nothing goes wrong."""
    found = {name: asyncio.run(run_seed(0, server, networks, SENDERS[name], calm=True)).cost for name in CALM}
    rows = []
    for what, of in COSTS.items():
        ours, theirs = (of(cost) for cost in found.values() if cost is not None)
        rows.append((what, f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.2f}"))
    return table(("a calm opening", *CALM, "ratio"), rows)


def under_fire(server: PostgresServer, seeds: Iterable[int], networks: int, senders: Iterable[str]) -> str:
    """What each sender loses, doubles and puts out of order, all seeds together."""
    rows = []
    for name in senders:
        outcomes = [_told(name, asyncio.run(run_seed(seed, server, networks, SENDERS[name]))) for seed in seeds]
        sums = [sum(getattr(outcome, count) for outcome in outcomes) for count in COUNTS]
        rows.append((name, len(outcomes), *sums))
    return table(("sender", "seeds", *(count.replace("_", " ") for count in COUNTS)), rows)


def _told(name: str, outcome: Outcome) -> Outcome:
    print(name, outcome.row, file=sys.stderr, flush=True)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--networks", type=int, default=statewide.NETWORKS)
    parser.add_argument("--sender", choices=SENDERS, action="append", help="only this one, under fire; may be repeated")
    options = parser.parse_args()
    preload(*SENDERS.values())
    print(circumstances() + "\n")
    with postgres() as server:
        if not options.sender:
            print(costs(server, options.networks) + "\n", flush=True)
        seeds = range(options.first, options.first + options.seeds)
        print(under_fire(server, seeds, options.networks, options.sender or SENDERS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
