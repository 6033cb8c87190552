"""Time zones as people name them: "Perth time", "AWST", "UTC+8"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from domain.typed.clocks import number_at
from domain.typed.tokens import Token

_CITIES = {
    **dict.fromkeys(("melbourne", "melb", "vic", "victoria", "victorian", "geelong"), "Melbourne"),
    **dict.fromkeys(("sydney", "nsw"), "Sydney"),
    **dict.fromkeys(("brisbane", "qld", "queensland", "brissie"), "Brisbane"),
    **dict.fromkeys(("perth", "wa"), "Perth"),
    **dict.fromkeys(("adelaide", "sa"), "Adelaide"),
    **dict.fromkeys(("darwin", "nt"), "Darwin"),
    **dict.fromkeys(("hobart", "tas", "tassie", "tasmania", "tasmanian"), "Hobart"),
    **dict.fromkeys(("canberra", "act"), "Canberra"),
}
_ABROAD = {
    **dict.fromkeys(("auckland", "wellington", "nz", "nzst", "nzdt", "nzt"), "Pacific/Auckland"),
    "london": "Europe/London",
    "uk": "Europe/London",
    "singapore": "Asia/Singapore",
}
_OFFSETS = {
    "aest": 10.0,
    "aedt": 11.0,
    "acst": 9.5,
    "acdt": 10.5,
    "awst": 8.0,
    "utc": 0.0,
    "gmt": 0.0,
    "z": 0.0,
}
_HERE_OR_NOT = ("est", "edt", "et", "aet", "cst", "cdt", "wst", "pst", "pdt", "eastern", "cet", "bst", "ist")
"""Letters that mean one thing here and another elsewhere: where nothing speaks for one, they are asked about."""
_SUMMER_PAIRS = ({"aest", "aedt"}, {"acst", "acdt"})


@dataclass(frozen=True)
class Zone:
    """A zone that was named. label: how to show it; where is None where it could be several; code: its letters."""

    label: str
    where: tzinfo | None
    code: str = ""


def zone_at(tokens: Sequence[Token], i: int) -> tuple[Zone, int] | None:
    """The zone that is named at piece i, straight after a time, and where the text goes on."""
    start = i
    while i < len(tokens) and tokens[i].word in ("in", "(", ","):
        i += 1
    if i >= len(tokens):
        return None
    word = tokens[i].word.removesuffix("'s")
    timed = i + 1 < len(tokens) and tokens[i + 1].word == "time"
    after = i + 2 if timed else i + 1
    found: Zone | None = None
    if word in _OFFSETS and (word != "z" or tokens[i].glued):
        found, after = _offset(tokens, word, i, after)
    elif word == "local" and timed:
        found = Zone("", None, "local")
    elif word in _HERE_OR_NOT and (timed or word != "eastern"):
        found = Zone(word.upper(), None, word)
    elif timed and word in _CITIES:
        found = Zone(f"{_CITIES[word]} time", ZoneInfo(f"Australia/{_CITIES[word]}"))
    elif (timed or word in ("nzst", "nzdt", "nzt")) and word in _ABROAD:
        found = Zone(f"{_ABROAD[word].rpartition('/')[2]} time", ZoneInfo(_ABROAD[word]))
    if found is None:
        return None
    if start < i and tokens[i - 1].word == "(" and after < len(tokens) and tokens[after].word == ")":
        after += 1
    return found, after


def seen_from(day: date, at: time, zone: Zone, here: ZoneInfo) -> tuple[date, time] | None:
    """Day and time on the wall here when it is that time there; None where the zone is not certain.

    AEST typed in summer is asked about, as it is hardly known whether the hour of summer time was meant.
    """
    local = datetime.combine(day, at, here)
    if zone.code == "local":
        return day, at
    if zone.code in ("est", "edt", "et", "aet", "eastern") and local.utcoffset() in (
        timedelta(hours=10),
        timedelta(hours=11),
    ):
        expected = {"est": 10, "edt": 11}.get(zone.code)
        agrees = expected is None or local.utcoffset() == timedelta(hours=expected)
        return (day, at) if zone.code in ("aet", "est", "edt") and agrees else None
    if zone.where is None:
        return None
    there = datetime.combine(day, at, zone.where)
    pair = next((pair for pair in _SUMMER_PAIRS if zone.code in pair), None)
    if pair and there.utcoffset() != local.utcoffset():
        close = abs((there.utcoffset() or timedelta()) - (local.utcoffset() or timedelta()))
        if close == timedelta(hours=1):
            return None
    seen = there.astimezone(here)
    return seen.date(), seen.time()


def _offset(tokens: Sequence[Token], word: str, i: int, after: int) -> tuple[Zone, int]:
    """UTC, or UTC+10 and UTC+9:30 where a number follows."""
    hours = _OFFSETS[word]
    if word in ("utc", "gmt") and i + 2 < len(tokens) and tokens[i + 1].word in ("+", "-"):
        counted = number_at(tokens, i + 2)
        if counted is not None and counted[0] <= 14:
            sign = 1 if tokens[i + 1].word == "+" else -1
            hours, after = sign * float(counted[0]), counted[1]
            minutes = tokens[after + 1].number if after + 1 < len(tokens) and tokens[after].word == ":" else None
            if minutes is not None and minutes < 60:
                hours, after = hours + sign * minutes / 60, after + 2
            return Zone(f"UTC{'+' if sign > 0 else '-'}{abs(hours):g}", timezone(timedelta(hours=hours)), ""), after
    return Zone(word.upper() if word != "z" else "UTC", timezone(timedelta(hours=hours)), word), after
