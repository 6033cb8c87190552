from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import (
    Participation,
    Share,
    Spread,
    can_ask,
    comment_threshold,
    participation,
    publishable,
    safe_difference,
    safe_to_release,
    score_threshold,
    spread,
    visible_groups,
    voter_key,
)
from domain.ratings import Distribution

SECRET = bytes(range(32))
GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 25), min_size=1)
THRESHOLDS = st.integers(5, 12)


@pytest.mark.parametrize(
    ("setting", "scores", "comments", "why"),
    [
        (None, 5, 10, "the floors"),
        (0, 5, 10, "a setting cannot switch the rule off"),
        (3, 5, 10, "a setting cannot lower it"),
        (8, 8, 10, "it can raise scores alone"),
        (15, 15, 15, "it can raise both"),
    ],
)
def test_a_setting_raises_the_threshold_and_never_lowers_it(
    setting: int | None, scores: int, comments: int, why: str
) -> None:
    assert (score_threshold(setting), comment_threshold(setting)) == (scores, comments), why


@pytest.mark.parametrize(
    ("count", "threshold", "expected", "why"),
    [
        (0, 5, False, "nobody"),
        (4, 5, False, "one short"),
        (5, 5, True, "just enough"),
        (9, 10, False, "one short of a raised threshold"),
    ],
)
def test_threshold_holds_for_asking_and_for_showing(count: int, threshold: int, expected: bool, why: str) -> None:
    assert can_ask(count, threshold) is expected, why
    assert publishable(count, threshold) is expected, why


def test_no_question_takes_a_threshold_below_the_floor() -> None:
    with pytest.raises(ValueError, match="below the floor of 5"):
        publishable(100, 4)
    with pytest.raises(ValueError, match="below the floor"):
        visible_groups({"a": 10}, 1)


@pytest.mark.parametrize(
    ("counts", "shown", "why"),
    [
        ({"primary": 12, "secondary": 6}, {"primary", "secondary"}, "both are large enough"),
        ({"primary": 12, "secondary": 4}, set(), "primary less the total would be secondary"),
        ({"p": 12, "s": 6, "x": 2}, {"p"}, "the next smallest goes too: 2 alone would be a remainder"),
        ({"p": 12, "s": 3, "x": 2}, {"p"}, "3 and 2 hide each other"),
        ({"p": 12, "s": 5, "x": 0}, {"p"}, "nobody answered in x: that is known of each of them"),
        ({"p": 5, "s": 5, "x": 1}, {"s"}, "of two the same size, the first by name goes"),
        ({"p": 4}, set(), "the total is too small"),
        ({"p": 9}, {"p"}, "one group is its total"),
        ({}, set(), "no groups"),
    ],
)
def test_groups_are_hidden_with_their_remainders(counts: dict[str, int], shown: set[str], why: str) -> None:
    assert visible_groups(counts, 5) == shown, why


@given(GROUPS, THRESHOLDS)
def test_no_shown_group_and_no_remainder_is_below_the_threshold(counts: dict[str, int], threshold: int) -> None:
    shown = visible_groups(counts, threshold)
    assert all(counts[group] >= threshold for group in shown)
    hidden = counts.keys() - shown
    if shown and hidden:
        assert sum(counts[group] for group in hidden) >= threshold


@given(GROUPS, THRESHOLDS)
def test_shown_groups_stay_safe_against_every_report_beside_them(counts: dict[str, int], threshold: int) -> None:
    shown = visible_groups(counts, threshold)
    reports = [{group} for group in shown]
    if shown:
        assert safe_to_release(counts, counts.keys(), reports, threshold)


@pytest.mark.parametrize(
    ("earlier", "later", "expected", "why"),
    [
        (12, 12, True, "the same release again"),
        (12, 13, False, "the one late answer would be readable"),
        (12, 17, True, "five late answers are a group"),
        (17, 12, True, "whichever way round"),
        (13, 12, False, "one answer taken back"),
    ],
)
def test_a_later_release_never_singles_out_late_answers(earlier: int, later: int, expected: bool, why: str) -> None:
    assert safe_difference(earlier, later, 5) is expected, why


AREA = {"coburg": 8, "moreland": 7, "brunswick": 3, "fawkner": 6}


@pytest.mark.parametrize(
    ("new", "earlier", "expected", "why"),
    [
        ("coburg", [], True, "large enough by itself"),
        ("brunswick", [], False, "too small by itself"),
        ("coburg brunswick", [], True, "together they are large enough"),
        ("coburg brunswick", ["coburg"], False, "the chair's report from the area director's is Brunswick"),
        ("coburg", ["coburg brunswick"], False, "in whichever order they were shown"),
        ("coburg moreland", ["coburg"], True, "the difference is Moreland, large enough"),
        (
            "coburg moreland brunswick fawkner",
            ["coburg", "moreland"],
            True,
            "what is left is Brunswick and Fawkner together",
        ),
        (
            "coburg moreland brunswick fawkner",
            ["coburg", "moreland", "fawkner"],
            False,
            "three reports together single out Brunswick, no two of them do",
        ),
        ("coburg moreland", ["moreland fawkner"], True, "neither includes the other"),
    ],
)
def test_one_viewers_report_less_anothers_is_never_small(
    new: str, earlier: list[str], expected: bool, why: str
) -> None:
    assert safe_to_release(AREA, new.split(), [groups.split() for groups in earlier], 5) is expected, why


def test_more_reports_than_can_be_checked_are_refused() -> None:
    counts = {f"network-{n}": 6 for n in range(16)}
    earlier = [{name} for name in counts]
    assert not safe_to_release(counts, counts.keys(), [*earlier, *combinations(counts, 2)], 5)


AT_LEAST_HALF = Participation(Share.HALF)


@pytest.mark.parametrize(
    ("answers", "members", "expected", "why"),
    [
        (4, 12, None, "below the threshold nothing is told"),
        (5, 5, None, "five of five: too few counts for anything to be told"),
        (5, 8, None, "5 to 8 could have answered, which is too few counts as well"),
        (5, 9, AT_LEAST_HALF, "whoever answers, at least half of nine do, and no more is told"),
        (9, 10, AT_LEAST_HALF, "one of ten had not answered: nothing says all, or all but one"),
        (10, 10, AT_LEAST_HALF, "and all ten read the same"),
        (12, 30, Participation(Share.HALF, below=True), "a quarter would be 8: only 5, 6 and 7 are fewer"),
        (22, 30, AT_LEAST_HALF, "half of thirty is 15"),
        (23, 30, Participation(Share.THREE_QUARTERS), "three quarters of thirty are 23"),
        (30, 30, Participation(Share.THREE_QUARTERS), "all thirty"),
        (6, 100, Participation(Share.QUARTER, below=True), "few of many"),
    ],
)
def test_participation_is_told_so_coarsely_that_it_names_nobody(
    answers: int, members: int, expected: Participation | None, why: str
) -> None:
    assert participation(answers, members, 5) == expected, why


@pytest.mark.parametrize(("members", "threshold"), [(n, t) for n in (*range(5, 24), 30, 57) for t in (5, 8) if n >= t])
def test_what_is_told_of_participation_is_true_and_stands_for_five_counts(members: int, threshold: int) -> None:
    told = {n: participation(n, members, threshold) for n in range(threshold, members + 1)}
    for answers, found in told.items():
        if found is not None:
            assert (answers < found.share.value * members) is found.below
            assert sum(other == found for other in told.values()) >= 5
    assert len({found is None for found in told.values()}) <= 1, "whether something is told hangs on no answer"


@pytest.mark.parametrize("members", range(8, 21))
def test_nothing_that_is_shown_tells_whether_all_answered_or_all_but_one(members: int) -> None:
    """Every result there can be: what is shown of it could stand for at least two who held back."""
    answered: dict[object, int] = {}
    for answers in range(5, members + 1):
        told = participation(answers, members, 5)
        for counts in _all_counts(answers):
            shown = (told, spread(counts, members, 5), Distribution(counts).median)
            answered.setdefault(shown, answers)  # the fewest answers that look like this
    assert max(answered.values()) <= members - 2


def _all_counts(answers: int) -> list[tuple[int, int, int, int]]:
    upto = range(answers + 1)
    return [
        (one, two, three, answers - one - two - three)
        for one in upto
        for two in upto[: answers - one + 1]
        for three in upto[: answers - one - two + 1]
    ]


def test_a_spread_is_told_in_halves_where_people_are_few_and_in_thirds_where_they_are_more() -> None:
    assert spread((0, 1, 4, 3), 8, 5) == Spread(Share.HALF, (False, False, True, False))
    assert spread((0, 1, 4, 3), 10, 5) == Spread(Share.THIRD, (False, False, True, True))
    assert spread((0, 0, 8, 0), 10, 5) == Spread(Share.THIRD, (False, False, True, False)), "unanimous reads alike"
    assert spread((0, 1, 2, 1), 10, 5) is None, "below the threshold"


def test_more_answers_than_members_is_a_mistake_somewhere() -> None:
    with pytest.raises(ValueError, match="6 of 5"):
        participation(6, 5, 5)


def test_voter_key_is_stable_within_one_pulse_and_strange_to_every_other() -> None:
    key = voter_key(SECRET, "U123")
    assert key == voter_key(SECRET, "U123")
    assert key != voter_key(SECRET, "U124")
    assert key != voter_key(bytes(32), "U123")
    assert len(key) == 64
    assert "U123" not in key


def test_voter_key_refuses_a_secret_that_could_be_guessed() -> None:
    with pytest.raises(ValueError, match="too short"):
        voter_key(b"pulse", "U123")
