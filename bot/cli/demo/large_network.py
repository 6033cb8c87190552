"""A network as large as real ones are, with 25 schools, for the demo alone. The schools and people are invented."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.sample import SamplePerson

HERE = Path(__file__).parent
NETWORKS_CSV = HERE / "large_networks.csv"
MEMBERS_CSV = HERE / "large_members.csv"
CHANNEL = "COVENS"
CHANNEL_NAME = "ovens-kiewa-network"
ACTIVE = 9
"""How many of its people answer what the bot asks: enough for a result, and a move of the clock stays quick."""

_TITLES = {"chair": "Chair", "executive": "Executive", "member": "Principal", "seil": "SEIL"}
_SHORT = {"Primary School": "PS", "Secondary College": "SC", "Specialist School": "Specialist"}


def _people() -> tuple[SamplePerson, ...]:
    names = {row["slack_user"]: row["name"] for row in _rows(HERE / "large_people.csv")}
    what: dict[str, str] = {}
    for row in _rows(MEMBERS_CSV):
        school = row["school"]
        for long, short in _SHORT.items():
            school = school.replace(long, short)
        what.setdefault(row["slack_user"], ", ".join(filter(None, (_TITLES[row["role"]], school))))
    return tuple(SamplePerson(one, name, what[one], (CHANNEL,)) for one, name in names.items())


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE = _people()
