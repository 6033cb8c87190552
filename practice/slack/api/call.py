"""One call of the Web API: its arguments, its rights, and how it is refused."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from practice.checks import Problem
from practice.slack.channels import Channel, Kind
from practice.slack.people import User
from practice.slack.socket_mode import SocketLink
from practice.slack.validator import refusal
from practice.slack.world import World

Answer = dict[str, Any]

#: The family of scopes for each kind of conversation: channels:read, groups:history …
FAMILY: dict[Kind, str] = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


class ApiError(Exception):
    """A refusal: Slack's error code and whatever the answer says besides."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer: Answer = {"ok": False, "error": code, **more}


def refuse(problems: list[Problem]) -> None:
    """Refuse the call if the validator found problems."""
    if problems:
        answer = refusal(problems)
        more = {key: value for key, value in answer.items() if key not in ("ok", "error")}
        raise ApiError(answer["error"], **more)


@dataclass
class Call:
    """A call under way, by the bot."""

    world: World
    sockets: SocketLink
    args: dict[str, Any]
    warnings: list[tuple[str, str]] = field(default_factory=list)

    # Arguments

    def text(self, name: str, default: str = "") -> str:
        """Give an argument as a string."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """Give an argument that must be there."""
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise ApiError("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Give an argument as true or false."""
        value = self.args.get(name)
        return default if value is None else value in (True, "true", "True", "1", 1)

    def number(self, name: str, default: int, least: int = 1, most: int = 1000) -> int:
        """Give a whole number; what is out of range is refused."""
        value = self.text(name)
        if not value:
            return default
        if not value.isdigit() or not least <= int(value) <= most:
            raise ApiError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def listed(self, name: str) -> list[str]:
        """Give an argument that is a list or has commas in it."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(v) for v in value]
        return [part.strip() for part in str(value or "").split(",") if part.strip()]

    def json(self, name: str, code: str) -> Any:
        """Give an argument that is JSON, or a string of it; refused with `code` if it is neither."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise ApiError(code) from None

    # Rights

    def need(self, *scopes: str) -> None:
        """Refuse the call unless the bot has one of these scopes."""
        provided = self.world.bot.scopes
        if scopes and not provided & set(scopes):
            raise ApiError("missing_scope", needed=scopes[0], provided=",".join(sorted(provided)))

    @property
    def bot_id(self) -> str:
        """The bot's user id."""
        return self.world.bot.user_id

    def channel(self, *, scope: str | None = None, name: str = "channel") -> Channel:
        """Give the conversation an argument names, if the bot can see it.

        With `scope` ("read", "history" …) the bot needs that scope for this kind of conversation.
        """
        channel = self.world.channels.get(self.text(name))
        hidden = channel is not None and channel.kind != "public" and self.bot_id not in channel.members
        if channel is None or hidden:
            raise ApiError("channel_not_found")
        if scope is not None:
            self.need(f"{FAMILY[channel.kind]}:{scope}")
        return channel

    def user(self, name: str = "user") -> User:
        """Give the person an argument names."""
        user = self.world.users.get(self.text(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def warn(self, code: str, message: str) -> None:
        """Add a warning to the answer."""
        self.warnings.append((code, message))


Handler = Callable[[Call], Answer | Awaitable[Answer]]


@dataclass(frozen=True)
class Method:
    """A method of the Web API: what carries it out, which scopes (any one of them) it needs, how often a minute."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    per_minute: int = 50
