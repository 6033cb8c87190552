"""The shape of messages as Slack stores and returns them."""

import re
import secrets
import string
from typing import Any

Message = dict[str, Any]

_TOKEN = re.compile(r"<(@|#|!)?([^<>|]+)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_ID_LETTERS = string.ascii_letters + string.digits


def unescape(text: str) -> str:
    """Turn Slack's three entities back into the characters a person typed."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _rich_elements(text: str) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            elements.append({"type": "text", "text": unescape(text[end : match.start()])})
        mark, target, label = match.groups()
        if mark == "@":
            elements.append({"type": "user", "user_id": target})
        elif mark == "#":
            elements.append({"type": "channel", "channel_id": target})
        elif mark == "!":
            elements.append({"type": "broadcast", "range": target})
        else:
            elements.append({"type": "link", "url": unescape(target)} | ({"text": label} if label else {}))
        end = match.end()
    if end < len(text):
        elements.append({"type": "text", "text": unescape(text[end:])})
    return elements


def rich_text(text: str) -> dict[str, Any]:
    """Give the rich_text block that Slack makes of what a person types."""
    section = {"type": "rich_text_section", "elements": _rich_elements(text)}
    return {"type": "rich_text", "block_id": random_id(), "elements": [section]}


def random_id() -> str:
    """Give five random characters, as Slack does to a block or action without an id."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(5))


def _elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    elements = [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
    if block.get("type") == "actions":
        elements += [e for e in block.get("elements", []) if isinstance(e, dict)]
    return elements


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copy validated blocks, giving each block, and each element a person acts on, an id if it has none."""
    filled = []
    for block in blocks:
        copy = {**block, "block_id": block.get("block_id") or random_id()}
        for key in ("accessory", "element"):
            if isinstance(copy.get(key), dict) and copy[key].get("type") != "image":
                copy[key] = {**copy[key], "action_id": copy[key].get("action_id") or random_id()}
        if copy.get("type") == "actions":
            copy["elements"] = [{**e, "action_id": e.get("action_id") or random_id()} for e in copy["elements"]]
        filled.append(copy)
    return filled


def find_element(
    blocks: list[dict[str, Any]], action_id: str, block_id: str | None = None
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Find the (block, element) with this action id, in the named block if one is named."""
    for block in blocks:
        if block_id is not None and block.get("block_id") != block_id:
            continue
        for element in _elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None


def elements_with_blocks(blocks: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give every (block, element) that a person can act on, in order."""
    return [(block, element) for block in blocks for element in _elements_of(block)]


def person_message(user_id: str, text: str, team_id: str, thread_ts: str | None = None) -> Message:
    """Give the message a person's typing makes (still without its ts)."""
    message: Message = {
        "type": "message",
        "user": user_id,
        "client_msg_id": secrets.token_hex(16),
        "text": text,
        "team": team_id,
        "blocks": [rich_text(text)],
    }
    return message | ({"thread_ts": thread_ts} if thread_ts else {})


def change_reaction(message: Message, user_id: str, name: str, *, remove: bool) -> bool:
    """Add (or remove) somebody's reaction. False if that changed nothing."""
    reactions: list[dict[str, Any]] = list(message.get("reactions", []))
    entry = next((r for r in reactions if r["name"] == name), None)
    if (entry is not None and user_id in entry["users"]) is not remove:
        return False
    if entry is None:
        entry = {"name": name, "users": [], "count": 0}
        reactions.append(entry)
    (entry["users"].remove if remove else entry["users"].append)(user_id)
    entry["count"] = len(entry["users"])
    message["reactions"] = [r for r in reactions if r["users"]]
    if not message["reactions"]:
        del message["reactions"]
    return True
