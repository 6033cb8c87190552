"""conversations.history and conversations.replies."""

from typing import Any

from practice.slack.api.call import Answer, ApiError, Call, Method
from practice.slack.api.pages import page
from practice.slack.channels import Channel
from practice.slack.messages import Message

SCOPES = ("channels:history", "groups:history", "im:history", "mpim:history")
#: Messages a call for an app outside the marketplace that other workspaces install.
SLOWED_PAGE = 15
METADATA_SCOPE = "metadata.message:read"


def _readable(call: Call) -> Channel:
    channel = call.channel(scope="history")
    if call.bot_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _moment(call: Call, name: str) -> float | None:
    value = call.text(name)
    if not value or value == "0":
        return None
    try:
        return float(value)
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Keep what is between `oldest` and `latest`; the bounds themselves only if `inclusive`."""
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    inclusive = call.flag("inclusive")

    def wanted(message: Message) -> bool:
        ts = float(message["ts"])
        if inclusive and ts in (oldest, latest):
            return True
        return (oldest is None or ts > oldest) and (latest is None or ts < latest)

    return [message for message in messages if wanted(message)]


def _answer(call: Call, messages: list[Message], default: int) -> Answer:
    if call.world.history_slowed:
        call.args["limit"] = min(call.number("limit", SLOWED_PAGE, 0) or SLOWED_PAGE, SLOWED_PAGE)
    shown, cursor = page(call, messages, default)
    with_metadata = call.flag("include_all_metadata") and METADATA_SCOPE in call.world.bot.scopes
    copies = [{k: v for k, v in m.items() if k != "metadata" or with_metadata} for m in shown]
    answer: dict[str, Any] = {"messages": copies, "has_more": bool(cursor)}
    return answer | {"response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> Answer:
    """conversations.history: newest first, without the replies in threads."""
    channel = _readable(call)
    messages = _between(call, list(reversed(channel.main_messages())))
    return _answer(call, messages, 100) | {"pin_count": 0}


def replies(call: Call) -> Answer:
    """conversations.replies: the parent and its replies, oldest first."""
    channel = _readable(call)
    ts = call.required("ts")
    parent = channel.message(ts)
    if parent is None:
        raise ApiError("thread_not_found")
    head, *rest = channel.thread(parent.get("thread_ts", ts))
    return _answer(call, [head, *_between(call, rest)], 1000)


METHODS = {
    "conversations.history": Method(history, SCOPES, 50),
    "conversations.replies": Method(replies, SCOPES, 50),
}
