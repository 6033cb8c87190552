"""What an import did, and that it was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.networks.roster_files import Problem


@dataclass
class Changes:
    """What an import did, a line each.

    networks: how many were added, changed and ended in each network where something was, by its name now.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    networks: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def count(self, network: str, added: int, changed: int, ended: int) -> None:
        """Add to what was done in a network."""
        before = self.networks.get(network, (0, 0, 0))
        if added or changed or ended:
            self.networks[network] = (before[0] + added, before[1] + changed, before[2] + ended)

    def add(self, added: Sequence[str], changed: Sequence[str], ended: Sequence[str]) -> None:
        """Add lines to each kind."""
        self.added += added
        self.changed += changed
        self.ended += ended

    def take(self, other: Changes) -> None:
        """Add what another holds."""
        self.add(other.added, other.changed, other.ended)
        for network, numbers in other.networks.items():
            self.count(network, *numbers)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.ended)


class ImportRefused(Exception):
    """The files hold problems, and nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)
