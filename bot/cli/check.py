"""What `cop-bot doctor` prints: one thing looked at, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing looked at. `what_to_do` is empty where all is well."""

    what: str
    what_to_do: str = ""

    def __str__(self) -> str:
        return "\n".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        return (f"✗ {self.what}", f"  {self.what_to_do}") if self.what_to_do else (f"✓ {self.what}",)
