"""The shape that a request from Slack must have before anything reads it: a signed one can still be broken."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.keepable import keepable, loaded

LATE = ConfigDict(defer_build=True)
"""The checks are built when the first request comes, not at the start."""


class _Part(BaseModel):
    """Only what the bot relies on is checked; the rest of a payload is Slack's business."""

    model_config = LATE


class _Person(_Part):
    id: str = Field(min_length=1)


class _View(_Part):
    id: str
    type: Literal["modal", "home"]
    callback_id: str = ""
    private_metadata: str = ""
    state: dict[str, dict[str, dict[str, Any]]] | dict[str, Any] | None = None


class _Action(_Part):
    action_id: str
    type: str
    block_id: str = ""
    value: str | None = None


class _Click(_Part):
    type: Literal["block_actions"]
    user: _Person
    actions: list[_Action] = Field(min_length=1)
    view: _View | None = None


class _Form(_Part):
    type: Literal["view_submission", "view_closed"]
    user: _Person
    view: _View


class _Shortcut(_Part):
    type: Literal["shortcut", "message_action"]
    user: _Person
    callback_id: str


class _Suggestion(_Part):
    type: Literal["block_suggestion"]
    user: _Person
    action_id: str
    value: str = ""


class _Event(_Part):
    type: str


class _EventCallback(_Part):
    type: Literal["event_callback"]
    event: _Event
    event_id: str = ""


class _Challenge(_Part):
    type: Literal["url_verification"]
    challenge: str


class _Command(_Part):
    command: str = Field(pattern="^/")
    user_id: str = Field(min_length=1)
    text: str = ""


_INTERACTIVE: TypeAdapter[Any] = TypeAdapter(
    Annotated[_Click | _Form | _Shortcut | _Suggestion, Field(discriminator="type")], config=LATE
)
_ENVELOPE: TypeAdapter[Any] = TypeAdapter(
    Annotated[_EventCallback | _Challenge, Field(discriminator="type")], config=LATE
)
_COMMAND: TypeAdapter[Any] = TypeAdapter(_Command)


def read_body(text: str, content_type: str) -> dict[str, Any] | None:
    """The command, interaction or event that the body says; None where it does not have the shape of Slack's."""
    try:
        if "json" in content_type:
            found = loaded(text)
            _ENVELOPE.validate_python(found)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True))
            if "payload" in form:
                found = loaded(form["payload"])
                _INTERACTIVE.validate_python(found)
            else:
                found = form
                if "ssl_check" not in form:
                    _COMMAND.validate_python({name: keepable(text) for name, text in form.items()})
    except (ValueError, ValidationError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
