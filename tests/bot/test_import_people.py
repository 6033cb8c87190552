"""cop-bot import finds people in Slack, and names those who are none with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from services.networks import people_lookup
from tests.house import BOT_TOKEN, House
from tests.importing import MEMBERS, Import


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
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_lookup, "A_FEW", 100)
    importing = Import(tmp_path, house.bot.settings, capsys)
    house.faults.rate_limit("users.lookupByEmail", times=1, retry_after=1)
    status, out, err = await importing.run(members=MEMBERS.replace(",ULEE,", ",daniel.lee@schools.example,"))
    assert (status, err) == (0, "")
    assert out.startswith("Nothing to change")


async def test_whoever_holds_a_role_already_and_turns_out_to_be_nobody_is_named_too(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_slack = house.bot.settings.model_copy(update={"slack_bot_token": SecretStr("")})
    members = MEMBERS.replace(",ULEE,", ",UNOBODY,")
    assert (await Import(tmp_path, without_slack, capsys).run(members=members))[0] == 0
    house.world.users["UROSSI"].deactivated = True  # has left, which the next version of the file will say
    importing = Import(tmp_path, house.bot.settings, capsys)
    status, _, err = await importing.run(members=members)
    assert (status, err.splitlines()[1:]) == (1, ["1 problem; nothing was changed."])
    assert "members.csv:9: UNOBODY is nobody in this workspace, and cannot hold a role." in err


NOBODY = {
    "U0UNKNOWN": "U0UNKNOWN is nobody in this workspace, and cannot hold a role. Correct the id",
    "UOTHERBOT": "UOTHERBOT is an app",
    "UGONE": "UGONE is a closed account",
    "UGUEST": "UGUEST is a guest of the workspace",
    "USLACKBOT": "USLACKBOT is an app",
    "U0COPBOT": "U0COPBOT is an app (this bot), and cannot hold a role.",
    "stranger@elsewhere.example": "stranger@elsewhere.example is of another organisation",
    "gone@schools.example": "Nobody in Slack has the address gone@schools.example.",
    "never@schools.example": "Nobody in Slack has the address never@schools.example.",
}


@pytest.mark.parametrize("a_few", [0, 100], ids=["from the list", "one by one"])
async def test_whoever_is_no_person_in_slack_is_named_with_file_and_line(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, a_few: int
) -> None:
    monkeypatch.setattr(people_lookup, "A_FEW", a_few)
    house.world.add_user("UGONE", "gone", "Gone", "gone@schools.example", deactivated=True)
    house.world.add_user("UOTHERBOT", "other", "Other", "", is_bot=True)
    house.world.add_user("UGUEST", "guest", "Guest", "", guest="multi")
    house.world.add_user("USTRANGER", "stranger", "Stranger", "stranger@elsewhere.example", team_id="T0OTHER")
    importing = Import(tmp_path, house.bot.settings, capsys)
    first = len(MEMBERS.splitlines()) + 1
    added = "".join(f"Merri-bek,School {number},,{who},member\n" for number, who in enumerate(NOBODY))
    status, out, err = await importing.run(members=MEMBERS + added)
    assert (status, out) == (1, "")
    for line, problem in enumerate(NOBODY.values(), start=first):
        assert f"members.csv:{line}: {problem}" in err
    assert err.endswith(f"{len(NOBODY)} problems; nothing was changed.\n")


async def test_many_people_are_found_in_the_list_with_a_few_questions(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows_of_many = []
    for number in range(people_lookup.A_FEW + 30):
        house.world.add_user(f"UMANY{number}", f"many{number}", f"Many {number}", f"many{number}@schools.example")
        who = f"UMANY{number}" if number % 2 else f"Many{number}@schools.example"
        rows_of_many.append(f"Merri-bek,School {number},,{who},member\n")
    house.faults.rate_limit("users.list", times=1, retry_after=1)
    house.faults.fatal("users.info", times=99)
    house.faults.fatal("users.lookupByEmail", times=99)
    importing = Import(tmp_path, house.bot.settings, capsys)
    status, out, err = await importing.run(members=MEMBERS + "".join(rows_of_many), verbose=False)
    assert (status, err) == (0, "")
    assert out == "Merri-bek: 80 added\n80 added, 0 changed, 0 ended.\n"
    assert house.faults.struck == [("users.list", "ratelimited")]  # nobody was asked for one by one
