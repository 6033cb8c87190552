"""What happens in the tenant that a bot may be told of."""

from dataclasses import dataclass, field
from typing import Any, Literal

HappeningKind = Literal["message", "messageUpdate", "conversationUpdate", "installationUpdate", "messageReaction"]


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in a conversation, by a person (or nobody in particular).

    event: what `channelData.eventType` calls it.
    channel_id: the channel it is about, where that is another than the conversation's.
    fields: what the activity says besides.
    """

    kind: HappeningKind
    conversation_id: str
    by: str = ""
    event: str = ""
    channel_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
