"""`make bench`: every measurement that fits into some minutes, as Markdown."""

from __future__ import annotations

import sys

from benchmarks import (
    claims,
    desk,
    fanout,
    listeners,
    load,
    matching,
    pairing,
    partitions,
    schedule,
    sealing,
    start,
    taps,
)
from benchmarks.tables import circumstances

MEASUREMENTS = {
    "Fan-out against the least time that Slack's limits allow": fanout.report,
    "Fan-out in Microsoft Teams against the least time that its limits allow": fanout.report_teams,
    "A message from claim to record, by how much waits": claims.report,
    "Workspaces at once, by the number of databases": partitions.report,
    "Finding a click's handler, by where it was registered": listeners.report,
    "A tap and a close, sealed, against answers in plain rows": sealing.report,
    "A tap on a pulse check against a bare Bolt listener with one upsert": taps.report,
    "Queries that a month of the schedule costs one network": schedule.report,
    "Rounds of reviews on real schools: distance, and time beside networkx": pairing.report,
    "Needs and the offers that answer them, beside shared words": matching.report,
    "A SEIL's desk of five networks and five years, against its bare SQL": desk.report,
    "A start and an idle process, against a bare Bolt app": start.report,
    "Acknowledgements against a bare Bolt app": load.report,
}


def main() -> int:
    print(circumstances())
    within = []
    for title, report in MEASUREMENTS.items():
        text, good = report()
        print(f"\n## {title}\n\n{text}", flush=True)
        within.append(good)
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
