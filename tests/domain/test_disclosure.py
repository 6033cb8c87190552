from collections import defaultdict
from collections.abc import Callable, Collection

import pytest

from domain.assessments import as_told as ratings_as_told
from domain.assessments import is_told_whole
from domain.disclosure import (
    Participation,
    Share,
    Spread,
    as_told,
    can_ask,
    comments_to_show,
    every_count,
    may_comment,
    participation,
    publishable,
    score_threshold,
    spread,
    voter_key,
)
from domain.ratings import Distribution, Scale

SECRET = bytes(range(32))


@pytest.mark.parametrize(
    ("setting", "threshold", "why"),
    [
        (None, 5, "the floor"),
        (0, 5, "a setting cannot switch the rule off"),
        (3, 5, "a setting cannot lower it"),
        (8, 8, "it can raise it"),
    ],
)
def test_a_setting_raises_the_threshold_and_never_lowers_it(setting: int | None, threshold: int, why: str) -> None:
    assert score_threshold(setting) == threshold, why


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
        for counts in every_count(answers, 4):
            shown = (told, spread(counts, members, 5), Distribution(_four(counts)).median)
            answered.setdefault(shown, answers)  # the fewest answers that look like this
    assert max(answered.values()) <= members - 2


Counts = tuple[int, ...]


def certain_of(results: Collection[Counts], shown: Callable[[Counts], object]) -> list[Counts]:
    """The results of which somebody who knows their own answer, and what is shown, is certain of another's answer.

    Of each thing that is shown: for every answer of one's own, what the others can have answered.
    """
    alike = defaultdict(list)
    for counts in results:
        alike[shown(counts)].append(counts)
    found = []
    for group in alike.values():
        levels = range(len(group[0]))
        for own in levels:
            mine = [counts for counts in group if counts[own]]
            others = {level for counts in mine for level in levels if counts[level] > (level == own)}
            if mine and len(others) < 2:
                found += mine
    return found


@pytest.mark.parametrize("asked", [5, 6, 7, 8, 9, 10, 12, 15])
def test_whoever_knows_one_answer_and_the_result_of_a_pulse_is_certain_of_no_other(asked: int) -> None:
    """Whatever the answers, also where all are the same, and even for somebody who knew how many there are."""

    def shown(counts: Counts) -> object:
        return spread(counts, asked, 5), Distribution(_four(counts)).median

    for total in range(5, asked + 1):
        assert certain_of(list(every_count(total, 4)), shown) == [], total


@pytest.mark.parametrize("raters", range(5, 13))
def test_whoever_knows_one_rating_and_what_is_told_of_an_item_is_certain_of_no_other(raters: int) -> None:
    def shown(counts: Counts) -> object:
        told = ratings_as_told(Distribution(_four(counts)))
        return told.counts if is_told_whole(told) else told.median

    assert certain_of(list(every_count(raters, 4)), shown) == []


@pytest.mark.parametrize("levels", [2, 3, 5, 7])
def test_nor_where_an_instrument_has_fewer_levels_or_more(levels: int) -> None:
    scale = Scale(tuple("ABCDEFG"[:levels]))

    def of_a_pulse(counts: Counts) -> object:
        return spread(counts, 9, 5), Distribution(counts, scale).median

    def of_an_item(counts: Counts) -> object:
        told = ratings_as_told(Distribution(counts, scale))
        return told.counts if is_told_whole(told) else told.median

    for answers in range(5, 8):
        every = list(every_count(answers, levels))
        assert certain_of(every, of_a_pulse) == []
        assert certain_of(every, of_an_item) == []
    if levels > 5:
        return  # many results, and more levels hide a number of answers better than few
    fewest: dict[object, int] = {}
    for answers in range(5, 10):
        for counts in every_count(answers, levels):
            fewest.setdefault((participation(answers, 9, 5), of_a_pulse(counts)), answers)
    assert max(fewest.values()) <= 7, "nothing tells whether all nine answered, or all but one"


@pytest.mark.long
@pytest.mark.parametrize("answers", range(5, 31))
def test_nor_where_many_answer(answers: int) -> None:
    """Both rules up to 30. From ten asked on, what a pulse check tells does not hang on how many were asked."""

    def of_a_pulse(counts: Counts) -> object:
        return spread(counts, 30, 5), Distribution(_four(counts)).median

    def of_an_item(counts: Counts) -> object:
        told = ratings_as_told(Distribution(_four(counts)))
        return told.counts if is_told_whole(told) else told.median

    every = list(every_count(answers, 4))
    assert certain_of(every, of_a_pulse) == []
    assert certain_of(every, of_an_item) == []


def test_the_check_finds_what_numbers_of_nearly_all_the_same_would_tell() -> None:
    every = list(every_count(5, 4))
    told = certain_of(every, lambda counts: counts)
    assert {(0, 0, 5, 0), (0, 1, 4, 0)} <= set(told)
    assert (1, 1, 3, 0) not in told
    flagged = certain_of(every, lambda counts: (max(counts) == 5, Distribution(_four(counts)).median))
    assert (0, 0, 5, 0) in flagged, "a flag that says that all agree tells as much"


@pytest.mark.parametrize("raters", [5, 6, 9])
def test_ratings_are_kept_as_they_are_told_and_the_middle_stays(raters: int) -> None:
    for counts in every_count(raters, 4):
        before = Distribution(_four(counts))
        told = ratings_as_told(before)
        assert (told.median, told.total) == (before.median, raters)
        assert ratings_as_told(told) == told
        assert is_told_whole(told) is is_told_whole(before)
        assert told == before or told.counts.count(0) == 3


@pytest.mark.parametrize("asked", [5, 8])
def test_what_is_kept_of_a_pulse_is_told_the_same_and_tells_no_more(asked: int) -> None:
    for total in (5, asked):
        kept = set()
        for counts in every_count(total, 4):
            told, answered = as_told(counts, total, asked, 5)
            assert spread(told, asked, 5) == spread(counts, asked, 5)
            assert Distribution(_four(told)).median == Distribution(_four(counts)).median
            assert participation(answered, asked, 5) == participation(total, asked, 5)
            kept.add((told, answered))
        shown = {(spread(c, asked, 5), Distribution(_four(c)).median) for c in every_count(total, 4)}
        assert len(kept) == len(shown), "one thing is kept for each thing that can be told"


def _four(counts: Counts) -> tuple[int, int, int, int]:
    one, two, three, four = counts
    return one, two, three, four


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


@pytest.mark.parametrize("asked", range(5, 31))
def test_comments_are_shown_from_ten_on_and_their_number_never_tells_that_everybody_answered(asked: int) -> None:
    shown = {given: comments_to_show(given, asked, 5) for given in range(asked + 1)}
    assert all(number == 0 or 10 <= number <= asked - 3 for number in shown.values())
    assert all(number == 0 for given, number in shown.items() if given < 10)
    assert may_comment(asked, 5) == any(shown.values()), "nobody is asked for what could never be shown"
    assert len({number for given, number in shown.items() if given >= asked - 3}) == 1, "the last few look alike"
