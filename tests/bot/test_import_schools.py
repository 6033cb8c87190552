"""Schools that are renamed, merged or moved, by `cop-bot import` or `cop-bot schools`, stay the schools they are."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from storage import networks
from storage.database import Database
from storage.models import Network, Workspace
from tests.house import melbourne
from tests.importing import Import
from tests.in_the_loop import sqlite_in_the_loop

HEAD = "network,school,school_type,slack_user,role,school_number\n"
WHERE = "network,area,region,channel_id,calendar,timezone\n"
TWO = "Merri,North-West,North,C0MERRI,victoria,\nValley,North West ,North,C0VALLEY,victoria,\n"
MERRI = "Merri,Weir PS,,ULEE,member,1563\nMerri,Creek PS,,UCHEN,chair,1600\nMerri,Rise SC,,UROSS,member,\n"
VALLEY = "Valley,Hill PS,,UBELL,member,\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test of a process leaves its database once the two networks are in it."""
    return tmp_path_factory.mktemp("two") / "bot.db"


@pytest.fixture
async def two(
    tmp_path: Path, sqlite_template: Path, loaded: Path, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Import]:
    """Two networks of one area, which is written in two ways."""
    path = tmp_path / "bot.db"
    found = Import(tmp_path, Settings(_env_file=None, database_url=f"sqlite:///{path}"), capsys)
    if loaded.exists():  # noqa: ASYNC240 - less than a millisecond
        shutil.copy(loaded, path)
    else:
        shutil.copy(sqlite_template, path)
        await load(found)
        shutil.copy(path, loaded)
    with sqlite_in_the_loop():
        yield found


async def load(found: Import) -> None:
    status, out, err = await found.run(WHERE + TWO, HEAD + MERRI + VALLEY)
    assert status == 0, out + err
    assert (await found.run(WHERE + TWO, HEAD + MERRI + VALLEY))[1].startswith("Nothing to change")
    assert (await found.network("Merri")).area_id == (await found.network("Valley")).area_id


@pytest.mark.parametrize(
    ("networks", "members", "said"),
    [
        (
            TWO.replace("North West ,North", "North West ,South"),
            MERRI + VALLEY,
            "networks.csv:3: The area North West is in North in line 2, and in South here.",
        ),
        (
            TWO,
            MERRI + "Merri,Weir College,,UNEW,member,1563\n" + VALLEY,
            "members.csv:5: The school number 1563 is Weir PS's in line 2.",
        ),
        (
            TWO,
            MERRI + VALLEY + "Valley,Weir PS,,UNEW,member,1563\n",
            "members.csv:6: The school number 1563 stands in line 2 with Merri.",
        ),
        (
            TWO,
            # Its name in one row, its number in another network's.
            MERRI.replace("1563", "") + VALLEY + "Valley,Weir College,,UNEW,member,1563\n",
            "members.csv:6: Weir College is the school that line 2 puts into Merri.",
        ),
        (
            TWO,
            # A school of a name without a number, beside the one that has the number.
            MERRI.replace("Weir PS", "Rise SC").replace("Merri,Rise SC,,UROSS,member,\n", "") + VALLEY,
            'first run: cop-bot schools merge "Rise SC" "Weir PS" --network "Merri"',
        ),
    ],
)
async def test_what_contradicts_itself_is_refused_with_its_line(
    two: Import, networks: str, members: str, said: str
) -> None:
    status, _, err = await two.run(WHERE + networks, HEAD + members)
    assert status == 1
    assert said in err
    assert (await two.run(WHERE + TWO, HEAD + MERRI + VALLEY))[1].startswith("Nothing to change")


async def test_a_number_makes_a_new_name_the_same_school_and_another_networks_row_its_move(two: Import) -> None:
    before = await two.present("Merri")
    renamed = MERRI.replace("Weir PS", "Weir College")
    status, out, _ = await two.run(WHERE + TWO, HEAD + renamed + VALLEY)
    assert status == 0
    assert "changed  school Weir PS → Weir College (Merri), known by its number 1563" in out
    assert out.endswith("0 added, 1 changed, 0 ended.\n")
    assert (await two.present("Merri"))["Weir College"] == before["Weir PS"]

    # The chair's school moves as well: whoever leads Merri goes on, without it.
    moved = MERRI.replace("Merri,Weir PS", "Valley,Weir College").replace("Merri,Creek PS", "Merri,")
    moved = moved.replace(",UCHEN,chair,1600", ",UCHEN,chair,") + "Valley,Creek PS,,UNEW,member,1600\n"
    status, out, err = await two.run(WHERE + TWO, HEAD + moved + VALLEY)
    assert status == 0, err
    assert "changed  school Weir College: Merri → Valley" in out
    assert "added    member ULEE (Weir College, Valley)" in out
    assert "ended    member ULEE (Weir College, Merri)" in out
    assert "ended    school" not in out
    assert (await two.present("Valley")).keys() == {"Weir College", "Creek PS", "Hill PS"}
    assert (await two.present("Valley"))["Weir College"] == before["Weir PS"]
    assert ("Merri", "UCHEN", "chair") in await two.roles()
    assert (await two.run(WHERE + TWO, HEAD + moved + VALLEY))[1].startswith("Nothing to change")

    # And back, by the other network's file alone.
    status, out, _ = await two.run(WHERE + TWO.splitlines()[0] + "\n", HEAD + renamed)
    assert "changed  school Weir College: Valley → Merri" in out
    assert "ended    member ULEE (Weir College, Valley)" in out
    assert (await two.present("Merri")) == {
        **{k: v for k, v in before.items() if k != "Weir PS"},
        "Weir College": before["Weir PS"],
    }


async def test_the_commands_say_what_they_changed_and_change_it_once(two: Import) -> None:
    merri = ("--network", "merri")
    assert await two.school("rename", "weir ps", "Weir College", *merri) == (
        0,
        "changed  school Weir PS → Weir College (Merri)\n",
    )
    assert (await two.school("rename", "Weir PS", "Weir College", *merri))[1].startswith("Nothing to change")
    for words, why in (
        (("rename", "Weir College", "Creek PS", *merri), "Merri has another school called Creek PS."),
        (("rename", "Nowhere", "Else", *merri), "Merri has no school called Nowhere. Its schools: Creek PS,"),
        (("rename", "Creek PS", " ", *merri), "The new name is empty."),
        (("rename", "Creek PS", "Else", "--network", "Far"), "No network is called Far. There are: Merri, Valley."),
        (("merge", "Creek PS", "creek ps", *merri), "Creek PS is one school; name the other one"),
        (("merge", "Hill PS", "Creek PS", *merri), "Merri has no school called Hill PS."),
        (("move", "Creek PS", *merri, "--to", "Merri"), "Merri is one network"),
    ):
        status, said = await two.school(*words)
        assert (status, said.splitlines()[-1]) == (1, "Nothing was changed.")
        assert why in said

    status, said = await two.school("move", "Creek PS", *merri, "--to", "Valley")
    assert said.splitlines() == [
        "changed  school Creek PS: Merri → Valley",
        "changed  chair UCHEN (Merri): goes on without the school",
        "changed  member UCHEN (Creek PS, Valley)",
    ]
    assert (await two.school("move", "Creek PS", *merri, "--to", "Valley"))[1].startswith("Nothing to change")

    # Two that are one, over the boundary of the networks.
    words = ("merge", "Rise SC", "Creek PS", "--network", "Valley", "--from", "Merri")
    status, said = await two.school(*words)
    assert said.splitlines() == [
        "changed  school Rise SC (Merri) → Creek PS (Valley)",
        "changed  member UROSS (Creek PS, Valley)",
    ]
    assert (await two.school(*words))[1].startswith("Nothing to change")
    assert (await two.present("Merri")).keys() == {"Weir College"}
    members = MERRI.replace("Weir PS", "Weir College").replace("Merri,Creek PS,,UCHEN,chair,1600\n", "")
    status, _, err = await two.run(WHERE + TWO, HEAD + members + VALLEY)
    assert "members.csv:3: Rise SC has been merged into another school of the database." in err


async def test_a_school_that_somebody_named_in_a_network_of_their_own_making_is_not_the_real_one(two: Import) -> None:
    """Anybody may set a network up and name a school in it: a file that numbers the real one makes another."""
    network = await two.network("Valley")
    database = Database(two.settings.database_url)
    async with database.write() as session:
        (await session.get_one(Network, network.id)).self_made = True
        [theirs] = await networks.schools(session, network.id)
        theirs.name, theirs.school_number = "Ford PS", "1700"
    await database.close()
    one = WHERE + TWO.splitlines()[0] + "\n"
    status, out, _ = await two.run(one, HEAD + MERRI + "Merri,Ford PS,,UNEW,member,1700\n")
    assert (status, "added    school Ford PS (Merri)" in out) == (0, True)
    assert (await two.present("Valley")) == {"Ford PS": theirs.id}
    assert (await two.present("Merri"))["Ford PS"] != theirs.id


async def test_a_network_of_two_workspaces_is_named_with_its_chat(two: Import) -> None:
    database = Database(two.settings.database_url)
    async with database.write() as session:
        session.add(Workspace(id=9, slack_id="tenant", audit_head="", chat="teams"))
        await session.flush()
        session.add(Network(id=90, workspace_id=9, name="Merri", created_at=melbourne("2026-05-18 10:00")))
    await database.close()
    status, said = await two.school("rename", "Weir PS", "Weir College", "--network", "Merri")
    assert (status, "Several workspaces have a network called Merri" in said) == (1, True)
    for where in ("teams:Merri", "tenant:merri"):
        assert "Weir PS" in (await two.school("rename", "Weir PS", "Weir College", "--network", where))[1]
    status, said = await two.school("rename", "Weir PS", "Weir College", "--network", "slack:Merri")
    assert (status, said) == (0, "changed  school Weir PS → Weir College (Merri)\n")
