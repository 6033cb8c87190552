"""Channels of a chat that has teams."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelOfTeam:
    """name: empty for a team's first channel. own_members: not all who are in the team are in it."""

    name: str = ""
    own_members: bool = False
