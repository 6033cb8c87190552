"""Calendars and zones that are chosen in a form: what cannot be used is said at its field, with its cause."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from domain.errors import Invalid
from services.networks.choices import check_calendar, check_zone, zone_called
from storage.calendars import known_calendars, load_calendar
from tests.refusals import refused


@pytest.fixture
def context(tmp_path: Path) -> Any:
    """An operator's folder with a calendar whose terms file is broken."""
    (tmp_path / "trial.yaml").write_text(
        "timezone: Australia/Melbourne\ncountry: AU\nsubdivision: VIC\nterms_file: trial.csv\n", encoding="utf-8"
    )
    (tmp_path / "trial.csv").write_text("year;term\n", encoding="utf-8")
    return SimpleNamespace(
        calendar=partial(load_calendar, directory=tmp_path), calendar_names=partial(known_calendars, tmp_path)
    )


def test_a_broken_calendar_is_not_called_an_unknown_one(context: Any, caplog: pytest.LogCaptureFixture) -> None:
    with refused(Invalid, "“trial” cannot be used until its file is corrected") as error:
        check_calendar(context, "trial", "calendar")
    assert error.value.field == "calendar"
    assert "trial.csv, line 1: the columns must be year,term" in caplog.text, "the operator finds the cause in the log"
    with refused(Invalid, r"I don't know that school calendar\. Choose one of these: trial, victoria"):
        check_calendar(context, "hobart", "calendar")
    assert check_calendar(context, "victoria", "calendar") == "victoria"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Australia/Melbourne", "Australia/Melbourne"),
        ("australia/broken hill", "Australia/Broken_Hill"),
        ("utc", "UTC"),
        ("Melbourne", None),
        ("", None),
    ],
)
def test_a_zone_is_found_whatever_its_capitals_and_blanks(text: str, zone: str | None) -> None:
    assert zone_called(text) == zone
    if zone is None:
        with pytest.raises(Invalid):
            check_zone(text, "zone")
