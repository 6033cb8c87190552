"""What has to be before somebody can do a thing: in a house with one of everything (tests/two_workspaces.py), this
much more has happened, is carried by the button, or is filled in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sample
from domain.bulletins import mark_of
from domain.peer_reviews import PARTS
from storage import networks, rating_forms
from storage.models import Base, Membership, Network
from storage.models.agreements import SharingStep
from storage.models.assessments import AssessmentResult, AssessmentRound, LevelRevision
from storage.models.bulletins import Bulletin, BulletinCopy
from storage.models.introductions import Introduction, IntroductionReport
from storage.models.meetings import Meeting
from storage.models.network_links import NetworkLink
from storage.models.peer_reviews import ReviewDropOut, ReviewGroup, ReviewRound, ReviewVisit
from storage.models.pulses import Pulse, PulseResult
from storage.models.schedule import Occasion
from storage.models.stories import Story
from tests.loading import person_id
from tests.two_workspaces import MARK, Strangers

Changes = dict[type[Base], dict[str, Any]]


@dataclass(frozen=True)
class Filled:
    """What stands in a field. kind: text, date, time, person, channel, choice or choices; as a value "@school" is the
    id of that name in the house."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Moment:
    """changed: values of the first workspace's rows, of the table's one of them that buttons carry; lived: what else.

    carried: what the button carries beside or instead; typed: fields of the form.
    """

    changed: Changes = field(default_factory=dict)
    lived: Callable[[AsyncSession, Strangers, datetime], Awaitable[None]] | None = None
    carried: Mapping[str, int | str] = field(default_factory=dict)
    typed: Mapping[str, Filled] = field(default_factory=dict)

    async def bring_about(self, session: AsyncSession, strangers: Strangers, now: datetime) -> None:
        for model, values in self.changed.items():
            row: Any = model
            query = update(row).where(row.workspace_id == strangers.first)
            if model in ROWS:
                query = query.where(row.id == strangers.ids[ROWS[model]])
            await session.execute(query.values({name: _at(name, value, now) for name, value in values.items()}))
        if self.lived is not None:
            await self.lived(session, strangers, now)


def _at(name: str, value: Any, now: datetime) -> Any:
    if not isinstance(value, timedelta):
        return value
    return (now + value).date() if name.endswith("_on") else now + value


ROWS: Mapping[type[Base], str] = {Network: "network", Bulletin: "bulletin"}
"""Of these there are several: the one with the id that buttons carry by that name."""
DAY = timedelta(days=1)
WHY = "assessments.why:trust"
LOST: Changes = {Network: {"channel_id": None, "status": "paused", "status_reason": "deleted"}}
MET: Changes = {Meeting: {"starts_at": -DAY, "ends_at": -DAY, "booked_at": -9 * DAY}}
LONG_THERE: Changes = {Membership: {"since": -99 * DAY}}
VISITED: dict[str, Any] = {"status": "done", "visit_on": -DAY, "done_at": -DAY}
AGREED: dict[str, Any] = VISITED | {"findings_agreed": True, "written_at": -DAY}
ALONE: Changes = {
    ReviewRound: {"status": "approved", "approved_at": -30 * DAY},
    ReviewVisit: {"status": "dropped"},
}
RUNS: Changes = {ReviewRound: {"status": "approved", "approved_at": -30 * DAY}}
INTRODUCED: dict[str, Any] = {
    "status": "introduced",
    "introduced_at": -21 * DAY,
    "first_answer": "yes",
    "second_answer": "yes",
}
OVER: Changes = {
    AssessmentRound: {"status": "revealed", "opens_at": -40 * DAY, "closes_at": -22 * DAY, "closed_at": -22 * DAY}
}
JOINT: Changes = {ReviewRound: {"status": "invited", "joint_network_id": 2, "joint_key": "joint"}}
INVITED: Changes = {ReviewRound: {"status": "invited", "network_id": 2, "joint_network_id": 1, "joint_key": "joint"}}


HOLDS: dict[str, Any] = {"agreed_at": -DAY, "holds_from": -DAY}


def _visit(values: dict[str, Any]) -> Changes:
    """A visit that was held, by schools whose people had their roles before."""
    return {ReviewVisit: values, **LONG_THERE}


CHECKED_BACK: Changes = _visit(AGREED | {"came_of_it_at": -DAY})
NO_ROUND: Changes = {ReviewRound: {"status": "withdrawn"}}


def _of_network(strangers: Strangers) -> dict[str, int]:
    return {"workspace_id": strangers.first, "network_id": strangers.ids["network"]}


async def _left(session: AsyncSession, strangers: Strangers, now: datetime) -> None:
    """The reviewing school cannot do the round, and its host waits for another."""
    ids = strangers.ids
    of_round = {**_of_network(strangers), "round_id": ids["round"], "group_id": ids["group"]}
    session.add(ReviewDropOut(**of_round, school_id=ids["reviewer"], said_at=now))


async def _reports(session: AsyncSession, strangers: Strangers, now: datetime) -> None:
    of_chair = {**_of_network(strangers), "introduction_id": 1, "person_id": person_id("UCHAIR")}
    for about in ("useful", "changed"):
        session.add(IntroductionReport(**of_chair, about=about, asked_at=now, answer="yes"))


async def _takes_over(session: AsyncSession, strangers: Strangers, now: datetime) -> None:
    key, kind = f"{person_id('UNEW')}:{strangers.ids['school']}", "networks.takes_over_question"
    session.add(Occasion(**_of_network(strangers), kind=kind, key=key, due_at=now, outcome="fired", recorded_at=now))


async def _results(session: AsyncSession, strangers: Strangers, now: datetime) -> None:
    of_round = {"workspace_id": strangers.first, "round_id": strangers.ids["round"]}
    item = strangers.words["item"]
    session.add_all(AssessmentResult(**of_round, item_key=item, level=level, count=2) for level in (1, 4))
    proposed = {"level": 2, "reason": "We talked about it.", "proposed_by_id": person_id("USEIL")}
    session.add(LevelRevision(**of_round, item_key=item, **proposed, proposed_at=now))


async def _all_rated(session: AsyncSession, strangers: Strangers, _now: datetime) -> None:
    found = await session.get_one(AssessmentRound, strangers.ids["round"])
    levels = {item["key"]: 2 for pillar in found.instrument["pillars"] for item in pillar["items"]}
    for word in ("UCHAIR", "UEXEC1", "USEIL"):
        await rating_forms.save_draft(session, found, person_id(word), levels)


async def _told(session: AsyncSession, strangers: Strangers, _now: datetime) -> None:
    session.add(PulseResult(workspace_id=strangers.first, pulse_id=strangers.ids["pulse"], level=2, count=9))


async def _chairs_met(session: AsyncSession, strangers: Strangers, now: datetime) -> None:
    met: dict[str, Any] = {**_of_network(strangers), "other_network_id": strangers.ids["linked"]}
    people = {"seil_id": person_id("USEIL"), "first_id": person_id("UCHAIR"), "second_id": person_id("UBIANCHI")}
    session.add(Introduction(**met, **people, why="", status="introduced", asked_at=now, closes_at=now))


async def _two_groups(session: AsyncSession, strangers: Strangers, _now: datetime) -> None:
    there = {strangers.ids[name] for name in ("school", "reviewer", "third")}
    others = [one.id for one in await networks.schools(session, strangers.ids["network"]) if one.id not in there]
    pair = [strangers.ids["third"], others[0]]
    session.add(ReviewGroup(**_of_network(strangers), round_id=strangers.ids["round"], school_ids=pair))


def _words(field: str) -> dict[str, Filled]:
    return {f"peer_reviews.{field}": Filled("text", "Some words")}


def _about(told: str = "") -> Moment:
    return Moment({Introduction: INTRODUCED | {"outcome": told}}, _reports if told else None)


MOMENTS: tuple[tuple[tuple[str, ...], Moment], ...] = (
    (("run.command",), Moment(carried={"command": "/cop-help"})),
    # The network
    (("networks.move_here", "networks.set_up_new"), Moment(LOST)),
    (
        ("networks.setup",),
        Moment(
            LOST,
            typed={
                "name": Filled("text", "Darebin"),
                "calendar": Filled("choice", "victoria"),
                "zone": Filled("choice", "Australia/Melbourne"),
                "min_meetings": Filled("choice", "2"),
                "chair": Filled("person", "UCHAIR"),
            },
        ),
    ),
    (("networks.setup_channel_form",), Moment(typed={"channel": Filled("channel", sample.MERRI_BEK)})),
    (
        ("networks.settings_form",),
        Moment(
            typed={
                "calendar": Filled("choice", "victoria"),
                "zone": Filled("choice", "Australia/Melbourne"),
                "min_meetings": Filled("choice", "2"),
                "threshold": Filled("choice", "5"),
                "posting": Filled("time", "09:00"),
            }
        ),
    ),
    (("networks.person_form",), Moment(typed={"roles": Filled("choices", ["executive"])})),
    (("networks.takes_over",), Moment(lived=_takes_over, carried={"person": person_id("UNEW")})),
    (("networks.school_form",), Moment(typed={"name": Filled("text", "Merri Creek PS")})),
    # Meetings, actions and pulse checks
    (("actions.card_done",), Moment(carried={"by": person_id("UCHAIR")})),
    (
        ("meetings.write_minutes", "meetings.more_actions", "meetings.minutes_form"),
        Moment(MET),
    ),
    (("meetings.change_minutes",), Moment({Meeting: MET[Meeting] | {"status": "held", "minutes_at": -DAY}})),
    (("meetings.took_place",), Moment({Meeting: MET[Meeting] | {"status": "not_held"}})),
    (("pulses.ask", "pulses.confirm_form"), Moment({Pulse: {"status": "withdrawn"}})),
    (("pulses.comment", "pulses.comment_form"), Moment({Pulse: {"comments": True, "asked": 30}})),
    (("pulses.take_up",), Moment({Pulse: {"status": "published", "closed_at": -DAY}}, _told)),
    # The self-assessment
    (
        ("assessments.open",),
        Moment(
            {
                AssessmentRound: {
                    "half_year": "2025-S2",
                    "status": "revealed",
                    "closed_at": -199 * DAY,
                    "opens_at": -220 * DAY,
                    "closes_at": -199 * DAY,
                }
            }
        ),
    ),
    (("assessments.close_early",), Moment(lived=_all_rated)),
    (
        ("assessments.again",),
        Moment(OVER | LONG_THERE, _results, typed={"assessments.closes": Filled("date", "2026-04-22")}),
    ),
    (
        ("assessments.confirm",),
        Moment(OVER, _results, typed={"assessments.confirmed:0": Filled("choices", ["active-engagement:2"])}),
    ),
    (("assessments.agree",), Moment(OVER, _results, typed={WHY: Filled("text", "We talked about it.")})),
    (
        ("assessments.settings",),
        Moment(
            typed={
                "assessments.used": Filled("choices", ["three-pillars"]),
                "assessments.pulses": Filled("choice", "three-pillars"),
            }
        ),
    ),
    # Peer reviews
    (("peer_reviews.start", "peer_reviews.start_form", "peer_reviews.joint"), Moment(NO_ROUND)),
    (("peer_reviews.joint_form",), Moment(NO_ROUND, typed={"peer_reviews.other_network": Filled("choice", "2")})),
    (("peer_reviews.agree", "peer_reviews.decline"), Moment(INVITED)),
    (("peer_reviews.back_out",), Moment(JOINT)),
    (("peer_reviews.extend", "peer_reviews.end", "peer_reviews.extend_form"), Moment(RUNS)),
    (
        ("peer_reviews.replacement", "peer_reviews.without", "peer_reviews.replace_form"),
        Moment(ALONE, _left),
    ),
    (
        ("peer_reviews.date_form",),
        Moment(typed={"peer_reviews.lead": Filled("person", "USINGH")}),
    ),
    (("peer_reviews.done",), Moment({ReviewVisit: {"status": "dated", "visit_on": -DAY}})),
    (("peer_reviews.record_form",), Moment(typed={"peer_reviews.when": Filled("date", "2026-04-16")})),
    (
        ("peer_reviews.settings_form",),
        Moment(
            typed={
                "peer_reviews.size": Filled("choice", "2"),
                "peer_reviews.most_visits": Filled("choice", "3"),
            }
        ),
    ),
    (
        ("peer_reviews.swap_form",),
        Moment(
            lived=_two_groups,
            typed={"peer_reviews.one": Filled("choice", "@school"), "peer_reviews.other": Filled("choice", "@third")},
        ),
    ),
    (("peer_reviews.days_form",), Moment(typed={"peer_reviews.proposed_day_1": Filled("date", "2026-05-20")})),
    (
        ("peer_reviews.take_day",),
        Moment({ReviewVisit: {"proposed_days": [{"on": "2026-05-20", "at": None, "by": 0}]}}, carried={"day": 0}),
    ),
    (("peer_reviews.draft",), Moment(_visit(VISITED))),
    (("peer_reviews.draft_form",), Moment(_visit(VISITED), typed=_words("draft"))),
    (
        ("peer_reviews.findings_form",),
        Moment(
            _visit(VISITED),
            typed={**_words("findings"), "peer_reviews.shared": Filled("choice", "network")},
        ),
    ),
    (("peer_reviews.read", "peer_reviews.follow_up"), Moment(_visit(AGREED))),
    (
        ("peer_reviews.follow_up_form",),
        Moment(
            _visit(AGREED),
            typed={
                "peer_reviews.follow_up_kind": Filled("choice", "call"),
                "peer_reviews.follow_up_on": Filled("date", "2026-04-16"),
            },
        ),
    ),
    (("peer_reviews.came_form",), Moment(_visit(AGREED), typed=_words("came_of_it"))),
    (
        ("peer_reviews.share_form",),
        Moment(
            _visit(AGREED),
            typed={f"peer_reviews.share_part_{part}": Filled("choice", "network") for part in PARTS},
        ),
    ),
    (("peer_reviews.close",), Moment(CHECKED_BACK)),
    (("peer_reviews.close_form",), Moment(CHECKED_BACK, typed=_words("closing_line"))),
    # Introductions, and what networks show
    (("introductions.outcome",), _about()),
    (
        tuple(f"introductions.{one}" for one in ("useful", "changed", "say_next", "say_change")),
        _about("met"),
    ),
    (("introductions.next_form", "introductions.change_form"), _about("met")),
    (("introductions.let",), Moment({Introduction: {"seil_answer": "awaited"}})),
    (("showcases.link",), Moment({NetworkLink: {"ended_at": -DAY}}, _chairs_met)),
    (
        ("showcases.link_form",),
        Moment({NetworkLink: {"ended_at": -DAY}}, _chairs_met, typed={"other": Filled("choice", "2")}),
    ),
    (("showcases.link_end",), Moment({NetworkLink: {"agreed_at": -DAY}})),
    (
        ("groups.start_form",),
        Moment(
            typed={
                "name": Filled("text", "Writing, Years 5 to 8"),
                "about": Filled("choice", "fiso-data"),
                "until": Filled("date", "2026-09-11"),
            }
        ),
    ),
    (("groups.ask_form",), Moment(typed={"schools_1": Filled("choices", ["@third"])})),
    (("groups.extend_form",), Moment(typed={"until": Filled("date", "2026-09-11")})),
    (("agreements.propose",), Moment({SharingStep: {"ended_at": -DAY}})),
    (("agreements.keep", "agreements.schools"), Moment({SharingStep: HOLDS})),
    (("agreements.lower", "agreements.go_along"), Moment({SharingStep: HOLDS}, carried={"step": 1})),
    (
        ("agreements.linked",),
        Moment({SharingStep: HOLDS | {"step": 3, "network_id": 2}, NetworkLink: {"agreed_at": -DAY}}),
    ),
    # Notices and what is sent up
    (("bulletins.new", "bulletins.change", "bulletins.preview_form"), Moment({Bulletin: {"status": "draft"}})),
    (
        ("bulletins.write_form",),
        Moment(
            {Bulletin: {"status": "draft"}},
            typed={"to": Filled("choices", ["network:1"]), "approver": Filled("person", "UAREA")},
        ),
    ),
    (
        ("bulletins.approve",),
        Moment(carried={"seen": mark_of(f"{MARK} title", f"{MARK} words", ["network:1"], date(2026, 4, 26))}),
    ),
    (
        ("bulletins.add_meaning", "bulletins.meaning_form", "bulletins.let_go"),
        Moment({BulletinCopy: {"status": "waiting"}}),
    ),
    (("stories.pass_on", "stories.pass_on_form", "stories.keep"), Moment({Story: {"status": "with_seil"}})),
    (("stories.tell_back", "stories.tell_back_form"), Moment({Story: {"status": "passed_on"}})),
    (("stories.tell_form",), Moment(typed={"kind": Filled("choice", "success"), "author": Filled("person", "ULEE")})),
    (
        ("offers.add_form",),
        Moment(typed={"side": Filled("choice", "need"), "about": Filled("choice", "active-engagement")}),
    ),
    (
        ("contacts.save_form",),
        Moment(
            typed={
                "kind": Filled("choice", "university"),
                "about": Filled("choice", "active-engagement"),
                "organisation": Filled("text", "Grapefruit University"),
                "email": Filled("text", "ng@grapefruit.example"),
                "in_touch": Filled("date", "2026-04-16"),
                "consent_on": Filled("date", "2026-04-16"),
                "consent_how": Filled("choice", "in_person"),
            }
        ),
    ),
)
