from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import (
    can_ask,
    comment_threshold,
    participation_rate,
    publishable,
    safe_difference,
    safe_to_release,
    score_threshold,
    visible_groups,
    voter_key,
)

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


@pytest.mark.parametrize(
    ("answers", "members", "expected", "why"),
    [
        (4, 9, None, "below the threshold there is no rate"),
        (5, 9, 50, "quarters, for 9 people"),
        (8, 9, 100, "all but one reads like all"),
        (9, 9, 100, "and all like all but one"),
        (5, 5, 100, "halves, for 5 people"),
        (11, 15, 80, "fifths, for 15 people"),
        (18, 25, 70, "tenths, for 25 people"),
        (34, 45, 75, "twentieths, for 45 people"),
    ],
)
def test_participation_is_rounded_until_it_names_nobody(
    answers: int, members: int, expected: int | None, why: str
) -> None:
    assert participation_rate(answers, members, 5) == expected, why


@given(st.integers(11, 60))
def test_every_rate_could_stand_for_two_counts(members: int) -> None:
    rates = [participation_rate(answers, members, 5) for answers in range(members + 1)]
    assert rates[members] == rates[members - 1] == 100
    shown = [rate for rate in rates[5:] if rate is not None]
    assert shown == sorted(shown)
    # The lowest rate shown can have its other counts below the threshold.
    assert all(shown.count(rate) >= 2 for rate in shown if rate != shown[0])


def test_more_answers_than_members_is_a_mistake_somewhere() -> None:
    with pytest.raises(ValueError, match="6 of 5"):
        participation_rate(6, 5, 5)


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
