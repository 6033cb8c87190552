"""cop-bot import takes files as spreadsheet programs leave them, and one name however it is written."""

from __future__ import annotations

import pytest

from storage import schools
from storage.database import Database
from storage.models import School
from tests.importing import MEMBERS, NETWORKS, Import


async def test_a_spreadsheets_byte_order_mark_and_other_column_order_do_no_harm(importing: Import) -> None:
    lines = [",".join(reversed(line.split(","))) for line in NETWORKS.splitlines()]
    status, out, _ = await importing.run(("\ufeff" + "\r\n".join(lines)).encode())
    assert (status, out.splitlines()[-1]) == (0, "38 added, 0 changed, 0 ended.")


@pytest.mark.parametrize(
    ("networks", "members", "why"),
    [
        (NETWORKS.replace(",", ";"), "sep=\t\n" + MEMBERS.replace(",", "\t"), "semicolons; tabs with a line sep="),
        (NETWORKS.replace(",", "\t").encode("utf-16"), MEMBERS.encode("utf-8-sig"), "Unicode text and CSV UTF-8"),
        (
            NETWORKS.replace("channel_id", " Channel ID").replace("timezone", "Time Zone"),
            MEMBERS.replace("school_type,slack_user", "School Type,User"),
            "headings with blanks and capitals, and another name",
        ),
        (NETWORKS + ",,,,,\r\n\r\n", MEMBERS.replace("\n", ",,\r\n") + ",,,,,,\r\n", "empty rows and columns"),
        (NETWORKS.replace("victoria", "VIC"), MEMBERS, "a holiday subdivision as calendar"),
        (NETWORKS.replace("victoria", "Victoria"), MEMBERS, "a calendar with a capital"),
        (NETWORKS.replace("Australia/Melbourne", ""), MEMBERS, "an empty time zone"),
        (
            NETWORKS.replace(",Australia/Melbourne", ""),
            MEMBERS.replace("area_director", "Area Director"),
            "rows without their last cell; a role with a blank and capitals",
        ),
        (NETWORKS.replace("Australia/Melbourne", "australia/melbourne"), MEMBERS, "a time zone in small letters"),
        (
            NETWORKS,
            MEMBERS.replace("Merri-bek,", "“MERRI–BEK”,").replace("Merri Weir Primary", "Merri\u00a0Weir Primary"),
            "other spellings",
        ),
    ],
)
async def test_files_are_taken_as_spreadsheets_leave_them(
    importing: Import, networks: str | bytes, members: str | bytes, why: str
) -> None:
    status, out, err = await importing.run(networks, members)
    assert (status, out.splitlines()[-1:], err) == (0, ["38 added, 0 changed, 0 ended."], ""), why
    status, out, _ = await importing.run(networks, members)
    assert out == "Nothing to change: the database holds what the files say.\n", why
    kept = await importing.network("Merri-bek")
    assert (kept.calendar, kept.timezone) == ("victoria", "Australia/Melbourne"), why


async def test_a_row_may_lack_its_last_cells_where_excel_leaves_them_out(importing: Import) -> None:
    status, out, err = await importing.run(members=MEMBERS + "Merri-bek,New School,primary\nMerri-bek,Newer School,\n")
    assert (status, err) == (0, "")
    assert "added    school New School (Merri-bek)" in out
    assert "added    school Newer School (Merri-bek)" in out
    status, _, err = await importing.run(members=MEMBERS + "Merri-bek,New School primary,UNEW\n")
    assert status == 1
    assert "members.csv:25: “UNEW” is a person, and stands in the column school_type. Look for a missing comma." in err
    status, _, err = await importing.run(members=MEMBERS + "Merri-bek,New School,primary,UNEW\n")
    assert "members.csv:25: The column role is empty." in err


async def test_another_spelling_never_ends_a_school_or_a_network_and_begins_another(importing: Import) -> None:
    members = MEMBERS.replace("Merri Weir Primary School", "St Mary's Primary - North")
    await importing.run(members=members)
    before = await importing.roles()
    anew = members.replace("St Mary's Primary - North", "ST MARY’S\u00a0Primary – North").replace(
        "Merri-bek,", "Merri–bek,"
    )
    status, out, err = await importing.run(NETWORKS.replace("Merri-bek,", "Merri–bek,"), anew)
    assert (status, err) == (0, "")
    assert "changed  network Merri–bek: name Merri-bek → Merri–bek" in out
    assert "changed  school St Mary's Primary - North, primary → ST MARY’S Primary – North, primary (Merri–bek)" in out
    assert out.endswith("0 added, 2 changed, 0 ended.\n")
    assert {(person, role) for _, person, role in await importing.roles()} == {(p, role) for _, p, role in before}


async def test_two_spellings_in_one_file_are_one_school_shown_as_typed_last(importing: Import) -> None:
    twice = MEMBERS + "Merri-bek,“MERRI Weir Primary School”,primary,UNEW,member\n"
    status, out, _ = await importing.run(members=twice)
    assert status == 0
    assert "added    school MERRI Weir Primary School (Merri-bek)" in out
    assert "Merri Weir" not in out
    assert (await importing.run(members=twice))[1].startswith("Nothing to change")


async def test_schools_that_were_two_by_their_spelling_do_no_harm(importing: Import) -> None:
    await importing.run()
    network = await importing.network("Merri-bek")
    database = Database(importing.settings.database_url)
    async with database.write() as session:
        ended = School(workspace_id=network.workspace_id, name="Merri Weir\u00a0Primary School", school_type="primary")
        session.add(ended)
        await session.flush()
        await schools.join(session, network, ended.id, network.created_at)
        await schools.leave(session, network.id, [ended.id], network.created_at)
    await database.close()
    status, out, _ = await importing.run()
    assert (status, out) == (0, "Nothing to change: the database holds what the files say.\n")
    status, out, _ = await importing.run(members=MEMBERS.replace("Merri Weir Primary", "Merri Weir PRIMARY"))
    assert "changed  school Merri Weir Primary School, primary → Merri Weir PRIMARY School" in out
    assert out.endswith("0 added, 1 changed, 0 ended.\n")


async def test_where_schools_are_is_kept_checked_and_left_where_a_cell_is_empty(importing: Import) -> None:
    header, *lines = MEMBERS.splitlines()
    members = [f"{header},School Number,town,postcode,latitude,longitude", *(f"{line},,,,," for line in lines)]
    members[1] = f"{lines[0]},1563,Coburg,3058,-37.74,144.97"
    status, out, _ = await importing.run(members="\n".join(members))
    assert status == 0
    assert (await importing.run())[1].startswith("Nothing to change"), "no column, nothing said"
    members[1] = f"{lines[0]},,Coburg North,,,"
    status, out, _ = await importing.run(members="\n".join(members))
    assert "changed  school Merri Weir Primary School: town Coburg → Coburg North (Merri-bek)" in out
    assert out.endswith("0 added, 1 changed, 0 ended.\n")
    [there] = [school for school in await importing.schools() if school.town]
    assert (there.school_number, there.postcode, there.latitude, there.longitude) == ("1563", "3058", -37.74, 144.97)
    members[1] = f"{lines[0]},n/a,Coburg,30580,-97.74,144.97E"
    status, _, err = await importing.run(members="\n".join(members))
    assert status == 1
    for problem in (
        "“n/a” is no school number.",
        "“30580” is no postcode.",
        "“-97.74” is no latitude.",
        "no longitude.",
    ):
        assert problem in err
    members[1] = f"{lines[0]},,,,-37.74,"
    status, _, err = await importing.run(members="\n".join(members))
    assert "Fill in both latitude and longitude, or neither." in err
    members[1] = f"{lines[0]},,Coburg,,,"
    again = f"{lines[0].replace('UCHAIR,chair', 'UNEW,member')},,Ivanhoe,,,"
    status, _, err = await importing.run(members="\n".join([*members, again]))
    assert "Merri Weir Primary School has another number or place in a line before." in err


LIST = """school_no,school,school_type,town,postcode,lga,area,region,longitude,latitude,as_of
1563,Merri WEIR Primary School,Primary,Coburg,3058,Merri-bek (C),Area,Region,144.97,-37.74,2025
7,Moreland Park Primary School,Primary,Brunswick,3056,Merri-bek (C),Area,Region,144.96,-37.76,2025
8,Moreland Park Primary School,Primary,Elsewhere,3999,Other (S),Area,Region,145.96,-38.76,2022
"""


async def test_the_departments_list_fills_what_it_recognises_and_leaves_what_is_unclear(importing: Import) -> None:
    await importing.run()
    status, out = await importing.load_list(LIST)
    assert status == 0
    place = "school_number (empty) → 1563, town (empty) → Coburg, postcode (empty) → 3058"
    assert f"changed  Merri Weir Primary School (Merri-bek): {place}, latitude (empty) → -37.74" in out
    assert "left     Moreland Park Primary School (Merri-bek): the list holds it 2 times, in Brunswick 3056, Els" in out
    assert "1 recognised, 1 changed, 1 unclear." in out
    assert "State of Victoria, Department of Education, School Locations, CC BY 4.0" in out
    assert "1 recognised, 0 changed, 1 unclear." in (await importing.load_list(LIST))[1]
    moved = LIST.replace("1563,Merri WEIR Primary School", "1563,Another Name").replace("Coburg", "Coburg North")
    assert "(Merri-bek): town Coburg → Coburg North\n" in (await importing.load_list(moved))[1], "by its number"
    assert (await importing.load_list(LIST.replace("144.97", "1444.97")))[0] == 1


async def test_a_broken_terms_file_is_named_once_with_its_cause(importing: Import) -> None:
    (importing.folder / "trial.yaml").write_text(
        "timezone: Australia/Melbourne\ncountry: AU\nsubdivision: VIC\nterms_file: trial.csv\n", encoding="utf-8"
    )
    (importing.folder / "trial.csv").write_text(
        "year,term,staff_start,student_start,end\n2026,1,2026-01-27,2026-01-28,soon\n", encoding="utf-8"
    )
    importing.settings = importing.settings.model_copy(update={"calendars_dir": importing.folder})
    status, _, err = await importing.run(NETWORKS.replace("victoria", "Trial"))
    assert status == 1
    cause = "trial.csv, line 2: end must be a date like 2026-04-20, not “soon”. Correct it. Then import again."
    assert f"networks.csv:2: The school calendar “trial” cannot be used: {cause}" in err
    assert err.endswith("1 problem; nothing was changed.\n")
