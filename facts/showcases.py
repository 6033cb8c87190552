"""What is known of what networks show each other."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Shown(Struct, frozen=True):
    """What other networks can see of one. strengths: the titles of items that it agreed to stand high in."""

    network_id: int
    network: str
    focus: str = ""
    strengths: tuple[str, ...] = ()
    words: str = ""


class ShowcaseForm(Struct, frozen=True):
    """What the form opens with. could: all that could be shown as it stands; ticked: what is, by domain's Part."""

    could: Shown
    ticked: tuple[str, ...]


class FoundNetwork(Struct, frozen=True):
    """A network that shows something that fits. shared: the words of it that were looked for."""

    shown: Shown
    shared: tuple[str, ...] = ()


class Findings(Struct, frozen=True):
    """network_id: for which network somebody looks. asked: the words, or empty for all that is shown.

    may_ask: whether they may ask their SEIL for a link; may_introduce: whether they are that SEIL. more: how many fit
    less well, and are not among them. may_group: those with whose schools the reader can start a joint group.
    """

    network_id: int
    asked: str
    found: tuple[FoundNetwork, ...]
    may_ask: bool
    may_introduce: bool
    more: int = 0
    may_group: frozenset[int] = frozenset()


class LinkLine(Struct, frozen=True):
    """A link on a network's card. network: the other one.

    state: linked, asked (by it), waiting (for it), or vacant (for it, which has no chair now).
    """

    link_id: int
    network: str
    state: str
    since: date
    may_end: bool = False


class LinkForm(Struct, frozen=True):
    """choices: the networks that could be asked, as (id, name)."""

    network_id: int
    choices: tuple[tuple[int, str], ...]


class LinkAsk(Struct, frozen=True):
    """network: whose chair asks; other: whose chair is asked. answer: yes, no, late (it lapsed), or empty."""

    link_id: int
    network: str
    other: str
    answer: str
