"""cop-bot import: many networks from two files, all or nothing, and the same again changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.cli import build_parser
from bot.cli.networks import import_files
from bot.settings import Settings, SettingsError
from scripts import whole_state
from storage import networks as rows
from storage.database import Database
from storage.migrate import upgrade
from storage.models import Membership, Person
from tests.importing import MEMBERS, NETWORKS, Import


async def test_the_sample_networks_are_loaded_without_slack_and_a_second_time_changes_nothing(
    importing: Import,
) -> None:
    status, out, _ = await importing.run()
    assert status == 0
    assert "added    network Merri-bek" in out
    assert "added    chair UCHAIR (Merri Weir Primary School, Merri-bek)" in out
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

        theirs = select(Membership).join(Person, Person.id == Membership.person_id).where(Person.chat_id == "UAREA")
        terms = (await session.scalars(theirs)).all()
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
ROW = "Merri-bek,Merri Weir Primary School,primary,UCHAIR,chair\nMoonee Valley,Niddrie PS,,UKAUR,member\n"


@pytest.mark.parametrize(
    ("networks", "members", "problem"),
    [
        (NETWORKS, HEAD.replace(",role", "") + ROW, "members.csv:1: The header lacks the column role. Make"),
        (NETWORKS, HEAD.replace("role", "role,phone") + ROW, "members.csv:1: The header has the unknown column phone."),
        (b"PK\x03\x04", MEMBERS, "networks.csv:1: This is a spreadsheet program's workbook, not a text file. Save"),
        (NETWORKS.replace("victoria", "", 1), MEMBERS, "networks.csv:2: It has no calendar. Use one of: victoria."),
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
            HEAD + ROW + "Merri-bek,Merri Weir Primary School,secondary,ULEE,member\n",
            "members.csv:4: Merri Weir Primary School has another school type in line 2.",
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


async def test_without_verbose_there_is_a_line_for_each_network(importing: Import) -> None:
    await importing.run(members=MEMBERS.replace(",ULEE,member", ",UOLD,member"), verbose=False)
    anew = MEMBERS + "Moonee Valley,New PS,,,\n"
    status, out, _ = await importing.run(NETWORKS.replace("victoria", "VIC"), anew, verbose=False)
    assert (status, out) == (
        0,
        "Merri-bek: 1 added, 1 ended\nMoonee Valley: 1 added\n2 added, 0 changed, 1 ended.\n",
    )


async def test_a_dry_run_says_what_would_change_and_changes_nothing(
    importing: Import, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    status, out, _ = await importing.run(NETWORKS, MEMBERS, "--dry-run")
    assert status == 0
    assert "added    network Merri-bek" in out
    assert out.endswith("38 added, 0 changed, 0 ended.\nThat was a dry run: nothing was changed.\n")
    assert "audited" not in caplog.messages, "the chain has no such entry"
    assert await importing.roles() == set()
    await importing.run()
    before = await importing.roles()
    status, out, _ = await importing.run(NETWORKS, MEMBERS.replace(",ULEE,", ",UOTHER,"), "--dry-run", verbose=False)
    assert out.startswith("Merri-bek: 1 added, 1 ended\n")
    assert await importing.roles() == before
    status, _, err = await importing.run(NETWORKS, MEMBERS.replace(",ULEE,", ",@lee,"), "--dry-run")
    assert status == 1
    assert "“@lee” is neither" in err


async def test_a_dry_run_before_the_first_start_makes_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "var" / "bot.db"
    importing = Import(tmp_path, Settings(_env_file=None, database_url=f"sqlite:///{file}"), capsys)
    status, out, _ = await importing.run(NETWORKS, MEMBERS, "--dry-run")
    assert (status, out.splitlines()[-2]) == (0, "38 added, 0 changed, 0 ended.")
    assert not file.exists()


async def test_a_dry_run_leaves_an_older_schema_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    await database.close()
    importing = Import(tmp_path, Settings(_env_file=None, database_url=url), capsys)
    status, _, err = await importing.run(NETWORKS, MEMBERS, "--dry-run")
    assert (status, err) == (
        1,
        "The database is not up to date, and a dry run changes nothing. Run: cop-bot migrate\n",
    )


async def test_the_templates_can_be_filled_in_and_are_never_written_over(
    importing: Import, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(importing.folder / name) for name in ("n.csv", "m.csv")]
    template = build_parser().parse_args(["import", "--template", *files])
    assert await import_files(importing.settings, template) == 0
    networks, members = ((importing.folder / name).read_bytes() for name in ("n.csv", "m.csv"))
    assert networks.decode("utf-8-sig").splitlines()[0] == "network,area,region,channel_id,calendar,timezone"
    assert members.decode("utf-8-sig").splitlines()[0] == "network,school,school_type,slack_user,role"
    assert [text.count(b"\r\n") for text in (networks, members)] == [2, 2]
    capsys.readouterr()
    status, out, _ = await importing.run(networks, members, verbose=False)
    assert (status, out) == (0, "Example network: 3 added\n3 added, 0 changed, 0 ended.\n")
    assert await import_files(importing.settings, template) == 1
    assert "exists already, and is not overwritten." in capsys.readouterr().err


async def test_without_files_it_says_how_to_name_them_or_get_them(importing: Import) -> None:
    with pytest.raises(SettingsError, match=r"Name both files.*--template"):
        await import_files(importing.settings, build_parser().parse_args(["import", "networks.csv"]))


async def test_a_whole_state_is_a_few_statements_a_network(importing: Import, tmp_path: Path) -> None:
    header = "school_no,school,school_type,town,postcode,lga,area,region,longitude,latitude,as_of\n"
    schools = tmp_path / "schools.csv"
    schools.write_text(
        header
        + "".join(
            f"{number},School {number},Primary,Town,3058,Place {number % 10} (S),Area,Region,144.9,-37.7,2025\n"
            for number in range(1, 301)
        ),
        encoding="utf-8",
    )
    networks, members = whole_state.write_files(schools, tmp_path, people=True)
    database = Database(importing.settings.database_url)
    await upgrade(database)
    await database.close()
    statements: list[str] = []

    def count(_c: object, _u: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        status, out, _ = await importing.run(networks.read_bytes(), members.read_bytes(), verbose=False)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert status == 0
    assert "Place 3: 62 added\n" in out
    assert out.endswith("620 added, 0 changed, 0 ended.\n")
    assert len(statements) < 10 * 14


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
