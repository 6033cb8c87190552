"""What is known of a self-assessment: its round, forms and results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from domain.evidence import Given
from domain.exposure import Before
from domain.instrument import Instrument, Item
from domain.levels import Proposal, Revision
from domain.ratings import FISO_LEVELS, Change, Median, Scale, median_change
from domain.standings import AssessmentStanding, ItemStanding
from facts.networks import RosterChange


class Place(Struct, frozen=True):
    """A network as messages about one of its self-assessments name it; instrument: as in OpenRound."""

    network_id: int
    network: str
    instrument: str = ""


class OpenRound(Struct, frozen=True):
    """A round that is open, as its messages need it. `items` and `parts` count those of its form.

    network: its name, with the instrument's where it uses several. instrument: then its key, else empty.
    raters: user ids of those who rate, fixed at the opening. changes: who changed them since the round before.
    again: the items that were far apart are rated a second time; `closes_at` is when that ends. named: an open round.
    """

    network_id: int
    network: str
    half_year: str
    closes_at: datetime
    zone: ZoneInfo
    items: int
    parts: int
    raters: Sequence[str] = ()
    changes: Sequence[RosterChange] = ()
    again: bool = False
    instrument: str = ""
    named: bool = False


class AssessmentOverview(Struct, frozen=True):
    """Where the self-assessment of a network stands, for somebody for whom no form is open.

    network, instrument: as in OpenRound.
    by_hand: it opens only where somebody opens it. may_choose: whether this person may choose what the network uses.
    `open_until`: it is open, and others rate, the `raters` by user id. `results_at`: it has closed, and results are on
    their way. `opens_on`: when the next one opens, None where the calendar does not say. `withheld`: the half-year of
    the newest round, where that was withheld. `again_until`: some items are rated again till then. `today` is the day
    on the network's wall. The may_ fields say which buttons this person gets.
    """

    network_id: int
    network: str
    zone: ZoneInfo
    today: date
    open_until: datetime | None = None
    raters: Sequence[str] = ()
    results_at: datetime | None = None
    opens_on: date | None = None
    last: AssessmentStanding | None = None
    withheld: str | None = None
    may_see_spread: bool = False
    may_agree: bool = False
    may_confirm: bool = False
    may_open: bool = False
    again_until: datetime | None = None
    may_ask_again: bool = False
    instrument: str = ""
    by_hand: bool = False
    may_choose: bool = False


class InstrumentChoice(Struct, frozen=True):
    """An instrument that a person may mean: its key, its title, and whether it has questions for pulse checks."""

    key: str
    title: str
    has_pulses: bool = True


class Used(Struct, frozen=True):
    """Which of the instruments a network uses, by key.

    by_itself: those that open each half-year by themselves. pulses: the one that pulse checks ask about.
    """

    network_id: int
    network: str
    known: Sequence[InstrumentChoice]
    keys: Sequence[str]
    by_itself: Collection[str]
    pulses: str


class Results(Struct, frozen=True):
    """A revealed round as its messages need it. network, instrument: as in OpenRound."""

    network_id: int
    network: str
    standing: AssessmentStanding
    instrument: str = ""


class NamedResults(Struct, frozen=True):
    """An open round for one of its raters: every item with each one's level, by item key and person."""

    network_id: int
    network: str
    standing: AssessmentStanding
    ratings: Mapping[str, Mapping[str, int]]
    instrument: str = ""


class RatingForm(Struct, frozen=True):
    """One person's form: the round, what it asks, and what they have rated so far (item key to level).

    evidence: what they have brought so far, by item key. before: who rated the last times, for those who rate now.
    may_extend: whether they may set a later closing day, and there is one. may_close: whether they may close it now,
    as all have finished.
    """

    round_id: int
    about: OpenRound
    instrument: Instrument
    ratings: Mapping[str, int] = field(default_factory=dict)
    results_at: datetime | None = None
    may_extend: bool = False
    may_close: bool = False
    evidence: Mapping[str, Given] = field(default_factory=dict)
    before: Before = Before.NOBODY

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.instrument.items if item.key not in self.ratings)

    @property
    def rated(self) -> int:
        return len(self.instrument.items) - len(self.missing)

    @property
    def first_page(self) -> int:
        """The first part with something left to rate, or part 0 where all is rated."""
        for page, pillars in enumerate(self.instrument.parts):
            if any(item.key not in self.ratings for pillar in pillars for item in pillar.items):
                return page
        return 0


class Opening(Struct, frozen=True):
    """A round that the chair or the SEIL may open now, and the closing day proposed for it.

    network: as in OpenRound. instrument: its key.
    """

    network_id: int
    network: str
    half_year: str
    closes_on: date
    raters: Sequence[str]
    instrument: str


class AskAgain(Struct, frozen=True):
    """What chair or SEIL may have rated a second time, by whom, and the closing day proposed for it.

    items: those that the ratings are far apart on. latest: the last closing day that is possible.
    """

    round_id: int
    network: str
    half_year: str
    items: Sequence[ItemStanding]
    raters: Sequence[str]
    closes_on: date
    latest: date


class Extension(Struct, frozen=True):
    """An open round that the chair or the SEIL may give more time.

    until: when it closes now, in words; closes_on: the day proposed; latest: the last one that is possible.
    closing: the day on which it closes now.
    """

    round_id: int
    network: str
    half_year: str
    until: str
    closes_on: date
    latest: date
    closing: date | None = None


class Closing(Struct, frozen=True):
    """An open round that all have finished, so that it may close now. results: when they would come, in words."""

    round_id: int
    about: OpenRound
    results: str


class AgreeForm(Struct, frozen=True):
    """The revealed round for which levels are agreed.

    items: the instrument's, by key. proposals: what waits to be confirmed, by item key. confirmers: who may confirm
    what this person proposes. mine: the evidence that this person has brought while agreeing, by item key.
    history: everything that was proposed for an item, by its key, oldest first.
    """

    network: str
    standing: AssessmentStanding
    items: Mapping[str, Item] = field(default_factory=dict)
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    confirmers: Sequence[str] = ()
    mine: Mapping[str, str] = field(default_factory=dict)
    history: Mapping[str, Sequence[Revision]] = field(default_factory=dict)
    zone: ZoneInfo | None = None


class ConfirmForm(Struct, frozen=True):
    """What others proposed and this person may confirm, by item key."""

    network: str
    half_year: str
    standing: AssessmentStanding
    proposals: Mapping[str, Proposal]


class Confirmed(Struct, frozen=True):
    """count: levels that were confirmed just now; agreed: of so many items.

    told: when the network hears of it, in words; empty where it does not yet.
    """

    count: int
    agreed: int
    items: int
    told: str


class ItemMark(Struct, frozen=True):
    """Where one item stands now; `before` is that of the half-year it is compared with, None where it has none."""

    title: str
    now: Median
    before: Median | None = None

    @property
    def change(self) -> Change | None:
        return median_change(self.before, self.now) if self.before else None


class PillarMarks(Struct, frozen=True):
    """A pillar's items under its title, with the pillar's own median and which way that went, on its scale."""

    title: str
    median: Median
    items: tuple[ItemMark, ...]
    change: Change | None = None
    scale: Scale = FISO_LEVELS


class AssessmentMarks(Struct, frozen=True):
    """The newest result. half_year and before are keys; before is None where nothing came before.

    agreed: for how many items a level was agreed on; for the others their median stands.
    """

    half_year: str
    before: str | None
    pillars: tuple[PillarMarks, ...]
    agreed: int = 0

    @property
    def items(self) -> int:
        return sum(len(pillar.items) for pillar in self.pillars)
