"""What the bot says about peer reviews, as people read it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from domain.peer_reviews import VisitStatus
from facts.peer_reviews import (
    AboutSchool,
    ApprovedRound,
    Arrangement,
    GroupCard,
    GroupLine,
    Invitation,
    JointForm,
    ProposedDay,
    ProposedGroup,
    ProposedRest,
    ProposedRound,
    Replacements,
    ReviewOverview,
    ReviewWays,
    ReviewYear,
    RoundCounts,
    RoundEnd,
    RoundForm,
    VisitLine,
    VisitNews,
    VisitRecord,
)
from prompts.message import Message, View
from prompts.peer_reviews import (
    about,
    agreeing,
    arranging,
    following_up,
    joint,
    looking_back,
    preparing,
    replacing,
    settings,
    sharing,
    together,
)
from prompts.peer_reviews import (
    cards as peer_reviews,
)
from prompts.peer_reviews import (
    posts as peer_reviews_posts,
)
from prompts.peer_reviews import (
    rounds as peer_reviews_rounds,
)
from prompts.peer_reviews import (
    visits as peer_reviews_visits,
)
from tests.prompts.golden import check_golden, check_limits

COBURG, PASCOE, FAWKNER = "Coburg Lake Primary School", "Pascoe Hill Primary School", "Fawkner Rise Secondary College"
DUE = date(2026, 6, 16)
DAY = date(2026, 5, 28)
PLANNED = VisitLine(1, COBURG, PASCOE, "planned", mine=True, step="prepare", step_number=1)
DATED = VisitLine(2, PASCOE, COBURG, "dated", DAY, mine=True, is_host=True, prepared=True, step="visit", step_number=3)
DONE = VisitLine(3, FAWKNER, COBURG, "done", DAY, mine=True, is_host=True, step="findings", step_number=4)
SHARED = VisitLine(4, FAWKNER, PASCOE, "done", DAY, findings_agreed=True, readable=True)
DROPPED = VisitLine(5, PASCOE, FAWKNER, "dropped")
NEWS = VisitNews(2, 1, PASCOE, COBURG, DAY, "How do we teach writing?", ("ULEE",), "The planner in use")
VISIT = VisitRecord(
    2,
    PASCOE,
    COBURG,
    "How do we teach writing?",
    DAY,
    "UEXEC1",
    "Six classrooms, two interviews.",
    date(2026, 8, 6),
    "The planner in use",
    "We plan writing together.",
    "leaders",
    date(2026, 6, 11),
)
PROPOSED = ProposedRound(
    3,
    "Merri-bek",
    2,
    DUE,
    (
        ProposedGroup((COBURG, PASCOE), metres=420),
        ProposedGroup((FAWKNER, "Merri Weir Primary School", "Moreland Park Primary School"), metres=7_500),
    ),
    left_out=(("Hadfield Specialist School", None), ("Glenroy Gardens Primary School", DAY)),
    silent=("Moreland Park Primary School",),
)
REPEATING = ProposedRound(
    3,
    "Merri-bek",
    4,
    None,
    (ProposedGroup((COBURG, PASCOE), 2, 1, 3_900), ProposedGroup((FAWKNER, "Merri Weir Primary School"))),
)
PREPARED = replace(
    VISIT,
    self_review={"well": "Reading is strong.", "hard": "Writing at length."},
    protocol="learning_walk",
    prepared=True,
)
ARRANGED = Arrangement(
    3,
    ((1, COBURG), (2, PASCOE)),
    ((1, COBURG), (2, PASCOE)),
    ((9, (COBURG, FAWKNER)),),
    (2,),
    ((date(2026, 7, 13), "Term 3, 2026"),),
)
ALL_MET = ProposedRound(3, "Merri-bek", 4, None, (ProposedGroup((COBURG, PASCOE), 3, 1),))
NONE_YET = ReviewOverview(1, "Merri-bek", None, None, RoundCounts(), [], None, True)
RUNNING = ReviewOverview(
    1,
    "Merri-bek",
    2,
    DUE,
    RoundCounts(9, 5, 1, 3, 2, 1),
    [],
    None,
    True,
    sees_schools=True,
    round_id=3,
    groups=[
        GroupLine((COBURG, FAWKNER), 2, 2),
        GroupLine((PASCOE, "Merri Weir Primary School", "Moreland Park Primary School"), 1, 3, 1, DAY),
        GroupLine(("Hadfield Specialist School", "Glenroy Gardens Primary School"), 0, 2),
    ],
    shared=[SHARED],
)
REPLACING = Replacements(
    3,
    "Merri-bek",
    2,
    (FAWKNER,),
    (
        ProposedGroup((COBURG, PASCOE, "Merri Weir Primary School"), metres=4_200),
        ProposedGroup((FAWKNER, "Moreland Park Primary School"), free="Moreland Park Primary School"),
        ProposedGroup(("Hadfield Specialist School", "Glenroy Gardens Primary School"), goes_on=True),
    ),
    seen=7,
)
LINKS = (("https://files.example/planner", "Planner"), ("https://files.example/samples", ""))
INVITATION = Invitation(7, "Merri-bek", "Moonee Valley", DUE)
END = RoundEnd(3, "Merri-bek", 2, RoundCounts(9, 5, 1, 3, 3), date(2026, 7, 24), DUE)
SCHOOLS = [(COBURG, ["UEXEC1"]), (PASCOE, ["ULEE"])]
SAID: dict[str, Message | View] = {
    "overview_first": peer_reviews.overview_message(NONE_YET),
    "overview_first_proposed": peer_reviews.overview_message(replace(NONE_YET, proposed=1)),
    "overview_first_member": peer_reviews.overview_message(replace(NONE_YET, may_start=False)),
    "overview_principal": peer_reviews.overview_message(
        replace(RUNNING, visits=[PLANNED, DATED, DONE], may_start=False, groups=())
    ),
    "overview_chair": peer_reviews.overview_message(replace(RUNNING, visits=[PLANNED, DATED])),
    "overview_over": peer_reviews.overview_message(replace(RUNNING, shared=(), is_over=True)),
    "overview_closed": peer_reviews.overview_message(
        replace(RUNNING, shared=(), is_closed=True, counts=RoundCounts(9, 8, 1, checked_back=2), proposed=3)
    ),
    "more_time": peer_reviews_rounds.more_time_view(END),
    "ended": peer_reviews_rounds.ended_notice(END),
    "came_form": peer_reviews_visits.came_view(replace(VISIT, came_of_it="We plan in pairs.")),
    "shared": peer_reviews_posts.shared_message(NEWS),
    "unshared": peer_reviews_posts.unshared_message(NEWS),
    "came_of_it": peer_reviews_posts.came_of_it_message(NEWS),
    "checked_back": peer_reviews_posts.checked_back_message(NEWS),
    "dated_at": peer_reviews_posts.dated_message(replace(NEWS, visit_time=time(9, 30)), DAY),
    "check_back_agreed": peer_reviews_posts.check_back_message(replace(NEWS, findings_agreed=True)),
    "dropped": peer_reviews_posts.dropped_message(NEWS),
    "successor": peer_reviews_posts.successor_message(
        COBURG, GroupCard("Merri-bek", 2, DUE, SCHOOLS, [PLANNED, DATED], ["", "How do we teach writing?"])
    ),
    "longer": peer_reviews_posts.longer_message(DUE),
    "not_held": peer_reviews_posts.not_held_message([DROPPED]),
    "over": peer_reviews_posts.over_message(END),
    "over_all_done": peer_reviews_posts.ended_message(replace(END, counts=RoundCounts(9, 9))),
    "over_goes_on": peer_reviews_posts.goes_on_message(END),
    "start": peer_reviews_rounds.start_view(RoundForm(1, ((1, COBURG), (2, PASCOE)), DUE)),
    "proposal": peer_reviews_rounds.proposal_view(PROPOSED),
    "proposal_kept": peer_reviews_rounds.proposal_view(
        replace(PROPOSED, groups=(replace(PROPOSED.groups[0], group_id=7, kept=True),))
    ),
    "proposal_rests": peer_reviews_rounds.proposal_view(
        replace(REPEATING, rests=ProposedRest("Moreland Park Primary School", 4))
    ),
    "proposal_rests_again": peer_reviews_rounds.proposal_view(
        replace(REPEATING, rests=ProposedRest("Moreland Park Primary School", 2, last=3, kept=True))
    ),
    "rests": peer_reviews_posts.rests_message(FAWKNER, "Merri-bek", 2),
    "takes_part": peer_reviews_posts.takes_part_message(FAWKNER),
    "overview_rests": peer_reviews.overview_message(replace(RUNNING, rests=FAWKNER, shared=(), groups=())),
    "undated_still": peer_reviews_posts.undated_message([PLANNED], 5, 2),
    "prepare_form": preparing.prepare_view(PREPARED),
    "preparation": preparing.prepared_view(PREPARED),
    "preparation_none": preparing.prepared_view(replace(VISIT, focus="")),
    "prepared": peer_reviews_posts.prepared_message(NEWS),
    "follow_up_form": following_up.follow_up_view(replace(VISIT, follow_up_kind="call", follow_up_on=DAY)),
    "follow_up": peer_reviews_posts.follow_up_message(NEWS),
    "followed_up": peer_reviews_posts.followed_up_message(NEWS),
    "swap_form": arranging.swap_view(ARRANGED),
    "apart_form": arranging.apart_view(ARRANGED),
    "apart_form_first": arranging.apart_view(replace(ARRANGED, apart=())),
    "sit_out_form": arranging.sit_out_view(ARRANGED),
    "proposal_repeating": peer_reviews_rounds.proposal_view(REPEATING),
    "proposal_all_met": peer_reviews_rounds.proposal_view(ALL_MET),
    "approved": peer_reviews_rounds.approved_view(ApprovedRound("Merri-bek", 2, 4, 4)),
    "approved_some": peer_reviews_rounds.approved_view(ApprovedRound("Merri-bek", 2, 4, 3)),
    "withdrawn": peer_reviews_rounds.withdrawn_view(2),
    "card_pair": peer_reviews.card(
        GroupCard("Merri-bek", 2, DUE, SCHOOLS, [PLANNED, DATED], ["", "How do we teach writing?"])
    ),
    "card_trio": peer_reviews.card(
        GroupCard("Merri-bek", 2, DUE, [*SCHOOLS, (FAWKNER, [])], [PLANNED, DONE, DROPPED], ["", "", ""])
    ),
    "date_form": peer_reviews_visits.date_view(VISIT),
    "record_form": peer_reviews_visits.record_view(VISIT),
    "findings_form": peer_reviews_visits.findings_view(VISIT),
    "findings_read": peer_reviews_visits.read_view(VISIT),
    "dated": peer_reviews_posts.dated_message(NEWS),
    "dated_again": peer_reviews_posts.dated_message(NEWS, DAY - timedelta(days=2)),
    "tomorrow": peer_reviews_posts.tomorrow_message(NEWS, DAY - timedelta(days=1)),
    "tomorrow_a_friday": peer_reviews_posts.tomorrow_message(NEWS, DAY - timedelta(days=3)),
    "tomorrow_late": peer_reviews_posts.tomorrow_message(NEWS, DAY),
    "settled_moved": peer_reviews_posts.settled_message(NEWS, VisitStatus.DATED),
    "settled_done": peer_reviews_posts.settled_message(NEWS, VisitStatus.DONE),
    "settled_dropped": peer_reviews_posts.settled_message(NEWS, VisitStatus.DROPPED),
    "settled_dates": peer_reviews_posts.undated_message([], 5),
    "was_it_done": peer_reviews_posts.was_it_done_message(NEWS),
    "recorded": peer_reviews_posts.recorded_message(NEWS),
    "agreed": peer_reviews_posts.agreed_message(NEWS),
    "check_back": peer_reviews_posts.check_back_message(NEWS),
    "undated": peer_reviews_posts.undated_message([PLANNED], 5),
    "round_waits": peer_reviews_posts.round_waits_message("Merri-bek", 1, 3),
    "round_waits_no_more": peer_reviews_posts.round_settled_message("Merri-bek"),
    "proposal_clusters": peer_reviews_rounds.proposal_view(
        replace(
            PROPOSED,
            groups=(
                ProposedGroup((COBURG, PASCOE, FAWKNER, "Merri Weir Primary School"), metres=7_500, focus="data"),
                ProposedGroup((COBURG, PASCOE), helps=(PASCOE, COBURG), types="alike", one_way=True),
            ),
            left_out=(),
            silent=(),
        )
    ),
    "card_one_way": peer_reviews.card(GroupCard("Merri-bek", 2, DUE, SCHOOLS, [PLANNED], [""], 5)),
    "card_cluster": peer_reviews.card(
        GroupCard(
            "Merri-bek",
            2,
            DUE,
            [*SCHOOLS, (FAWKNER, []), ("Merri Weir Primary School", ["UCHAIR"])],
            [PLANNED, DATED],
            ["", ""],
            5,
        )
    ),
    "proposal_joint": peer_reviews_rounds.proposal_view(
        replace(PROPOSED, joint_with="Moonee Valley", left_out=(), silent=())
    ),
    "approved_joint": peer_reviews_rounds.approved_view(ApprovedRound("Merri-bek", 2, 0, 0, waits_for="Moonee Valley")),
    "drawing": peer_reviews_rounds.proposal_or_later(None),
    "drawn": peer_reviews_posts.drawn_message("Merri-bek", 1, 3),
    "not_drawn": peer_reviews_posts.not_drawn_message("Merri-bek", "peer_reviews.wrong_too_few"),
    "joint_waits": peer_reviews_posts.joint_waits_message("Merri-bek", 1, "Moonee Valley"),
    "joint_form": joint.joint_view(JointForm(1, "Merri-bek", ((2, "Moonee Valley"),), DUE)),
    "invited": joint.invited_message(INVITATION),
    "invited_settled": joint.answered_message(INVITATION),
    "not_joint": joint.not_joint_message(INVITATION),
    "overview_invited": peer_reviews.overview_message(
        replace(NONE_YET, joint=("invited", "Moonee Valley"), not_begun_id=7)
    ),
    "overview_vacant": peer_reviews.overview_message(
        replace(NONE_YET, joint=("vacant", "Moonee Valley"), not_begun_id=7)
    ),
    "drafted": peer_reviews_posts.drafted_message(NEWS),
    "no_findings": peer_reviews_posts.no_findings_message(replace(NEWS, group_id=5)),
    "not_closed": peer_reviews_posts.not_closed_message(NEWS),
    "days_form": agreeing.days_view(VISIT),
    "days_proposed": agreeing.days_message(
        NEWS, [ProposedDay(COBURG, DAY, time(9, 30)), ProposedDay(COBURG, DAY + timedelta(days=1))]
    ),
    "closed": peer_reviews_posts.closed_message(NEWS),
    "shared_parts": peer_reviews_posts.shared_message(NEWS, ["focus", "evidence", "actions"]),
    "draft_form": together.draft_view(replace(VISIT, draft="We plan writing together.", links=LINKS)),
    "closing_form": together.closing_view(replace(VISIT, line="Worth the day.")),
    "sharing_form": sharing.sharing_view(replace(VISIT, sharing={"evidence": "chair", "findings": "network"})),
    "record_read": peer_reviews_visits.read_view(
        replace(
            VISIT,
            links=LINKS,
            actions=(("Try the planner", DAY, "open"), ("Send the scope", DAY, "done")),
            closing=("Worth the day.", ""),
        )
    ),
    "card_closed": peer_reviews.card(
        GroupCard("Merri-bek", 2, DUE, SCHOOLS, [replace(DONE, checked_back=True, closed_by=(True, True))], [""], 5)
    ),
    "year": looking_back.year_message(
        ReviewYear("Merri-bek", 2026, 2, 18, 14, 1, 3, 6, 5, 4, schools=9, schools_visited=8, new_pairs=7, rested=2)
    ),
    "year_none": looking_back.year_message(ReviewYear("Merri-bek", 2026, 0)),
    "overview_asked": peer_reviews.overview_message(replace(NONE_YET, invitations=[(7, "Moonee Valley")])),
    "about_form": about.about_view(AboutSchool(1, 2, COBURG, "data", "", "voice")),
    "settings_form": settings.settings_view(ReviewWays(1, "Merri-bek", "half_year")),
    "settings_form_rests": settings.settings_view(ReviewWays(1, "Merri-bek", odd="rest")),
    "left": peer_reviews_posts.left_message(FAWKNER),
    "replace": peer_reviews_posts.replace_message(FAWKNER, REPLACING),
    "replace_nobody": peer_reviews_posts.replace_message(FAWKNER, replace(REPLACING, groups=(), alone=())),
    "replace_settled": peer_reviews_posts.replaced_message(FAWKNER, "Merri-bek", 2),
    "replacement_form": replacing.replacement_view(REPLACING),
    "replacement_form_changed": replacing.replacement_view(replace(REPLACING, alone=(COBURG,)), changed=True),
    "moved_card": peer_reviews_posts.moved_card_message([COBURG, PASCOE, "Merri Weir Primary School"]),
    "no_partner": peer_reviews_posts.no_partner_message(FAWKNER),
    "overview_replacing": peer_reviews.overview_message(
        replace(RUNNING, replacing=True, visits=[PLANNED], my_groups=[5], groups=(), shared=())
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_reads_well(name: str) -> None:
    check_golden(f"peer_reviews/{name}", SAID[name])


def test_thirty_schools_with_long_names_fit() -> None:
    names = [f"Saint Somebody's Very Long Named Community College, Campus {n}" for n in range(30)]
    pairs = tuple(zip(names[::2], names[1::2], strict=True))
    lines = [
        VisitLine(n, host, reviewer, "done", DAY, findings_agreed=True, readable=True)
        for n, (host, reviewer) in enumerate([*pairs, *(pair[::-1] for pair in pairs)])
    ]
    for said in (
        peer_reviews_rounds.proposal_view(
            ProposedRound(
                1, "Merri-bek", 1, DUE, tuple(ProposedGroup(pair, 12, 1, 99_900) for pair in pairs), silent=tuple(names)
            )
        ),
        peer_reviews.overview_message(
            replace(RUNNING, shared=lines, groups=[GroupLine(pair, 1, 2, 1) for pair in pairs])
        ),
        peer_reviews_rounds.start_view(RoundForm(1, tuple(enumerate(names)), DUE)),
    ):
        text = str(said.elements)
        assert "Campus 0" in text
        assert "Campus 29" in text
        check_limits(said)
