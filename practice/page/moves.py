"""What the bot says while the clock moves: how far the move is, and afterwards where something new was said."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .controls import Controls
from .dates import long_date
from .files import same_origin

MOST_PLACES = 6

Counts = Mapping[str, int]
Row = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """A move of the clock under way. `until` is where it goes, if that is known; `before` what had been said."""

    start: datetime
    until: datetime | None
    before: Counts

    def said(self, counts: Counts) -> dict[str, int]:
        """How many new messages of the bot there are by conversation, where there are any."""
        new = {place: count - self.before.get(place, 0) for place, count in counts.items()}
        return {place: count for place, count in new.items() if count > 0}

    def progress(self, counts: Counts, now: datetime) -> Row:
        """A sentence on where the move is, and the share of the way that lies behind it."""
        sentence = f"{long_date(now.date())}: {counted(sum(self.said(counts).values()), 'new')} so far"
        if self.until is None:
            return {"sentence": sentence, "share": None}
        share = (now - self.start) / max(self.until - self.start, now - self.start)
        return {"sentence": sentence, "share": round(share, 2)}


class ClockMoves:
    """Moves the clock for a visitor. One move at a time is under way.

    counts: how many messages of the bot each conversation holds. places: a row for each conversation with something
    new, for this person at this place: `name`, `count`, `href`, and `as` whom it shows (empty: oneself).
    """

    def __init__(
        self,
        controls: Controls,
        bot_name: str,
        counts: Callable[[], Counts],
        places: Callable[[dict[str, int], str, str], Awaitable[list[Row]]],
        changed: Callable[[], None],
    ) -> None:
        self.controls = controls
        self.bot_name = bot_name
        self.counts = counts
        self.places = places
        self.changed = changed
        self.under_way: Move | None = None

    def progress(self, now: datetime) -> Row | None:
        """How far a move of the clock is; None while none is under way."""
        return self.under_way.progress(self.counts(), now) if self.under_way else None

    async def endpoint(self, request: Request) -> Response:
        """POST …/{move}: a sentence of what happened, and where this person finds something new."""
        if not same_origin(request):
            return JSONResponse({"problem": "This came from another site."}, status_code=403)
        data = await request.json()
        person, date = str(data.get("person", "")), str(data.get("date", ""))
        try:
            await self.places({}, person, "")
        except KeyError:
            return JSONResponse({"problem": "There is no such person."}, status_code=404)
        move = request.path_params["move"]
        start = await self.controls.now()
        self.under_way = under_way = Move(start, _until(date, start), self.counts())
        try:
            match move:
                case "next-event":
                    sentence = await self.controls.next_event(person)
                case "next-school-day":
                    sentence = await self.controls.next_school_day(person)
                case "go-to":
                    sentence = await self.controls.go_to(person, date)
                case _:
                    return JSONResponse({"problem": "The clock cannot do that."}, status_code=404)
        except ValueError as error:
            return JSONResponse({"ok": False, "problem": str(error)})
        finally:
            self.under_way = None
            self.changed()
        said = under_way.said(self.counts())
        rows = shortened(await self.places(said, person, str(data.get("at", ""))))
        words = f"{sentence} {summary(self.bot_name, sum(said.values()))}"
        return JSONResponse({"ok": True, "sentence": words, "places": rows})


def shortened(rows: list[Row]) -> list[Row]:
    """Where something was said: the reader's own conversations first; beyond `MOST_PLACES`, the rest is one number."""
    rows = sorted(rows, key=lambda row: (row["as"] != "", -row["count"]))
    if len(rows) <= MOST_PLACES:
        return rows
    rest = rows[MOST_PLACES - 1 :]
    more = {"name": f"{len(rest)} more places", "count": sum(row["count"] for row in rest), "href": "", "as": ""}
    return [*rows[: MOST_PLACES - 1], more]


def counted(number: int, kind: str = "") -> str:
    """ "3 new messages" """
    noun = "message" if number == 1 else "messages"
    return f"{number} {kind} {noun}" if kind else f"{number} {noun}"


def summary(bot: str, number: int) -> str:
    """ "CoP Bot sent 3 messages:" """
    return f"{bot} sent {counted(number)}:" if number else f"{bot} sent nothing."


def _until(date: str, start: datetime) -> datetime | None:
    """The day that a move goes to, in the zone of its start."""
    try:
        return datetime.fromisoformat(date).replace(tzinfo=start.tzinfo)
    except ValueError:
        return None
