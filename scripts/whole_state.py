"""Make the import's two files for every government school of Victoria: one network a local government area.

    python -m scripts.whole_state SCHOOLS.csv FOLDER [--people]

SCHOOLS.csv has the columns school_no, school, school_type, town, postcode, lga, area, region, longitude and latitude,
as in the School Locations of the State of Victoria (Department of Education), CC BY 4.0. Which school is in which
network is not public, so an area stands in for one: for trials, and to see how long an import of everything takes.
With --people each school has a principal, and each network a chair, by invented user ids.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.networks.roster_files import MEMBER_COLUMNS, NETWORK_COLUMNS, PLACE_COLUMNS

KIND_OF_AREA = re.compile(r"\s*\((C|S|RC|B)\)$")
"""A city, a shire, a rural city or a borough, as the list marks them."""


def write_files(schools: Path, folder: Path, *, people: bool = False) -> tuple[Path, Path]:
    """Write networks.csv and members.csv into the folder; returns their paths."""
    with schools.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    networks, members = folder / "networks.csv", folder / "members.csv"
    by_name = {_network(row): row for row in rows}
    _write(
        networks,
        NETWORK_COLUMNS,
        ((name, row["area"], row["region"], "", "VIC", "") for name, row in sorted(by_name.items())),
    )
    _write(members, (*MEMBER_COLUMNS, *PLACE_COLUMNS), _members(rows, people=people))
    return networks, members


def _network(row: dict[str, str]) -> str:
    return KIND_OF_AREA.sub("", row["lga"])


def _members(rows: Sequence[dict[str, str]], *, people: bool) -> Iterator[tuple[str, ...]]:
    chaired: set[str] = set()
    for row in rows:
        network = _network(row)
        school = (network, row["school"], row["school_type"])
        place = (row["school_no"], row["town"], row["postcode"], row["latitude"], row["longitude"])
        principal = f"U0S{int(row['school_no']):05d}"
        if not people:
            yield (*school, "", "", *place)
            continue
        yield (*school, principal, "member", *place)
        if network not in chaired:
            yield (*school, principal, "chair", *place)
            chaired.add(network)


def _write(path: Path, header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the import's two files for every school of the state.")
    parser.add_argument("schools", type=Path, metavar="SCHOOLS.csv")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--people", action="store_true", help="give each school a principal, by an invented id")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for path in write_files(arguments.schools, arguments.folder, people=arguments.people):
        print(path)


if __name__ == "__main__":
    main()
