"""The command `cop-bot import` as an operator runs it: two files, what is printed, and what the database then holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot import sample
from bot.cli import build_parser
from bot.cli.networks import import_files
from bot.cli.schools import load_schools, merge_schools, move_school, rename_school
from bot.settings import Settings
from storage import networks as rows
from storage.database import Database
from storage.models import Network, Person, School

NETWORKS = sample.NETWORKS_CSV.read_text(encoding="utf-8")
MEMBERS = sample.MEMBERS_CSV.read_text(encoding="utf-8")


class Import:
    """Writes the two files and runs the command against one database."""

    def __init__(self, folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.settings = settings
        self._capsys = capsys

    async def run(
        self, networks: str | bytes = NETWORKS, members: str | bytes = MEMBERS, *options: str, verbose: bool = True
    ) -> tuple[int, str, str]:
        """The exit status, what was printed, and what was printed as trouble (without the folder's name)."""
        for name, content in (("networks.csv", networks), ("members.csv", members)):
            (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        words = ["import", str(self.folder / "networks.csv"), str(self.folder / "members.csv")]
        arguments = build_parser().parse_args([*words, *options, *(["--verbose"] if verbose else [])])
        status = await import_files(self.settings, arguments)
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err.replace(f"{self.folder}/", "")

    async def load_list(self, content: str) -> tuple[int, str]:
        """`cop-bot schools load` with a list of that content: the exit status, and what was printed."""
        (self.folder / "list.csv").write_text(content, encoding="utf-8")
        arguments = build_parser().parse_args(["schools", "load", str(self.folder / "list.csv")])
        status = await load_schools(self.settings, arguments)
        return status, self._capsys.readouterr().out

    async def school(self, *words: str) -> tuple[int, str]:
        """`cop-bot schools` with these words: the exit status, and what was printed, as trouble or not."""
        arguments = build_parser().parse_args(["schools", *words])
        go = {"rename": rename_school, "merge": merge_schools, "move": move_school}[words[0]]
        status = await go(self.settings, arguments)
        captured = self._capsys.readouterr()
        return status, captured.out + captured.err

    async def present(self, network: str) -> dict[str, int]:
        """The schools that are in the network now, by name, with their ids."""
        database = Database(self.settings.database_url)
        try:
            async with database.read() as session:
                found = await rows.by_name(session, network)
                assert found is not None
                return {school.name: school.id for school in await rows.schools(session, found.id)}
        finally:
            await database.close()

    async def schools(self) -> list[School]:
        """Every school there is."""
        database = Database(self.settings.database_url)
        try:
            async with database.read() as session:
                return list((await session.scalars(select(School))).all())
        finally:
            await database.close()

    async def network(self, name: str) -> Network:
        """The network of that name, or one that is written otherwise."""
        database = Database(self.settings.database_url)
        try:
            async with database.read() as session:
                found = await rows.by_name(session, name)
                assert found is not None
                return found
        finally:
            await database.close()

    async def roles(self) -> set[tuple[str, str, str]]:
        """(network, person by Slack's id, role) as held now."""
        database = Database(self.settings.database_url)
        try:
            async with database.read() as session:
                people = {person.id: person.chat_id for person in await session.scalars(select(Person))}
                return {
                    (network.name, people[m.person_id], m.role)
                    for network in await rows.all_networks(session)
                    for m in await rows.memberships(session, network.id)
                }
        finally:
            await database.close()
