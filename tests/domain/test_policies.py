"""Walks docs/permissions.md, role by row, and asks the policies the same."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain import policies
from domain.errors import Refused
from domain.policies import Actor, Allowed, Answer, Denied, Grant, Role
from prompts.notices import spoken

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
HERE, ELSEWHERE, FAR = 1, 2, 3
AREA, OTHER_AREA = 1, 2
ME, SOMEBODY = "U_ME", "U_SOMEBODY"

# Each row of the page as the question it stands for.
QUESTIONS: dict[str, Callable[[Actor], Answer]] = {
    "make a channel into a network's": lambda a: policies.can_setup_network(a, None),
    "set up again a channel that has a network": lambda a: policies.can_setup_network(a, HERE),
    "see roster and settings": lambda a: policies.can_see_network(a, HERE, AREA),
    "change settings": lambda a: policies.can_change_network(a, HERE),
    "say which area the network belongs to": policies.can_set_area,
    "add and remove schools and people": lambda a: policies.can_change_roster(a, HERE),
    "give a role of the school one leads": lambda a: policies.can_fill_school(a, HERE, SOMEBODY, {ME}),
    "give a role of a school that somebody else leads": lambda a: policies.can_fill_school(
        a, HERE, SOMEBODY, {"U_OTHER"}
    ),
    "give a role of a school that nobody leads": lambda a: policies.can_fill_school(a, HERE, SOMEBODY, set()),
    "ask for a school's role for somebody": lambda a: policies.can_give_role(a, HERE, Role.DELEGATE),
    "make somebody chair, executive or SEIL": lambda a: policies.can_give_role(a, HERE, Role.CHAIR),
    "make somebody area director or central office": lambda a: policies.can_give_role(a, HERE, Role.CENTRAL),
    "say that a school has a new principal": lambda a: policies.can_replace_principal(a, HERE, has_chair=True),
    "say so while there is no chair": lambda a: policies.can_replace_principal(a, HERE, has_chair=False),
    "join with one's own school": lambda a: policies.can_join_network(a, HERE),
    "book, move or cancel a meeting": lambda a: policies.can_book_meeting(a, HERE),
    "answer an invitation": lambda a: policies.can_answer_rsvp(a, HERE),
    "record what a meeting decided": lambda a: policies.can_record_minutes(a, HERE),
    "see the open actions and their owners": lambda a: policies.can_see_actions(a, HERE),
    "see who is overdue with an action": lambda a: policies.can_see_who_is_overdue(a, HERE),
    "add an action": lambda a: policies.can_add_action(a, HERE),
    "change one's own action": lambda a: policies.can_complete_action(a, HERE, ME),
    "change somebody else's action": lambda a: policies.can_complete_action(a, HERE, SOMEBODY),
    "change somebody else's action that is overdue": lambda a: (
        policies.can_complete_action(a, HERE, SOMEBODY) and policies.can_see_who_is_overdue(a, HERE)
    ),
    "open, extend, close or repeat the self-assessment": lambda a: policies.can_open_assessment(a, HERE),
    "rate the network": lambda a: policies.can_rate_assessment(a, HERE),
    "see how ratings are spread, item by item": lambda a: policies.can_see_assessment_spread(a, HERE),
    "propose the levels to agree on": lambda a: policies.can_agree_levels(a, HERE),
    "confirm the levels that another leader proposed": lambda a: policies.can_confirm_levels(a, HERE),
    "start a pulse check": lambda a: policies.can_start_pulse(a, HERE),
    "withdraw one's own pulse check": lambda a: policies.can_withdraw_pulse(a, HERE, ME),
    "withdraw somebody else's, or the week's": lambda a: (
        policies.can_withdraw_pulse(a, HERE, SOMEBODY) and policies.can_withdraw_pulse(a, HERE, None)
    ),
    "answer a pulse check": lambda a: policies.can_answer_pulse(a, HERE),
    "read earlier results of pulse checks": lambda a: policies.can_see_pulse_results(a, HERE),
    "start a round, say how the network reviews": lambda a: policies.can_propose_review_round(a, HERE),
    "change, approve or withdraw a proposal, keep schools apart, decide who takes a school's place, give a round more "
    "time or end it": lambda a: policies.can_approve_review_round(a, HERE),
    "see where single schools of a round stand, and who has reviewed whom": (
        lambda a: policies.can_see_where_schools_stand(a, HERE)
    ),
    "ask another network for a round of both, take that back": lambda a: policies.can_propose_review_round(a, HERE),
    "agree to, approve or decline a round with another network that asks": lambda a: policies.can_approve_review_round(
        a, HERE
    ),
    "record a visit between one's own school and one of another network": lambda a: policies.can_record_review(
        a, ELSEWHERE, {ME}, beside={HERE}
    ),
    "say what one's own school works on, is strong in and finds hard": lambda a: policies.can_describe_school(
        a, HERE, {ME}
    ),
    "say that one's own school cannot do a round": lambda a: policies.can_leave_review_round(a, HERE, {ME}),
    "record a review of one's own school or visit": lambda a: policies.can_record_review(a, HERE, {ME}),
    "record a review between other schools": lambda a: policies.can_record_review(a, HERE, {SOMEBODY}),
    "draft findings with the other school, close a review of one's own school": lambda a: policies.can_record_review(
        a, HERE, {ME}
    ),
    "write or share findings on one's own school": lambda a: policies.can_record_review_findings(a, HERE, {ME}),
    "write or share findings on another school": lambda a: policies.can_record_review_findings(a, HERE, {SOMEBODY}),
    "see findings of a review one's school is in": lambda a: policies.can_see_review_findings(a, HERE, {ME}, False),
    "see findings from before one had the school's role": lambda a: policies.can_see_review_findings(
        a, HERE, set(), False
    ),
    "see findings that the host has shared": lambda a: policies.can_see_review_findings(a, HERE, {SOMEBODY}, True),
    "see findings that the host has not shared": lambda a: policies.can_see_review_findings(a, HERE, {SOMEBODY}, False),
    "introduce people of the network": lambda a: policies.can_introduce(a, [HERE]),
    "introduce people of two networks, one not theirs": lambda a: policies.can_introduce(a, [HERE, FAR]),
    "introduce somebody of the network and a guest": lambda a: policies.can_introduce(a, [HERE], with_guest=True),
    "introduce people beyond a network of one's own making": lambda a: policies.can_introduce(
        of_own_making(a), [HERE], with_guest=True
    ),
    "ask the SEIL for help, in private": lambda a: policies.can_ask_seil(a, HERE),
    "see and answer what people ask the SEIL": lambda a: policies.can_answer_help_request(a, HERE),
    "see the questions before a meeting, and bring one up": lambda a: policies.can_bring_challenge(a, HERE),
    "write or approve a notice to the network, and answer its questions": lambda a: policies.can_write_bulletin(
        a, HERE, AREA
    ),
    "take back a notice whose author and approver have left their roles": lambda a: policies.can_take_bulletin_back(
        a, own=False, left=True, places=[(HERE, AREA)]
    ),
    "add to a notice what it means in the network": lambda a: policies.can_add_meaning(a, HERE),
    "say that one understood a notice, or ask back": lambda a: policies.can_answer_bulletin(a, HERE),
    "say whether another SEIL may introduce somebody of the network": lambda a: policies.can_let_introduce(a, HERE),
    "say what one needs and what one can offer": lambda a: policies.can_offer(a, HERE),
    "see what people of the network need, and who may help": lambda a: policies.can_see_offers(a, HERE),
    "choose what other networks see of one's own": lambda a: policies.can_show_network(a, HERE),
    "see what other networks show": lambda a: policies.can_find_networks(a, HERE),
    "ask the SEIL for a link with one of them": lambda a: policies.can_ask_for_link(a, HERE),
    "see who chairs one of them, to introduce the chairs": lambda a: policies.can_introduce_chairs(a, HERE),
    "see what other networks show, of a network of one's own making": lambda a: policies.can_find_networks(
        replace(a, grants=frozenset(replace(grant, self_made=True) for grant in a.grants)), HERE
    ),
    "see what the network shares and with whom": lambda a: policies.can_see_agreement(a, HERE, AREA),
    "propose the next step of that, go back one, say that it is still right": lambda a: policies.can_propose_sharing(
        a, HERE
    ),
    "say yes to a step that another leader proposed": lambda a: policies.can_agree_sharing(a, HERE),
    "say how far one's own school goes along": lambda a: policies.can_choose_sharing(a, HERE, {ME}),
    "say how far another school goes along": lambda a: policies.can_choose_sharing(a, HERE, {SOMEBODY}),
    "see what its schools show each other": lambda a: policies.can_see_shared(a, HERE),
    "see what a linked network shows": lambda a: policies.can_see_linked(a, HERE),
    "keep contacts outside the schools, and see those of the region": lambda a: policies.can_keep_contacts(a, HERE),
    "link the network with another, whose chair says yes too": lambda a: policies.can_link_networks(a, HERE),
    "end a link": lambda a: policies.can_end_link(a, HERE),
    "start a joint group, and ask the network's schools into one": lambda a: policies.can_start_group(a, HERE),
    "see the joint groups that one is in": lambda a: policies.can_see_groups(a, HERE),
    "extend and end a joint group that one leads": lambda a: policies.can_lead_group(a, HERE),
    "say whether one's own school joins a joint group, and let it leave": lambda a: policies.can_join_group(
        a, [HERE], {ME}
    ),
    "say so for another school": lambda a: policies.can_join_group(a, [HERE], {SOMEBODY}),
    "see the summary of a joint group, by one's role in it": lambda a: policies.can_see_summary(
        a, HERE, policies.OUT_OF_SIGHT
    ),
    "send a success or feedback of the network up": lambda a: policies.can_tell_story(a, HERE),
    "see what the network sends up, and pass it on": lambda a: policies.can_curate_stories(a, HERE),
    "read what was passed on, and say what became of it": lambda a: policies.can_read_stories(a, HERE, AREA),
    "see one's own desk": lambda a: policies.can_see_desk(a, HERE),
    "see a summary, the years, and leaders beside schools, by pillar": lambda a: policies.can_see_summary(
        a, HERE, AREA
    ),
    "see the whole summary, the years, and leaders beside schools, by item": lambda a: policies.can_see_whole_summary(
        a, HERE
    ),
    "share the safe summary in the channel": lambda a: policies.can_share_summary(a, HERE),
}


def holding(*grants: Grant) -> Actor:
    return Actor(ME, frozenset(grants))


# Area directors and central office are listed with another network, to show how far they see from there.
PEOPLE = {
    "chair": holding(Grant(Role.CHAIR, HERE, AREA)),
    "executive": holding(Grant(Role.EXECUTIVE, HERE, AREA)),
    "member": holding(Grant(Role.MEMBER, HERE, AREA)),
    "delegate": holding(Grant(Role.DELEGATE, HERE, AREA)),
    "SEIL": holding(Grant(Role.SEIL, HERE, AREA)),
    "area director": holding(Grant(Role.AREA_DIRECTOR, ELSEWHERE, AREA)),
    "central office": holding(Grant(Role.CENTRAL, FAR, OTHER_AREA)),
    "operator": Actor(ME, is_admin=True),
    "others": holding(Grant(Role.CHAIR, FAR, OTHER_AREA), Grant(Role.SEIL, ELSEWHERE, AREA)),
}


def said(denial: Denied) -> str:
    return spoken(Refused(denial.key, **denial.values)).plain


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def page_rows() -> dict[str, dict[str, str]]:
    header, _, *lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    people = cells(header)[1:]
    rows = (cells(line) for line in lines)
    return {what: dict(zip(people, answers, strict=True)) for what, *answers in rows if any(answers)}


ROWS = page_rows()


def test_the_page_has_a_row_for_each_question_and_a_column_for_each_kind_of_person() -> None:
    assert list(ROWS) == list(QUESTIONS)
    assert all(list(row) == list(PEOPLE) for row in ROWS.values())


def test_every_policy_is_on_the_page() -> None:
    asked = Path(__file__).read_text(encoding="utf-8")
    every = {name for name, _ in inspect.getmembers(policies, inspect.isfunction) if name.startswith("can_")}
    assert {name for name in every if f"policies.{name}(" not in asked and f"policies.{name}," not in asked} == set()


@pytest.mark.parametrize("what", QUESTIONS)
def test_each_answer_is_the_one_on_the_page(what: str) -> None:
    answers = {person: QUESTIONS[what](actor) for person, actor in PEOPLE.items()}
    kinds = {"yes": Allowed, "–": Denied}
    assert {person: type(answer) for person, answer in answers.items()} == {
        person: kinds[expected] for person, expected in ROWS[what].items()
    }
    assert all(bool(answer) is isinstance(answer, Allowed) for answer in answers.values())


@pytest.mark.parametrize("what", QUESTIONS)
def test_each_denial_is_a_sentence_that_says_who_could(what: str) -> None:
    for person in PEOPLE.values():
        answer = QUESTIONS[what](person)
        if isinstance(answer, Denied):
            sentence = said(answer)
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert " only " in f" {sentence.lower()} " or "ask " in sentence.lower()


def test_a_denial_names_the_roles_as_people_say_them() -> None:
    answer = policies.can_book_meeting(PEOPLE["member"], HERE)
    assert isinstance(answer, Denied)
    assert (
        said(answer) == "Only the chair, the executive or the SEIL can book, move or cancel a meeting. Ask your chair."
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CENTRAL])
def test_a_role_in_one_network_opens_nothing_in_another(role: Role) -> None:
    def opened(actor: Actor) -> set[str]:
        return {what for what, allows in QUESTIONS.items() if allows(actor)}

    assert opened(holding(Grant(role, FAR, OTHER_AREA))) ^ opened(holding()) <= {"join with one's own school"}


@pytest.mark.parametrize("role", [Role.SEIL, Role.AREA_DIRECTOR, Role.CENTRAL])
def test_whoever_also_serves_the_department_does_not_answer_pulse_checks(role: Role) -> None:
    both = holding(Grant(Role.MEMBER, HERE, AREA), Grant(role, HERE, AREA))
    assert not policies.can_answer_pulse(both, HERE)


def test_the_director_of_no_area_sees_no_network_without_one() -> None:
    director = holding(Grant(Role.AREA_DIRECTOR, ELSEWHERE, None))
    assert not policies.can_see_summary(director, HERE, None)
    assert not policies.can_see_network(director, HERE, None)


def test_a_former_owner_who_left_cannot_change_the_action() -> None:
    assert not policies.can_complete_action(holding(), HERE, ME)


@pytest.mark.parametrize(("left", "its_own"), [(HERE, True), (FAR, False)])
def test_whoever_moved_with_their_school_keeps_what_was_its_own_and_sees_nothing_else(left: int, its_own: bool) -> None:
    moved = holding(Grant(Role.MEMBER, ELSEWHERE, AREA, before=frozenset({left})))
    assert bool(policies.can_record_review(moved, HERE, {ME})) is its_own
    assert bool(policies.can_record_review_findings(moved, HERE, {ME})) is its_own
    assert bool(policies.can_see_review_findings(moved, HERE, {ME}, False)) is its_own
    assert bool(policies.can_complete_action(moved, HERE, ME)) is its_own
    assert not policies.can_complete_action(moved, HERE, SOMEBODY)
    assert not policies.can_see_review_findings(moved, HERE, {SOMEBODY}, True)
    assert not policies.can_see_network(moved, HERE, OTHER_AREA)
    serving = holding(*moved.grants, Grant(Role.SEIL, FAR, AREA))
    assert not policies.can_record_review_findings(serving, HERE, {ME})


@pytest.mark.parametrize("role", sorted(policies.DEPARTMENT_ROLES))
@pytest.mark.parametrize("where", [HERE, FAR])
def test_the_department_is_nobody_at_a_school_whatever_else_they_were_given(role: Role, where: int) -> None:
    both = holding(Grant(Role.MEMBER, HERE, AREA), Grant(role, where, AREA))
    assert not policies.can_record_review_findings(both, HERE, {ME})
    assert not policies.can_record_review(both, HERE, {ME})
    assert not policies.can_see_review_findings(both, HERE, {ME}, False)


@pytest.mark.parametrize("school", sorted(policies.SCHOOL_ROLES))
def test_no_school_role_goes_with_one_of_the_department(school: Role) -> None:
    for department in policies.DEPARTMENT_ROLES:
        assert policies.on_both_sides([school, department])
        assert policies.on_both_sides([department, school, school])
    assert not policies.on_both_sides(policies.SCHOOL_ROLES)
    assert not policies.on_both_sides(policies.DEPARTMENT_ROLES)


def of_own_making(actor: Actor) -> Actor:
    """The same person, in networks that no operator vouches for."""
    return replace(actor, grants=frozenset(replace(grant, self_made=True) for grant in actor.grants))


def test_a_seil_of_both_networks_introduces_across_them_and_never_into_nowhere() -> None:
    seil = holding(Grant(Role.SEIL, HERE, AREA), Grant(Role.SEIL, ELSEWHERE, AREA))
    assert policies.can_introduce(seil, [HERE, ELSEWHERE])
    assert not policies.can_introduce(seil, [])


def test_a_seil_who_made_one_of_two_networks_introduces_within_each_and_not_across() -> None:
    seil = holding(Grant(Role.SEIL, HERE, AREA), Grant(Role.SEIL, ELSEWHERE, AREA, self_made=True))
    assert policies.can_introduce(seil, [HERE], with_guest=True)
    assert policies.can_introduce(seil, [ELSEWHERE])
    assert not policies.can_introduce(seil, [HERE, ELSEWHERE])
    assert not policies.can_introduce(seil, [ELSEWHERE], with_guest=True)


def test_operators_see_no_results() -> None:
    operator = PEOPLE["operator"]
    assert not policies.can_see_summary(operator, HERE, AREA)
    assert not policies.can_see_review_findings(operator, HERE, set(), True)


CHANGES = (
    "change settings",
    "add and remove schools and people",
    "book, move or cancel a meeting",
    "answer an invitation",
    "record what a meeting decided",
    "add an action",
    "change one's own action",
    "open, extend, close or repeat the self-assessment",
    "rate the network",
    "start a pulse check",
    "answer a pulse check",
    "start a round, say how the network reviews",
    "record a review of one's own school or visit",
    "write or share findings on one's own school",
    "share the safe summary in the channel",
    "extend and end a joint group that one leads",
)
SEEING = ("see roster and settings", "see the open actions and their owners", "see findings that the host has shared")


@pytest.mark.parametrize("person", ["chair", "executive", "member", "delegate", "SEIL"])
def test_in_a_joint_group_that_has_ended_all_is_seen_and_nothing_changed(person: str) -> None:
    before = PEOPLE[person]
    ended = replace(before, grants=frozenset(replace(grant, ended=True) for grant in before.grants))
    assert not any(QUESTIONS[what](ended) for what in CHANGES)
    assert all(QUESTIONS[what](ended) for what in SEEING)
    assert policies.can_see_summary(ended, HERE, None) == policies.can_see_summary(before, HERE, None)
