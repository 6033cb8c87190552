"""What stands at the left: one line for each conversation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RailItem:
    """One line of the left rail or of the quick switcher."""

    id: str
    name: str
    kind: str
    """What its mark shows: public, private, im, mpim, app, person, …"""
    href: str
    unread: int = 0
    current: bool = False
    note: str = ""
