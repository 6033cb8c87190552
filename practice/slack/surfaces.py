"""What a person can act on: a message, an ephemeral message, a modal or a home tab."""

from dataclasses import dataclass
from typing import Any

from practice.slack.messages import find_element
from practice.slack.world import World

Surface = dict[str, Any] | str


class NotThereError(LookupError):
    """The person tried to use something that is not on their screen."""


@dataclass(frozen=True)
class MessageSpot:
    """A message and the channel it is in; `ephemeral` if only this person sees it."""

    channel_id: str
    message: dict[str, Any]
    ephemeral: bool


def find_view(world: World, user_id: str, surface: Surface) -> dict[str, Any] | None:
    """Find the open view or home tab meant, by the view or its id; None if it is no view."""
    view_id = surface if isinstance(surface, str) else surface.get("id")
    view = world.views.find(view_id)
    if view is None:
        return None
    if world.views.owner(view["id"]) != user_id:
        raise NotThereError(f"{user_id} does not have the view {view_id} open")
    return view


def find_message(world: World, user_id: str, surface: Surface) -> MessageSpot:
    """Find the message meant, by the message or its ts, among those this person can see."""
    ts = surface if isinstance(surface, str) else surface.get("ts", "")
    for (owner, channel_id), shown in world.ephemerals.items():
        if owner == user_id:
            for message in shown:
                if message["ts"] == ts:
                    return MessageSpot(channel_id, message, ephemeral=True)
    for channel in world.channels.values():
        found = channel.message(ts) if user_id in channel.members or channel.kind == "public" else None
        if found is not None:
            return MessageSpot(channel.id, found, ephemeral=False)
    raise NotThereError(f"{user_id} sees no message or view {ts or surface!r}")


def element_on(shown: dict[str, Any], action_id: str, block_id: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Find the (block, element) with this action id on a message or view."""
    found = find_element(shown.get("blocks", []), action_id, block_id)
    if found is None:
        raise NotThereError(f"Nothing there has the action_id {action_id!r}")
    return found


def find_button(shown: dict[str, Any], text_or_action_id: str) -> dict[str, Any]:
    """Find a button on a message or view by its words or its action id."""
    for block in shown.get("blocks", []):
        for element in [block.get("accessory"), *block.get("elements", [])]:
            if not isinstance(element, dict) or element.get("type") != "button":
                continue
            if text_or_action_id in (element["text"]["text"], element.get("action_id")):
                return {**element, "block_id": block.get("block_id")}
    raise NotThereError(f"There is no button {text_or_action_id!r}")
