"""How Teams writes ids."""

from __future__ import annotations

import re
from urllib.parse import unquote

from services.chat_ids import ChatIds

CHANNEL_LINK = re.compile(r"https://teams\.(?:microsoft\.com|cloud\.microsoft)/l/channel/([^/?\s]+)", re.IGNORECASE)


def channel_in(text: str) -> str:
    """The channel's id; Teams itself only lets people copy a link in which it stands."""
    found = CHANNEL_LINK.match(text)
    return unquote(found[1]) if found else text


TEAMS_IDS = ChatIds(
    title="Microsoft Teams",
    person=re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    channel=re.compile(r"19:[A-Za-z0-9_\-.]+@thread\.(?:tacv2|skype)"),
    a_person="an object id of Microsoft's directory",
    no_person="Use the person's e-mail address or the name by which they sign in, or their object id in Entra.",
    no_channel="Copy the link to the channel in Teams (its menu '…'), or leave it empty for later.",
    instead="Use object ids instead",
    whole="organisation",
    join="add the person to the network's team as a member",
    example_channel="https://teams.microsoft.com/l/channel/19%3A012abc%40thread.tacv2/Example",
    example_person="anna.example@schools.example",
    read_channel=channel_in,
)
