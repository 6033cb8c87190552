"""Channels of a chat that has teams."""

from __future__ import annotations

from msgspec import Struct


class ChannelOfTeam(Struct, frozen=True):
    """name: empty for a team's first channel. own_members: not all who are in the team are in it."""

    name: str = ""
    own_members: bool = False
