"""How a chat knows somebody, for its renderer to mention them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct


class Addressee(Struct, frozen=True):
    """name: what the chat calls them; empty where it fills that in itself."""

    chat_id: str
    name: str = ""


Addressees = Mapping[str, Addressee]
"""By our own ids."""
NOBODY: Addressees = MappingProxyType({})
