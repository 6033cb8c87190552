"""Coverage-guided fuzzing (Atheris) of what reads text from outside: `make fuzz SECONDS=60`.

Each reader gets its own process, for so many seconds, starting from what earlier runs found (in var/fuzz). A reader
may understand its input or refuse it with a sentence; whatever else it raises is a fault, and the input that raised it
is kept. Hypothesis tries the same readers in the tests (tests/test_parsers_fuzz.py), for less time and with the shape
of the input known.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import atheris

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "var" / "fuzz"
READERS = ("bot.slack.payloads", "domain", "prompts.button_data")
FILE_READERS = ("services.networks.roster_files", "csv", "dateparser")

with atheris.instrument_imports(include=[*READERS, *FILE_READERS]):
    from bot import sample
    from bot.slack.ids import SLACK_IDS
    from bot.slack.payloads import read_body
    from domain.errors import Invalid
    from domain.typed import read, read_due
    from prompts import button_data as refs
    from services.networks.roster_files import SourceFile, read_rows
    from storage.calendars import load_calendar

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=ZoneInfo("Australia/Melbourne"))
CALENDAR = load_calendar("victoria")
SEPARATOR = b"\0\0"


def a_typed_meeting(data: bytes) -> None:
    reading = read(data.decode(errors="replace"), NOW, CALENDAR)
    if reading.day is not None and not reading.asked and reading.day < NOW.date():
        raise AssertionError("a meeting in the past, and no doubt about it")


def a_typed_action(data: bytes) -> None:
    text = data.decode(errors="replace")
    found = read_due(text, NOW.date(), CALENDAR)
    if found.due_on is None and found.what != " ".join(text.split()):
        raise AssertionError("words were lost")


def what_a_button_carries(data: bytes) -> None:
    try:
        refs.decode(data.decode(errors="replace"))
    except Invalid:
        return


def a_request(data: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        read_body(data.decode(errors="replace"), kind)


def import_files(data: bytes) -> None:
    networks, _, members = data.partition(SEPARATOR)
    rows = read_rows(SourceFile("networks.csv", networks), SourceFile("members.csv", members), SLACK_IDS)
    if not (rows.problems or rows.networks):
        raise AssertionError("nothing was read, and nothing said")


TARGETS: dict[Callable[[bytes], None], bytes] = {
    a_typed_meeting: b"Thu 14 May 2pm at Coburg PS for 2 hours",
    a_typed_action: b"<@UAB> bring the reading data by 12 June",
    what_a_button_carries: b'{"meeting":12,"item":"trust"}',
    a_request: b"payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U1%22%7D%7D",
    import_files: sample.NETWORKS_CSV.read_bytes() + SEPARATOR + sample.MEMBERS_CSV.read_bytes(),
}


def fuzz(name: str, seconds: str) -> None:
    """Fuzz one reader; ends the process."""
    target, seed = next((target, seed) for target, seed in TARGETS.items() if target.__name__ == name)
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-max_len=8192", "-timeout=10", "-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={corpus}-fault-", *options], target)
    atheris.Fuzz()


def main() -> int:
    if len(sys.argv) == 3:
        fuzz(sys.argv[1], sys.argv[2])
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    faulty = []
    for target in TARGETS:
        done = subprocess.run(
            [sys.executable, "-m", "scripts.fuzz", target.__name__, seconds],
            cwd=ROOT,
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        tried = re.search(r"number_of_executed_units: (\d+)", done.stdout)
        print(f"{target.__name__.replace('_', ' ')}: {tried[1] if tried else '?'} inputs", flush=True)
        if done.returncode:
            print(done.stdout)
            faulty.append(target.__name__)
    print(f"Faults in: {', '.join(faulty)}; the inputs are in {CORPUS}." if faulty else "No faults.")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
