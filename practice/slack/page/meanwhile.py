"""What the bot says while the clock moves: how far the move is, and afterwards where something new was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practice.slack.channels import Channel
from practice.slack.world import World

from .dates import long_date
from .sight import Sight

MOST_PLACES = 6

Counts = Mapping[str, int]


def bot_messages(world: World) -> dict[str, int]:
    """How many messages of the bot each conversation holds."""
    return {c.id: sum(bool(m.get("bot_id")) for m in c.messages) for c in world.channels.values()}


@dataclass(frozen=True)
class Move:
    """A move of the clock under way. `until` is where it goes, if that is known; `before` what had been said."""

    start: datetime
    until: datetime | None
    before: Counts

    def said(self, world: World) -> dict[str, int]:
        """How many new messages of the bot there are by conversation, where there are any."""
        now = bot_messages(world)
        return {
            place: count - self.before.get(place, 0)
            for place, count in now.items()
            if count > self.before.get(place, 0)
        }

    def progress(self, world: World, now: datetime) -> dict[str, Any]:
        """A sentence on where the move is, and the share of the way that lies behind it."""
        sentence = f"{long_date(now.date())}: {counted(sum(self.said(world).values()), 'new')} so far"
        if self.until is None:
            return {"sentence": sentence, "share": None}
        share = (now - self.start) / max(self.until - self.start, now - self.start)
        return {"sentence": sentence, "share": round(share, 2)}

    def places(self, world: World, sight: Sight, at: str) -> list[dict[str, Any]]:
        """Where something was said: the reader's own conversations first, each with the way there.

        What only others see leads there as one of them; beyond `MOST_PLACES`, the rest is one number.
        """
        said = self.said(world)
        rows = [_place(world.channels[place], count, world, sight, at) for place, count in said.items()]
        rows.sort(key=lambda row: (row["as"] != "", -row["count"]))
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


def _place(channel: Channel, count: int, world: World, sight: Sight, at: str) -> dict[str, Any]:
    mine = sight.may_look(channel)
    reader = sight if mine else Sight(world, _somebody(channel, world), sight.now)
    return {
        "name": "here" if channel.id == at else _name(channel, world, reader, mine=mine),
        "count": count,
        "href": "" if channel.id == at else reader.href(channel.id),
        "as": "" if mine else reader.me.real_name,
    }


def _name(channel: Channel, world: World, reader: Sight, *, mine: bool) -> str:
    if not channel.is_direct:
        return f"#{channel.name}"
    if channel.kind == "im":
        return "to you" if mine else f"to {reader.me.real_name}"
    people = [world.users[member].real_name.split()[0] for member in channel.members if member != world.bot.user_id]
    return "to " + ", ".join(people)


def _somebody(channel: Channel, world: World) -> str:
    return next((m for m in channel.members if not world.users[m].is_bot), channel.members[0])
