"""What each table holds of people, and what becomes of it when somebody is erased.

Every table stands here once, in HOLDINGS or in WITHOUT_PEOPLE; a test walks all models and names what is missing.
A person is erased by taking away what the chat knows them by, in `people`: our id of them then leads to nobody. What is
about them alone goes; what they did as part of a network stays, under that id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, String, Table, cast, or_

from storage.models.every import METADATA


@dataclass(frozen=True)
class Holding:
    """What one table holds of people. Columns are named as in the database.

    people: those that hold our id of somebody. goes: those of them whose row goes with the person. inside: those in
    whose text or JSON our id stands among others. shown: what is told to the person besides, whoever of the row's
    people they are; own: what is told where they stand in that column alone, by its name.
    alone: an `inside` whose row goes where it is about nobody else: a whole text, with {person} for our id.
    """

    table: str
    people: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    alone: tuple[str, Sequence[str]] | None = None

    @property
    def source(self) -> Table:
        return METADATA.tables[self.table]

    def is_about(self, person: str) -> ColumnElement[bool]:
        """The condition on its rows: they have to do with the person."""
        columns = self.source.c
        named = [columns[name] == person for name in self.people]
        return or_(*named, *(cast(columns[name], String).contains(person) for name in self.inside))

    def goes_with(self, person: str) -> ColumnElement[bool] | None:
        """The condition on its rows: they go with the person. None where none ever does."""
        columns = self.source.c
        found = [columns[name] == person for name in self.goes]
        if self.alone is not None:
            name, patterns = self.alone
            found += [cast(columns[name], String).like(one.format(person=person)) for one in patterns]
        return or_(*found) if found else None


HOLDINGS: tuple[Holding, ...] = (
    Holding("memberships", people=("person_id",), shown=("network_id", "school_id", "role", "since", "until")),
    Holding(
        "role_proposals",
        people=("person_id", "proposed_by_id", "answered_by_id"),
        goes=("person_id",),
        shown=("network_id", "school_id", "role", "proposed_at", "status", "answered_at"),
    ),
    Holding("rsvps", people=("person_id",), goes=("person_id",), shown=("meeting_id", "answer", "answered_at")),
    Holding(
        "meetings",
        people=("booked_by_id", "minutes_by_id"),
        shown=("network_id", "starts_at", "place", "status"),
        own={"agenda": "booked_by_id", "summary": "minutes_by_id", "decisions": "minutes_by_id"},
    ),
    Holding(
        "actions",
        people=("owner_person_id", "created_by_id", "done_by_id"),
        shown=("network_id", "what", "due_on", "status", "created_at", "done_at", "drop_reason"),
    ),
    Holding(
        "introductions",
        people=("seil_person_id", "first_person_id", "second_person_id", "seil_answer_by_id"),
        shown=("network_id", "why", "status", "asked_at", "introduced_at"),
        own={"first_answer": "first_person_id", "second_answer": "second_person_id"},
    ),
    Holding(
        "introduction_reports",
        people=("person_id",),
        goes=("person_id",),
        shown=("network_id", "introduction_id", "about", "asked_at", "answer", "line"),
    ),
    Holding(
        "help_requests",
        people=("asked_by_id", "taken_by_id"),
        goes=("asked_by_id",),
        shown=("network_id", "about", "asked_at", "status", "answer", "ended_at"),
        own={"words": "asked_by_id"},
    ),
    Holding(
        "level_revisions",
        people=("proposed_by_id", "confirmed_by_id"),
        shown=("round_id", "item_key", "level", "proposed_at", "confirmed_at"),
        own={"reason": "proposed_by_id"},
    ),
    Holding("agreed_levels", people=("recorded_by_id",), shown=("round_id", "item_key", "level", "recorded_at")),
    Holding("named_ratings", people=("person_id",), goes=("person_id",), shown=("round_id", "item_key", "level")),
    Holding("item_evidence", people=("by_id",), shown=("round_id", "item_key", "words")),
    Holding(
        "bulletins",
        people=("author_id", "approver_id"),
        shown=("title", "status", "written_at", "approved_at"),
        own={"words": "author_id"},
    ),
    Holding("bulletin_copies", people=("meaning_by_id",), shown=("network_id",), own={"meaning": "meaning_by_id"}),
    Holding("bulletin_readings", people=("person_id",), goes=("person_id",), shown=("copy_id",)),
    Holding(
        "bulletin_questions",
        people=("asked_by_id", "answered_by_id"),
        goes=("asked_by_id",),
        shown=("copy_id", "asked_at", "answer", "answered_at"),
        own={"words": "asked_by_id"},
    ),
    Holding(
        "stories",
        people=("author_id", "told_by_id", "passed_by_id", "outcome_by_id"),
        shown=("network_id", "kind", "told_at", "status"),
        own={"words": "author_id", "first_words": "author_id", "outcome": "outcome_by_id"},
    ),
    Holding(
        "first_words",
        people=("written_by_id",),
        goes=("written_by_id",),
        shown=("network_id", "source", "words", "overwritten_at"),
    ),
    Holding(
        "offers",
        people=("person_id",),
        goes=("person_id",),
        shown=("network_id", "side", "words", "answers", "made_at"),
    ),
    Holding(
        "contacts",
        people=("vouched_by_id",),
        shown=("network_id", "name", "organisation", "in_touch_on", "added_at"),
    ),
    Holding(
        "sharing_steps",
        people=("proposed_by_id", "agreed_by_id"),
        shown=("network_id", "step", "proposed_at", "agreed_at", "holds_from", "ended_at"),
    ),
    Holding(
        "group_invitations",
        people=("asked_by_id", "answered_by_id"),
        shown=("network_id", "school_id", "asked_at"),
        own={"answer": "answered_by_id"},
    ),
    Holding("challenges", people=("brought_by_id",), shown=("network_id", "meeting_id", "brought_to", "brought_at")),
    Holding("release_people", people=("person_id",), shown=("network_id", "question", "asked_at")),
    Holding("pulses", people=("started_by_id",), shown=("network_id", "question", "opens_at", "status")),
    Holding(
        "review_rounds",
        people=("proposed_by_id", "approved_by_id", "closed_by_id"),
        shown=("network_id", "number", "status", "proposed_at", "approved_at", "closed_at"),
    ),
    Holding(
        "review_visits",
        people=("lead_person_id", "done_by_id"),
        shown=("network_id", "host_school_id", "reviewer_school_id", "visit_on", "status", "done_at"),
        own={"focus_question": "lead_person_id"},
    ),
    Holding("installations", people=("installed_by_id",), shown=("installed_at",)),
    Holding("holds", people=("person_id",)),
    Holding(
        "deliveries",
        inside=("person_ids", "about", "lane_name"),
        shown=("kind", "network_id", "created_at", "finished_at", "status"),
        alone=("lane_name", ("people:{person}",)),
    ),
    Holding("lanes", inside=("name",), alone=("name", ("people:{person}",))),
    Holding(
        "occasions",
        inside=("key",),
        shown=("network_id", "kind", "due_at", "outcome"),
        alone=("key", ("{person}", "{person}:%")),
    ),
    Holding("audit_entries", inside=("actor", "subject", "details"), shown=("at", "action", "subject")),
)
"""In the order in which they are told. `people` itself is told first."""

HELD_BACK = frozenset({"holds"})
"""Told to whoever looks after the bot alone: a legal hold may not be known to the person."""
BY_CHAT_ID: Mapping[str, str] = {"assessment_raters": "slack_user_id"}
"""What code of before still keeps by the chat's id while its question is open, by the column: it goes, and takes the
drafts along."""

WITHOUT_PEOPLE: Mapping[str, str] = {
    "areas": "places",
    "assessment_results": "numbers",
    "assessment_rounds": "who rates is sealed until the close, and gone then",
    "attendance": "schools",
    "calendar_overrides": "days",
    "draft_ratings": "go with assessment_raters",
    "gates": "pace",
    "handled_requests": "keys of clicks, which say nothing of a person",
    "imported_levels": "levels of a network from before the bot",
    "installation_starts": "digests",
    "joint_groups": "what a group has set, and what came of it",
    "known_channels": "channels",
    "network_links": "networks",
    "networks": "what a network has chosen",
    "open_forms": "sealed under a key that stands in the form alone, for a day",
    "pictures": "what a message shows, for a year",
    "pulse_answers": "filed under a code that nobody can lead back",
    "pulse_comments": "words of which nobody can tell whose they are",
    "pulse_results": "numbers",
    "question_keys": "keys of open questions",
    "regions": "places",
    "releases": "what was told of a question, which is known",
    "review_drop_outs": "schools",
    "review_exclusions": "schools",
    "review_groups": "schools",
    "school_memberships": "schools",
    "schools": "schools",
    "sealed_answers": "sealed, and filed under a code; gone with the close",
    "sealed_comments": "sealed, and filed under a code; gone with the close",
    "sharing_schools": "schools",
    "second_passes": "who rates is sealed until the close, and gone then",
    "second_results": "numbers",
    "seen_requests": "digests, for minutes",
    "workspaces": "workspaces",
}
"""Tables in which nobody can be found, and why. Texts in them may name people all the same."""


def known_tables() -> Collection[str]:
    """Every table of which it is said what it holds of people."""
    return {"people", *(one.table for one in HOLDINGS), *BY_CHAT_ID, *WITHOUT_PEOPLE}
