"""cop-bot import: many networks from two files, all or nothing, and the same again changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import sample
from bot.cli import build_parser
from bot.cli.networks import import_files
from bot.settings import Settings
from storage import networks as rows
from storage.database import Database
from storage.models import Membership
from tests.house import BOT_TOKEN, House

NETWORKS = sample.NETWORKS_CSV.read_text(encoding="utf-8")
MEMBERS = sample.MEMBERS_CSV.read_text(encoding="utf-8")


class Import:
    """Writes the two files and runs the command against one database."""

    def __init__(self, folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.settings = settings
        self._capsys = capsys

    async def run(self, networks: str | bytes = NETWORKS, members: str | bytes = MEMBERS) -> tuple[int, str, str]:
        """The exit status, what was printed, and what was printed as trouble (without the folder's name)."""
        for name, content in (("networks.csv", networks), ("members.csv", members)):
            (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        words = ["import", str(self.folder / "networks.csv"), str(self.folder / "members.csv")]
        arguments = build_parser().parse_args(words)
        status = await import_files(self.settings, arguments)
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err.replace(f"{self.folder}/", "")

    async def roles(self) -> set[tuple[str, str, str]]:
        """(network, person, role) as held now."""
        database = Database(self.settings.database_url)
        try:
            async with database.read() as session:
                return {
                    (network.name, m.slack_user_id, m.role)
                    for network in await rows.all_networks(session)
                    for m in await rows.memberships(session, network.id)
                }
        finally:
            await database.close()


@pytest.fixture
def importing(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Import:
    """The command, with no Slack to ask."""
    return Import(tmp_path, Settings(_env_file=None, database_url=database_url), capsys)


async def test_the_sample_networks_are_loaded_without_slack_and_a_second_time_changes_nothing(
    importing: Import,
) -> None:
    status, out, _ = await importing.run()
    assert status == 0
    assert "added    network Merri-bek" in out
    assert "added    chair UCHAIR (Merri Creek Primary School, Merri-bek)" in out
    assert out.endswith("38 added, 0 changed, 0 ended.\n")
    status, out, _ = await importing.run()
    assert (status, out) == (0, "Nothing to change: the database holds what the files say.\n")


async def test_the_members_file_is_the_roster_of_the_networks_in_the_networks_file(importing: Import) -> None:
    await importing.run()
    only_merri_bek = "\n".join(line for line in NETWORKS.splitlines() if "Moonee" not in line)
    fewer = "\n".join(
        line for line in MEMBERS.splitlines() if "Moonee" not in line and "ULEE" not in line and "UCHEN" not in line
    )
    status, out, _ = await importing.run(only_merri_bek, fewer.replace("UROSSI,member", "UNEW,member"))
    assert status == 0
    assert "ended    member ULEE (Pascoe Hill Primary School, Merri-bek)" in out
    assert "ended    school Pascoe Hill Primary School (Merri-bek)" in out
    assert "added    member UNEW (Moreland Park Primary School, Merri-bek)" in out
    assert out.endswith("1 added, 0 changed, 4 ended.\n")
    held = await importing.roles()
    assert ("Moonee Valley", "UBIANCHI", "chair") in held
    assert ("Merri-bek", "ULEE", "member") not in held


async def test_what_ended_stays_as_history_and_may_begin_again(importing: Import) -> None:
    await importing.run()
    await importing.run(members=MEMBERS.replace("Merri-bek,,,UAREA,area_director\n", ""))
    _, out, _ = await importing.run()
    assert "added    area_director UAREA (Merri-bek)" in out
    database = Database(importing.settings.database_url)
    async with database.read() as session:
        from sqlalchemy import select

        terms = (await session.scalars(select(Membership).where(Membership.slack_user_id == "UAREA"))).all()
    await database.close()
    assert sorted(m.until is None for m in terms) == [False, True]


async def test_a_network_is_renamed_by_its_channel_and_changes_are_named(importing: Import) -> None:
    await importing.run()
    status, out, _ = await importing.run(
        NETWORKS.replace("Merri-bek,Hume Merri-bek", "Merri-bek North,Hume"),
        MEMBERS.replace("Merri-bek,", "Merri-bek North,"),
    )
    assert status == 0
    assert "changed  network Merri-bek North: name Merri-bek → Merri-bek North, area Hume Merri-bek → Hume" in out
    assert out.endswith("0 added, 1 changed, 0 ended.\n")


async def test_two_networks_may_swap_their_channels(importing: Import) -> None:
    await importing.run()
    swapped = NETWORKS.replace("CMERRIBEK", "CX1").replace("CMOONEE", "CMERRIBEK").replace("CX1", "CMOONEE")
    status, out, _ = await importing.run(swapped)
    assert status == 0
    assert "channel_id CMERRIBEK → CMOONEE" in out


async def test_a_spreadsheets_byte_order_mark_and_other_column_order_do_no_harm(importing: Import) -> None:
    lines = [",".join(reversed(line.split(","))) for line in NETWORKS.splitlines()]
    status, out, _ = await importing.run(("\ufeff" + "\r\n".join(lines)).encode())
    assert (status, out.splitlines()[-1]) == (0, "38 added, 0 changed, 0 ended.")


async def test_a_school_may_stand_alone_until_somebody_leads_it(importing: Import) -> None:
    status, out, _ = await importing.run(members=MEMBERS + "Merri-bek,Newlands Road PS,primary,,\n")
    assert status == 0
    assert "added    school Newlands Road PS (Merri-bek)" in out


async def test_a_network_without_a_channel_waits_for_setup(importing: Import) -> None:
    await importing.run(NETWORKS.replace("CMOONEE", ""))
    database = Database(importing.settings.database_url)
    async with database.read() as session:
        network = await rows.by_name(session, "Moonee Valley")
    await database.close()
    assert network is not None
    assert (network.channel_id, network.status) == (None, "paused")


HEAD = "network,school,school_type,slack_user,role\n"
ROW = "Merri-bek,Merri Creek Primary School,primary,UCHAIR,chair\nMoonee Valley,Niddrie PS,,UKAUR,member\n"


@pytest.mark.parametrize(
    ("networks", "members", "problem"),
    [
        (NETWORKS, HEAD.replace(",role", "") + ROW, "members.csv:1: The header lacks the column role. Make"),
        (NETWORKS, HEAD.replace("role", "role,phone") + ROW, "members.csv:1: The header has the unknown column phone."),
        (NETWORKS.replace(",", ";"), MEMBERS, "networks.csv:1: The columns are parted by semicolons. Save the file"),
        (b"\xff\xfe\x00", MEMBERS, "networks.csv:1: This is not UTF-8 text. Save the file as “CSV UTF-8”."),
        ("", MEMBERS, "networks.csv:1: The header lacks the column network"),
        (NETWORKS, HEAD + ROW + 'Merri-bek,"Broken,,,\n', "members.csv:4: The row cannot be read"),
        (NETWORKS, HEAD + ROW + "Merri-bek,Too few\n", "members.csv:4: The row has 2 columns instead of 5."),
        (NETWORKS + NETWORKS.splitlines()[1], MEMBERS, "networks.csv:4: Merri-bek stands in line 2 already."),
        (NETWORKS.replace("CMOONEE", "CMERRIBEK"), MEMBERS, "networks.csv:3: The channel CMERRIBEK is Merri-bek's"),
        (NETWORKS.replace("CMOONEE", "#moonee"), MEMBERS, "networks.csv:3: “#moonee” is no channel id."),
        (NETWORKS.replace("victoria", "tasmania", 1), MEMBERS, "networks.csv:2: “tasmania” is no school calendar"),
        (
            NETWORKS.replace("Australia/Melbourne", "Melbourne", 1),
            MEMBERS,
            "networks.csv:2: “Melbourne” is no time zone. Write it as Australia/Melbourne.",
        ),
        (NETWORKS, HEAD + ROW + "Hume,A School,,ULEE,member\n", "members.csv:4: “Hume” is not in the networks file."),
        (
            NETWORKS,
            HEAD + ROW + "Merri-bek,A School,,ULEE,boss\n",
            "members.csv:4: “boss” is no role. Use one of:",
        ),
        (NETWORKS, HEAD + ROW + "Merri-bek,,,ULEE,member\n", "members.csv:4: A member needs a school."),
        (NETWORKS, HEAD + ROW + "Merri-bek,A School,,USEIL,seil\n", "members.csv:4: A person of the department has no"),
        (
            NETWORKS,
            HEAD + ROW + "Merri-bek,A School,,@lee,member\n",
            "members.csv:4: “@lee” is neither a Slack",
        ),
        (NETWORKS, HEAD + ROW + "Merri-bek,A School,,ULEE,\n", "members.csv:4: The column role is empty."),
        (NETWORKS, HEAD + ROW + ROW, "members.csv:4: UCHAIR is chair of Merri-bek in line 2 already."),
        (NETWORKS, HEAD + ROW + "Merri-bek,B School,,ULEE,chair\n", "members.csv:4: Merri-bek has a chair in line 2"),
        (
            NETWORKS,
            HEAD + ROW + "Merri-bek,Merri Creek Primary School,secondary,ULEE,member\n",
            "members.csv:4: Merri Creek Primary School has another school type in line 2.",
        ),
        (NETWORKS, HEAD + ROW + f"Merri-bek,{'A' * 81},,ULEE,member\n", "members.csv:4: The school has 81 characters."),
        (
            NETWORKS,
            HEAD + ROW + "Merri-bek,A School,,lee@schools.example,member\n",
            "members.csv:4: lee@schools.example cannot be looked up: SLACK_BOT_TOKEN is not set.",
        ),
    ],
)
async def test_a_bad_row_is_named_with_file_line_and_what_to_do_and_nothing_changes(
    importing: Import, networks: str | bytes, members: str, problem: str
) -> None:
    status, out, err = await importing.run(networks, members)
    assert (status, out) == (1, "")
    assert problem in err
    assert "nothing was changed." in err
    assert await importing.roles() == set()


async def test_every_problem_is_listed_at_once(importing: Import) -> None:
    _, _, err = await importing.run(
        NETWORKS.replace("victoria", "tasmania"), HEAD + "Hume,A School,,ULEE,boss\nMerri-bek,,,ULEE,member\n"
    )
    assert err.endswith("5 problems; nothing was changed.\n")


async def test_a_network_with_people_and_no_row_in_the_members_file_is_refused(importing: Import) -> None:
    await importing.run()
    before = await importing.roles()
    status, _, err = await importing.run(members="\n".join(li for li in MEMBERS.splitlines() if "Moonee" not in li))
    assert status == 1
    assert "networks.csv:3: Moonee Valley has people now, and no row in" in err
    assert await importing.roles() == before


async def test_a_channel_of_a_network_outside_the_file_is_not_taken(importing: Import) -> None:
    await importing.run()
    header, _, moonee = NETWORKS.splitlines()
    others = HEAD + "Moonee Valley,Niddrie PS,,UKAUR,member\n"
    status, _, err = await importing.run(f"{header}\n{moonee.replace('CMOONEE', 'CMERRIBEK')}\n", others)
    assert status == 1
    assert "networks.csv:2: The channel CMERRIBEK is Merri-bek's, which is not in this file." in err


async def test_a_missing_file_is_a_sentence(importing: Import) -> None:
    arguments = build_parser().parse_args(["import", "/nowhere/networks.csv", "/nowhere/members.csv"])
    assert await import_files(importing.settings, arguments) == 1


async def test_addresses_are_looked_up_in_slack(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = house.bot.settings.model_copy(update={"slack_bot_token": SecretStr(BOT_TOKEN)})
    importing = Import(tmp_path, settings, capsys)
    with_address = MEMBERS.replace(",ULEE,", ",Daniel.Lee@schools.example,")
    status, out, err = await importing.run(members=with_address)
    assert (status, out, err) == (0, "Nothing to change: the database holds what the files say.\n", "")
    unknown = MEMBERS.replace(",ULEE,", ",nobody@schools.example,")
    status, _, err = await importing.run(members=unknown)
    assert status == 1
    assert "Nobody in Slack has the address nobody@schools.example." in err
    twice = MEMBERS + "Merri-bek,Pascoe Hill Primary School,primary,daniel.lee@schools.example,member\n"
    status, _, err = await importing.run(members=twice)
    assert "is the same person as in line 9, with the same role." in err


async def test_a_lookup_waits_where_slack_asks_for_it_and_goes_on(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    importing = Import(tmp_path, house.bot.settings, capsys)
    house.faults.rate_limit("users.lookupByEmail", times=1, retry_after=1)
    status, out, err = await importing.run(members=MEMBERS.replace(",ULEE,", ",daniel.lee@schools.example,"))
    assert (status, err) == (0, "")
    assert out.startswith("Nothing to change")


async def test_nobody_is_taken_over_for_a_school_and_for_the_department(importing: Import) -> None:
    """Within the files, in whichever order and network, and against networks that the files leave as they are."""
    for row, there in (
        ("Moonee Valley,Niddrie Park Secondary College,secondary,UAREA,delegate", "area director of Merri-bek"),
        ("Moonee Valley,,,ULEE,seil", "member of Merri-bek"),
    ):
        status, _, err = await importing.run(members=MEMBERS + row + "\n")
        assert status == 1
        person = row.split(",")[3]
        assert f"{person} is {there} in line " in err
        assert "and nobody holds a role of the department and one of a school." in err
    await importing.run()
    header, _, moonee = NETWORKS.splitlines()
    rows = [line for line in MEMBERS.splitlines() if "Merri-bek" not in line]
    status, _, err = await importing.run(f"{header}\n{moonee}\n", "\n".join([*rows, "Moonee Valley,,,ULEE,seil"]))
    assert status == 1
    assert "members.csv:9: ULEE is member of Merri-bek in the database," in err
    assert ("Moonee Valley", "ULEE", "seil") not in await importing.roles()


async def test_an_id_that_is_no_person_of_the_workspace_is_a_problem_of_its_row(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.world.add_user("UGUEST", "guest", "Guest", "", guest="multi")
    house.world.add_user("USTRANGER", "stranger", "Stranger", "stranger@elsewhere.example", team_id="T0OTHER")
    house.world.deactivate_user("UNEW")
    importing = Import(tmp_path, house.bot.settings, capsys)
    before = await importing.roles()
    school = "Merri-bek,Pascoe Hill Primary School,primary,{},delegate\n"
    people = ("UGUEST", "stranger@elsewhere.example", "UNEW", "U0COPBOT", "UNOBODY")
    status, _, err = await importing.run(members=MEMBERS + "".join(school.format(person) for person in people))
    assert status == 1
    whats = ("a guest of the workspace", "of another organisation", "a closed account", "an app", "nobody in this work")
    for number, (person, what) in enumerate(zip(people, whats, strict=True), start=25):
        assert f"members.csv:{number}: {person} is {what}" in err
    many = "".join(school.format(f"UNOBODY{number}") for number in range(12))
    status, _, err = await importing.run(members=MEMBERS + many)
    assert err.count("nobody in this workspace") == 12
    assert await importing.roles() == before
