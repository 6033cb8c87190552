from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from domain.calendar import HalfYear
from storage.calendars import BUILT_IN, CalendarError, find_calendar, known_calendars, load_calendar

VICTORIA = load_calendar("victoria")
HEADER = "year,term,staff_start,student_start,end\n"
TERM_1 = "2026,1,2026-02-02,2026-02-02,2026-04-10\n"
TERM_2 = "2026,2,2026-04-27,2026-04-27,2026-07-03\n"
WESTERN = "timezone: Australia/Perth\ncountry: AU\nsubdivision: WA\nterms_file: western-terms.csv\n"


def written(directory: Path, described: str = WESTERN, terms: str = HEADER + TERM_1 + TERM_2) -> Path:
    (directory / "western.yaml").write_text(described, encoding="utf-8")
    (directory / "western-terms.csv").write_text(terms, encoding="utf-8")
    return directory


def test_victoria_is_known_from_2024_to_2030() -> None:
    assert VICTORIA.name == "victoria"
    assert VICTORIA.timezone == "Australia/Melbourne"
    assert (VICTORIA.known_from, VICTORIA.known_until) == (date(2024, 1, 1), date(2030, 12, 31))
    assert [term.key for term in VICTORIA.terms[:5]] == ["2024-T1", "2024-T2", "2024-T3", "2024-T4", "2025-T1"]
    assert len(VICTORIA.terms) == 28


@pytest.mark.parametrize(
    ("day", "expected", "why"),
    [
        (date(2024, 1, 30), True, "students start"),
        (date(2024, 1, 29), False, "staff only"),
        (date(2025, 4, 22), True, "the Tuesday after Easter, the start of Term 2"),
        (date(2025, 4, 25), False, "ANZAC Day"),
        (date(2026, 6, 8), False, "King's Birthday"),
        (date(2026, 11, 2), True, "the Monday before Cup Day"),
        (date(2026, 11, 3), False, "Melbourne Cup Day"),
        (date(2030, 12, 20), True, "the last day that is known to be school"),
    ],
)
def test_victorian_school_days(day: date, expected: bool, why: str) -> None:
    assert VICTORIA.is_school_day(day) is expected, why


@pytest.mark.parametrize("year", range(2026, 2031))
def test_victorian_terms_agree_with_the_holidays_packages_school_holidays(year: int) -> None:
    off = holidays.country_holidays("AU", subdiv="VIC", years=[year], language="en_AU", categories=("school",))
    assert off
    for number in range(366):
        day = date(year, 1, 1) + timedelta(days=number)
        if day.year == year and day.weekday() < 5:
            term = VICTORIA.term_on(day)
            in_term = term is not None and day >= term.student_start
            assert in_term is (day not in off), day


@pytest.mark.parametrize("year", range(2024, 2031))
def test_each_victorian_year_is_a_plausible_one(year: int) -> None:
    days = VICTORIA.school_days_between(date(year, 1, 1), date(year, 12, 31))
    assert 185 <= days <= 205
    assert [term.number for term in VICTORIA.terms_of(HalfYear(year, 2))] == [3, 4]


def test_an_operators_directory_adds_a_state_and_goes_first(tmp_path: Path) -> None:
    directory = written(tmp_path)
    assert known_calendars() == ("victoria",)
    assert known_calendars(directory) == ("victoria", "western")
    western = load_calendar("western", directory)
    assert western.timezone == "Australia/Perth"
    assert western.known_until == date(2026, 7, 3)
    assert not western.is_school_day(date(2026, 3, 2)), "Labour Day there"
    assert western.is_school_day(date(2026, 3, 9)), "Labour Day elsewhere"
    assert load_calendar("victoria", directory).terms == VICTORIA.terms


def test_an_operators_own_victoria_replaces_the_bots(tmp_path: Path) -> None:
    (tmp_path / "victoria.yaml").write_text(WESTERN, encoding="utf-8")
    (tmp_path / "western-terms.csv").write_text(HEADER + TERM_1, encoding="utf-8")
    assert len(load_calendar("victoria", tmp_path).terms) == 1


def test_a_calendar_is_read_once() -> None:
    assert load_calendar("victoria") is VICTORIA


def test_holidays_can_be_added_removed_and_replaced(tmp_path: Path) -> None:
    changes = (
        "extra_holidays: [2026-05-06]\nremoved_holidays: [2026-03-02]\nreplaced_holidays:\n  2026-06-01: 2026-06-15\n"
    )
    western = load_calendar("western", written(tmp_path, WESTERN + changes))
    days = [date(2026, 5, 6), date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 15)]
    assert [western.is_school_day(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("name", ["tasmania", "../victoria", "", "Victoria"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match=r"There is no school calendar .* Known are: victoria\. Correct"):
        load_calendar(name)
    with pytest.raises(CalendarError, match=str(tmp_path)):
        load_calendar(name, tmp_path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("victoria", "victoria"),
        (" Victoria ", "victoria"),
        ("VIC", "victoria"),
        ("vic", "victoria"),
        ("AU-VIC", "victoria"),
        ("WA", "western"),
        ("Western", "western"),
        ("NSW", "NSW"),  # there is none, and what was typed comes back
        ("", ""),
    ],
)
def test_a_calendar_is_found_by_its_name_or_by_its_holiday_subdivision(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(WESTERN.replace("WA", "VIC"), encoding="utf-8")
    (tmp_path / "torn.yaml").write_text("timezone: [", encoding="utf-8")
    assert find_calendar(text, written(tmp_path)) == name


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ((HEADER + TERM_1 + TERM_2).encode("utf-8-sig"), "a byte order mark"),
        ((HEADER + TERM_1 + TERM_2).replace(",", "\t").encode("utf-16"), "Unicode text"),
        (("sep=;\r\n" + HEADER + TERM_1 + TERM_2).replace(",", ";").encode(), "Excel's line sep="),
        (("Year,Term,Staff start,Student Start,END\n" + TERM_1 + TERM_2).encode(), "headings with blanks and capitals"),
        (
            ("\n" + HEADER + TERM_1 + TERM_2).replace("\n", ",,\r\n").encode() + b",,,,\r\n\r\n",
            "empty rows and columns",
        ),
        (
            b"year,term,staff_start,student_start,end\r\n"
            b"2026,1,2/02/2026,2/02/2026,10/04/2026\r\n2026,2,27/04/2026,27/04/2026,3/07/2026\r\n",
            "dates as Excel shows them here",
        ),
        (
            b"year,term,staff_start,student_start,end\r\n2026,1,2/02/26,2/02/26,10/04/26\r\n"
            b"2026,2,27.04.26,27.04.26,3.07.26\r\n",
            "dates with short years, and with full stops",
        ),
    ],
)
def test_a_terms_file_is_read_as_a_spreadsheet_program_leaves_it(terms: bytes, why: str, tmp_path: Path) -> None:
    directory = written(tmp_path)
    (directory / "western-terms.csv").write_bytes(terms)
    western = load_calendar("western", directory)
    assert [(term.key, term.end) for term in western.terms] == [
        ("2026-T1", date(2026, 4, 10)),
        ("2026-T2", date(2026, 7, 3)),
    ], why


def test_a_calendars_own_file_may_be_saved_by_a_plain_editor(tmp_path: Path) -> None:
    directory = written(tmp_path)
    (directory / "western.yaml").write_bytes(WESTERN.replace("\n", "\r\n").encode("utf-16"))
    assert load_calendar("western", directory).timezone == "Australia/Perth"


@pytest.mark.parametrize(
    ("described", "sentence"),
    [
        ("timezone: [", ", line 1: this is not valid YAML."),
        ("", ": the whole file: "),
        ("- a", ": the whole file: "),
        (WESTERN.replace("country", "land"), ": country: Field required. Compare it with victoria.yaml."),
        (WESTERN.replace("Perth", "Pert"), "timezone: “Australia/Pert” is no time zone"),
        (WESTERN.replace("/Perth", "/../Perth"), "is no time zone"),
        (WESTERN.replace("WA", "XX"), "knows no public holidays for country AU, subdivision XX."),
        (WESTERN + "extra_holidays: [soon]", ": extra_holidays.0: "),
        (WESTERN + "removed_holidays: [2026-05-06]", "2026-05-06 is to be removed or replaced, but"),
        (WESTERN.replace("western-terms", "gone"), "gone.csv: the terms file is not there."),
    ],
)
def test_a_mistake_in_a_calendar_is_a_sentence(described: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(CalendarError) as refusal:
        load_calendar("western", written(tmp_path, described))
    assert str(refusal.value).startswith(str(tmp_path))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ("", "line 1: the columns must be year,term,staff_start,student_start,end."),
        ("year,term\n2026,1\n", "line 1: the columns must be"),
        (HEADER, "there are no terms in it."),
        (HEADER + "twenty,1,2026-02-02,2026-02-02,2026-04-10\n", "line 2: year must be a number, not “twenty”."),
        (HEADER + TERM_1.replace("2026-04-10", "10/04/2026"), "line 2: end must be a date like 2026-04-20"),
        (
            HEADER + "2026,1,2/02/2026,2/02/2026,4/28/2026\n",
            "line 2: end must be a date like 2026-04-20, not",
        ),
        (HEADER + TERM_1 + "2026,2,a,b,c,d,e\n", "line 3: The row has 7 columns instead of 5."),
        (HEADER.replace("end", "last"), "The header lacks the column end. Correct the first line."),
        ("PK\x03\x04", "line 1: This is a spreadsheet program's workbook, not a text file. Save"),
        (HEADER + "2026,1\n", "line 2: staff_start must be a date like 2026-04-20, not “”."),
        (HEADER + TERM_1 + TERM_2.replace("2026,2", "2026,3"), "line 3: Term 3, 2026 cannot follow Term 1, 2026."),
        (HEADER + TERM_1 + TERM_1, "line 3: Term 1, 2026 cannot follow Term 1, 2026."),
        (HEADER + TERM_1 + "2028,1,2028-02-02,2028-02-02,2028-04-10\n", "line 3: Term 1, 2028 cannot follow"),
        (HEADER + TERM_1 + TERM_2.replace("2026-04-27", "2026-04-07"), "line 3: Term 2, 2026 starts before"),
        (HEADER + TERM_1.replace("2026-04-10", "2026-01-10"), "line 2: Term 2026-T1 must start with staff"),
        (HEADER + TERM_1.replace("2026,1", "2025,1"), "line 2: a term of 2025 must start and end in 2025."),
        (HEADER + TERM_1.replace("2026,1", "2026,5"), "line 2: a year has terms 1 to 4, not 5."),
    ],
)
def test_a_mistake_in_a_terms_file_names_its_line(terms: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(CalendarError) as refusal:
        load_calendar("western", written(tmp_path, terms=terms))
    assert str(refusal.value).startswith(str(tmp_path / "western-terms.csv"))
    assert sentence in str(refusal.value)


def test_every_calendar_that_comes_with_the_bot_loads() -> None:
    assert [load_calendar(name).name for name in known_calendars()] == [path.stem for path in BUILT_IN.glob("*.yaml")]
