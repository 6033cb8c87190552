"""`cop-bot agenda`, `tick` and `deliveries`, as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import sample
from tests.house import House, melbourne

pytestmark = pytest.mark.weekly_pulse


async def test_agenda_shows_a_networks_year_and_posts_nothing(house: House, typed) -> None:
    status, said, _ = await typed("agenda", "--network", "Merri-bek", "--from", "2026-04-20", "--until", "2026-12-18")
    assert status == 0
    lines = said.splitlines()
    assert any(line.startswith("Mon 2026-04-20 08:30") for line in lines), "the term's meeting is asked for"
    assert any("assessment" in line.lower() for line in lines)
    assert sum("pulse" in line.lower() for line in lines) > 15, "one a school week"
    assert lines == sorted(lines, key=lambda line: line[4:20])
    assert len(set(lines)) == len(lines), "nothing is said twice"
    assert all(line[22:23].isupper() for line in lines), "each line reads as a sentence"
    assert house.channel() == []


async def test_agenda_of_an_unknown_network_names_those_there_are(typed) -> None:
    status, _, said = await typed("agenda", "--network", "Nowhere", "--from", "2026-04-20", "--until", "2026-05-01")
    assert status == 1
    assert "Merri-bek, Moonee Valley" in said


async def test_agenda_finds_a_network_however_its_name_is_typed(typed) -> None:
    status, said, _ = await typed("agenda", "--network", "“MERRI–bek”", "--from", "2026-04-20", "--until", "2026-04-21")
    assert status == 0
    assert said.startswith("Mon 2026-04-20 08:30")


async def test_a_broken_school_calendar_is_a_sentence_with_its_cause(
    typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "victoria.yaml").write_text("timezone: Australia/Melbourne\ncountry: AU\nterms_file: gone.csv\n")
    monkeypatch.setenv("CALENDARS_DIR", str(tmp_path))
    status, _, said = await typed("agenda", "--network", "Merri-bek", "--from", "2026-04-20", "--until", "2026-04-21")
    assert (status, said) == (
        2,
        f"{tmp_path / 'gone.csv'}: the terms file is not there. Add it, or correct terms_file.\n",
    )


async def test_agenda_refuses_an_end_before_its_beginning(typed) -> None:
    status, _, said = await typed("agenda", "--network", "Merri-bek", "--from", "2026-07-01", "--until", "2026-05-01")
    assert (status, said) == (2, "--until 2026-05-01 lies before --from 2026-07-01: no day is in between.\n")


async def test_agenda_refuses_what_is_no_date(typed, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        await typed("agenda", "--network", "Merri-bek", "--from", "20/4/26", "--until", "2026-05-01")
    assert "write it as 2026-05-14" in capsys.readouterr().err


async def test_tick_carries_out_and_sends_what_is_due_once(house: House, typed) -> None:
    house.world.clock.set(melbourne("2026-04-20 08:30").timestamp())
    moment = "2026-04-20T08:30+10:00"
    status, said, _ = await typed("tick", "--at", moment)
    assert status == 0
    assert "sent" in said
    first = [m["text"] for m in house.channel()]
    assert first, "the term's meeting was asked for"
    await typed("tick", "--at", moment)
    assert [m["text"] for m in house.channel()] == first


@pytest.mark.both_databases
async def test_after_a_second_that_slack_asked_to_wait_all_goes_on(house: House, typed) -> None:
    """The moment is told in Melbourne's time; the wait is over a second later, not when it is that time in London."""
    house.world.clock.set(melbourne("2026-04-20 08:30").timestamp())
    house.faults.rate_limit("chat.postMessage", times=1, retry_after=1)
    status, said, _ = await typed("tick", "--at", "2026-04-20T08:30:00+10:00")
    assert status == 0
    assert "pending" not in said
    assert house.faults.struck


async def test_deliveries_lists_what_failed_and_tries_it_again(house: House, typed) -> None:
    house.world.clock.set(melbourne("2026-04-20 08:30").timestamp())
    house.world.bot.scopes.discard("chat:write")
    await typed("tick", "--at", "2026-04-20T08:30+10:00")
    _, said, _ = await typed("deliveries", "--failed")
    [line] = [line for line in said.splitlines() if sample.MERRI_BEK in line]
    assert "missing_scope" in line
    house.world.bot.scopes.add("chat:write")
    status, said, _ = await typed("deliveries", "--retry", line.split()[0])
    assert status == 0
    await typed("tick", "--at", "2026-04-20T08:31+10:00")
    assert len(house.channel()) == 1
    status, _, said = await typed("deliveries", "--retry", line.split()[0])
    assert status == 1
    assert "No failed delivery" in said
