"""Things that go wrong between the bot and the chat, on demand or at random."""

import asyncio
import contextlib
import random
from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal["ratelimited", "status", "refuse", "delay", "fatal", "error", "garble", "drop", "hang", "stall"]

#: Kinds that strike before the call is carried out; the others strike after, so it has happened.
BEFORE: tuple[FaultKind, ...] = ("ratelimited", "status", "refuse", "delay", "fatal", "error", "stall")


@dataclass
class Fault:
    """One rule: what goes wrong, with which method (`*` for any), how many times more."""

    kind: FaultKind
    method: str
    left: int
    status: int = 500
    seconds: float = 0.0
    code: str = "internal_error"


class Faults:
    """The rules in force. `struck` lists what has gone wrong so far as (method, kind)."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.struck: list[tuple[str, FaultKind]] = []
        self.stopping = asyncio.Event()
        self._storm: random.Random | None = None
        self._odds: dict[FaultKind, float] = {}

    def rate_limit(self, method: str = "*", times: int = 1, retry_after: int = 1) -> None:
        """Answer the next calls with 429 and this Retry-After (seconds)."""
        self.rules.append(Fault("ratelimited", method, times, seconds=retry_after))

    def fail(self, method: str = "*", times: int = 1, status: int = 500) -> None:
        """Answer the next calls with a server error."""
        self.rules.append(Fault("status", method, times, status=status))

    def fatal(self, method: str = "*", times: int = 1) -> None:
        """Answer the next calls with Slack’s `fatal_error`; nothing is done."""
        self.rules.append(Fault("fatal", method, times))

    def answer(self, code: str, method: str = "*", times: int = 1) -> None:
        """Answer the next calls with this error code; nothing is done."""
        self.rules.append(Fault("error", method, times, code=code))

    def garble(self, method: str = "*", times: int = 1) -> None:
        """Do the next calls, and answer with half a JSON document."""
        self.rules.append(Fault("garble", method, times))

    def refuse(self, method: str = "*", times: int = 1) -> None:
        """Break the connection of the next calls before anything is done."""
        self.rules.append(Fault("refuse", method, times))

    def drop(self, method: str = "*", times: int = 1) -> None:
        """Do the next calls, then break the connection instead of answering."""
        self.rules.append(Fault("drop", method, times))

    def hang(self, method: str = "*", times: int = 1) -> None:
        """Do the next calls and never answer; the caller has to give up."""
        self.rules.append(Fault("hang", method, times))

    def stall(self, method: str = "*", times: int = 1) -> None:
        """Never do the next calls, and never answer; the caller has to give up."""
        self.rules.append(Fault("stall", method, times))

    def delay(self, seconds: float, method: str = "*", times: int = 1) -> None:
        """Do the next calls this many real seconds late."""
        self.rules.append(Fault("delay", method, times, seconds=seconds))

    def storm(self, seed: int, **odds: float) -> None:
        """Let each call go wrong at random, with these odds a kind: `storm(7, ratelimited=0.2, drop=0.1)`."""
        known = {kind: share for kind in get_args(FaultKind) if (share := odds.get(kind)) is not None}
        if len(known) != len(odds) or sum(known.values()) > 1:
            raise ValueError(f"a storm takes odds of these kinds, together at most 1: {get_args(FaultKind)}")
        self._storm, self._odds = random.Random(seed), known  # noqa: S311 (a dice, no secret)

    def calm(self) -> None:
        """Forget all rules and any storm."""
        self.rules.clear()
        self._storm, self._odds = None, {}

    @property
    def may_strike(self) -> bool:
        """Whether anything can go wrong with the next call."""
        return self._storm is not None or any(rule.left > 0 for rule in self.rules)

    def take(self, method: str) -> Fault | None:
        """Give the fault that strikes this call, if one does, and count it."""
        for rule in self.rules:
            if rule.left > 0 and rule.method in ("*", method):
                rule.left -= 1
                self.struck.append((method, rule.kind))
                return rule
        return self._from_storm(method)

    async def wait(self, seconds: float) -> None:
        """Let real time pass, but not beyond the workspace's stopping."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    def _from_storm(self, method: str) -> Fault | None:
        if self._storm is None:
            return None
        dice = self._storm.random()
        for kind, share in self._odds.items():
            if dice < share:
                self.struck.append((method, kind))
                return Fault(kind, method, 0, seconds=1.0 if kind == "ratelimited" else 0.05)
            dice -= share
        return None
