"""What is known of pulse checks: the open one, its preview, its result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from domain.calendar import HalfYear
from domain.disclosure import Participation, Spread
from domain.exposure import Exposure
from domain.pulses import Answers
from domain.ratings import FISO_LEVELS, Median, Scale
from facts.networks import RosterChange


class OpenPulse(Struct, frozen=True):
    """A question that is open. closes: its last day; scale: the levels that it is answered on.

    levels: (label, descriptor), empty where there are none.

    asked: how many schools it was put to. own: it is in the network's own words.
    exposure: what could be found out about an answer, where somebody wants to know.
    comments: words may be added to an answer. changes: who changed the list of people since the question before.
    """

    pulse_id: int
    title: str
    question: str
    closes: date
    threshold: int
    levels: Sequence[tuple[str, str]] = ()
    asked: int = 0
    changes: Sequence[RosterChange] = ()
    scale: Scale = FISO_LEVELS
    own: bool = False
    comments: bool = False
    exposure: Exposure | None = None


class PlannedPulse(Struct, frozen=True):
    """A question that a leader has planned for a day."""

    pulse_id: int
    title: str
    question: str
    on: date
    may_withdraw: bool = False


class ShownPulse(Struct, frozen=True):
    """An open question as one person sees it: whether it is put to them, and whether they may take it back."""

    pulse: OpenPulse
    may_answer: bool
    may_withdraw: bool = False


class PulseOverview(Struct, frozen=True):
    """Where pulse checks stand for one person. opened: the week's and a leader's own, as far as they are open.

    may_start: whether they may ask one now; starts_after: they may, once one that is open has closed on that day.
    """

    network_id: int
    network: str
    opened: Sequence[ShownPulse] = ()
    may_start: bool = False
    starts_after: date | None = None
    planned: Sequence[PlannedPulse] = ()
    may_see_results: bool = False


class ComingQuestion(Struct, frozen=True):
    """A question of the week that will be asked on that day, if nothing changes until then."""

    on: date
    item_key: str
    title: str


class Programme(Struct, frozen=True):
    """What a network will be asked. paused: nothing is asked, before the day `resumes` where there is one.

    planned: what leaders ask besides, for those who may steer. too_few: too few schools could answer. is_ordered: the
    leaders have put some items first. has_assessment: there is one to go by, for those who may steer.
    """

    network_id: int
    network: str
    coming: Sequence[ComingQuestion] = ()
    planned: Sequence[ComingQuestion] = ()
    paused: bool = False
    resumes: date | None = None
    fortnightly: bool = False
    comments: bool = True
    reminds: bool = False
    too_few: bool = False
    may_steer: bool = False
    is_ordered: bool = False
    has_assessment: bool = False


class PulsePreview(Struct, frozen=True):
    """What would be asked. item_key: empty where it is in own words. on: its day, empty for at once."""

    network_id: int
    network: str
    item_key: str
    title: str
    question: str
    answers: Answers = Answers.LEVELS
    own: bool = False
    on: date | None = None


class StartedPulse(Struct, frozen=True):
    """A question that is asked at once, or `on` a day."""

    pulse_id: int
    title: str
    channel_id: str
    closes: date
    on: date | None = None


class WithdrawnPulse(Struct, frozen=True):
    network_id: int
    title: str


class AnsweredPulse(Struct, frozen=True):
    """An answer that is kept. comments: words may be added to it."""

    level: str
    closes: date
    pulse_id: int
    comments: bool = False


class PulseResults(Struct, frozen=True):
    """A page of the results that the channel has seen, with the day on which each closed, the newest first.

    typed: of when, or about what, as somebody put it, of which `unread` was not understood. term or half_years: when
    that is; item: what it is about.
    """

    network_id: int
    network: str
    today: date
    lines: Sequence[tuple[date, PulseStanding]]
    total: int
    offset: int = 0
    typed: str = ""
    item: str = ""
    term: str = ""
    half_years: Sequence[str] = ()
    unread: str = ""


class CommentForm(Struct, frozen=True):
    """What somebody may write beside their answer. own: what they have written before, as it would be shown."""

    pulse_id: int
    question: str
    closes: date
    threshold: int
    own: str = ""


class KeptComment(Struct, frozen=True):
    """A comment as it would be shown; empty where it was taken back."""

    pulse_id: int
    title: str
    words: str
    closes: date


class PulseResult(Struct, frozen=True):
    """A pulse that closed, and the levels it was answered on. median and spread: None where too few answered.

    participation: how many answered, coarsely, or None where it must not be shown.
    next_level: (label, descriptor) of the level above the median, None at the top or where there is none.
    next_step: what takes the network there. discussion: the question to talk about, where the answers are split.
    """

    title: str
    question: str
    threshold: int
    median: Median | None = None
    spread: Spread | None = None
    participation: Participation | None = None
    next_level: tuple[str, str] | None = None
    scale: Scale = FISO_LEVELS
    pulse_id: int = 0
    next_step: str = ""
    discussion: str = ""


class NextStep(Struct, frozen=True):
    """What an action about a result starts with."""

    pulse_id: int
    network_id: int
    words: str


class Followed(Struct, frozen=True):
    """What was done about a result. on: when the question closed; median: None where the answers had none to tell."""

    title: str
    on: date
    median: Median | None
    done: Sequence[str]


class PulseStanding(Struct, frozen=True):
    """One published pulse. participation: how many answered, coarsely; None where it must not be shown.

    spread: as the result told it.
    """

    title: str
    median: Median
    participation: Participation | None
    spread: Spread | None = None
    scale: Scale = FISO_LEVELS


class ItemTold(Struct, frozen=True):
    """What a published pulse told of an item of the instrument. half_year: the one in which it closed."""

    item_key: str
    half_year: HalfYear
    result: PulseStanding
