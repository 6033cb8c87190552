"""Everything that reads text from outside: either it is understood, or it is refused with a sentence."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import sample
from bot.slack.ids import SLACK_IDS
from domain.earlier_results import KnownItems, read_half_year, read_level
from domain.errors import Invalid
from domain.ratings import FISO_LEVELS
from prompts import button_data as refs
from prompts.content_files import CONTENT, ContentError, load
from prompts.instrument import DEFAULT_INSTRUMENT, InstrumentError, load_instrument
from services.networks.roster_files import SourceFile, read_rows
from storage import calendars
from storage.calendars import CalendarError
from storage.calendars.terms_file import read_terms
from tests.turns import examples

FEW = settings(deadline=None, derandomize=True, database=None, max_examples=examples(60))


@contextmanager
def file_of(content: bytes, name: str = "file.yaml") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


@st.composite
def bent(draw: st.DrawFn, original: bytes) -> bytes:
    """A file with a few stretches replaced, doubled or taken away."""
    content = original
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, max(len(content) - 1, 0)))
        end = min(len(content), start + draw(st.integers(0, 30)))
        scraps = [b"", b",", b'"', b"\n", b"\xff", b"\x00", b": ", b"- ", b"{", b"&a *a", b"1e9", b"=cmd()"]
        content = content[:start] + draw(st.sampled_from([*scraps, content[start:end] * 2])) + content[end:]
    return content


def understood_or(refusal: type[Exception], read_it: Callable[[], object]) -> str | None:
    """None where it could be read, else the refusal's sentence; any other error passes."""
    try:
        read_it()
    except refusal as error:
        return str(error)
    return None


NETWORKS, MEMBERS = sample.NETWORKS_CSV.read_bytes(), sample.MEMBERS_CSV.read_bytes()


@FEW
@given(networks=bent(NETWORKS) | st.binary(max_size=80), members=bent(MEMBERS) | st.binary(max_size=80))
def test_import_files_are_read_or_refused_line_by_line(networks: bytes, members: bytes) -> None:
    rows = read_rows(SourceFile("networks.csv", networks), SourceFile("members.csv", members), SLACK_IDS)
    assert rows.problems or rows.networks
    assert all(problem.line >= 1 and str(problem).strip() for problem in rows.problems)


@FEW
@given(content=bent((CONTENT / "pulses.yaml").read_bytes()) | st.binary(max_size=80))
def test_texts_are_read_or_refused(content: bytes) -> None:
    with file_of(content) as path:
        refused = understood_or(ContentError, lambda: load(path.parent))
    assert refused is None or "file.yaml" in refused


@settings(FEW, max_examples=examples(25))
@given(content=bent(DEFAULT_INSTRUMENT.read_bytes()) | st.binary(max_size=80))
def test_an_instrument_is_read_or_refused(content: bytes) -> None:
    with file_of(content) as path:
        refused = understood_or(InstrumentError, lambda: load_instrument(path))
    assert refused is None or "file.yaml" in refused


KNOWN = KnownItems(load_instrument())


@FEW
@given(
    text=st.text(max_size=30)
    | bent("2023–S1 Evolving to 3 Embedding".encode()).map(lambda b: b.decode(errors="replace"))
)
def test_cells_of_earlier_results_are_read_or_not(text: str) -> None:
    level = read_level(text, FISO_LEVELS)
    assert level is None or 1 <= level.low <= level.high <= 4
    half_year = read_half_year(text)
    assert half_year is None or half_year.semester in (1, 2)
    assert KNOWN.find(text) is None or text.strip()


TERMS = Path(calendars.__file__).parent / "victoria-terms.csv"


@FEW
@given(content=bent(TERMS.read_bytes()) | st.binary(max_size=80))
def test_terms_are_read_or_refused(content: bytes) -> None:
    with file_of(content, "terms.csv") as path:
        refused = understood_or(CalendarError, lambda: read_terms(path))
    assert refused is None or "terms.csv" in refused


@FEW
@given(
    ids=st.dictionaries(
        st.text(min_size=1, max_size=10), st.integers(-refs.LARGEST, refs.LARGEST) | st.text(max_size=20), max_size=4
    )
)
def test_what_a_button_carries_comes_back_the_same(ids: dict[str, refs.RefValue]) -> None:
    assert refs.decode(refs.encode(**ids)) == ids


@FEW
@given(text=st.text(max_size=60) | bent(b'{"meeting":12,"item":"trust"}').map(lambda b: b.decode(errors="replace")))
def test_what_a_button_carries_is_ids_or_refused(text: str) -> None:
    try:
        found = refs.decode(text)
    except Invalid:
        return
    assert all(isinstance(value, str) or abs(value) <= refs.LARGEST for value in found.values())


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "NaN", '{"a": 1e999}', "9" * 5000])
def test_json_made_to_hurt_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        refs.decode(text)
