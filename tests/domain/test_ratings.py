from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ratings import (
    FISO_LEVELS,
    Change,
    Distribution,
    Median,
    NotComparable,
    PillarSummary,
    Scale,
    agreement,
    item_changes,
    median_change,
    pillar_change,
)

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=9)
RATINGS = st.lists(st.integers(1, 4), min_size=1, max_size=40)


def median(label: str) -> Median:
    low, _, high = label.partition("–")
    return Median(FISO_LEVELS.level(int(low)), FISO_LEVELS.level(int(high or low)))


@pytest.mark.parametrize("names", [("Not yet", "Yes"), FISO_LEVELS.names, tuple("ABCDEFG")])
def test_a_scale_has_two_to_seven_levels_by_name(names: tuple[str, ...]) -> None:
    scale = Scale(names)
    assert [(int(level), level.label) for level in scale] == list(enumerate(names, start=1))
    top = Distribution.of([1, len(names), len(names)], scale)
    assert top.median is not None
    assert top.median.words == names[-1]
    assert deepcopy(top) == top
    assert deepcopy(top.median).words == names[-1]


@pytest.mark.parametrize(
    ("ratings", "label", "words", "why"),
    [
        ([3], "3", "Embedding", "one rating"),
        ([1, 2, 4], "2", "Evolving", "the middle of three"),
        ([2, 2, 3, 3], "2–3", "Evolving to Embedding", "split between neighbours"),
        ([1, 1, 4, 4], "1–4", "Emerging to Excelling", "split right across"),
        ([1, 2, 2, 4], "2", "Evolving", "two middle ratings that agree"),
    ],
)
def test_median_is_a_level_or_two_and_never_a_number_between(
    ratings: list[int], label: str, words: str, why: str
) -> None:
    result = Distribution.of(ratings)
    assert result.median_label == label, why
    assert result.median is not None
    assert result.median.words == words, why


def test_no_ratings_have_no_median_and_no_agreement() -> None:
    nothing = Distribution.of([])
    assert (nothing.total, nothing.median, nothing.median_label) == (0, None, None)
    assert (nothing.agreement, nothing.outlier_levels) == (None, ())


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_outside_the_levels_is_refused(rating: int) -> None:
    with pytest.raises(ValueError, match=str(rating)):
        Distribution.of([2, rating])


@pytest.mark.parametrize("counts", [(1, 2, 3), (1, 2, 3, -1)])
def test_a_distribution_is_one_count_a_level(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="one count a level"):
        Distribution(counts)


@given(RATINGS)
def test_half_the_ratings_are_on_either_side_of_the_median(ratings: list[int]) -> None:
    result = Distribution.of(ratings)
    assert result.total == len(ratings)
    assert result.median is not None
    assert 2 * sum(rating <= result.median.low for rating in ratings) >= len(ratings)
    assert 2 * sum(rating >= result.median.high for rating in ratings) >= len(ratings)


@pytest.mark.parametrize(
    ("counts", "expected", "why"),
    [
        ([30, 40, 210, 130, 530, 50, 10], 0.6113, "the example of the paper"),
        ([5, 0, 0, 5], -1, "half at each end"),
        ([0, 5, 5, 0], 0.667, "two neighbours"),
        ([7, 0, 0, 0], 1, "all in the first category"),
        ([0, 0, 0, 7], 1, "all in the last category"),
        ([3, 3, 3, 3], 0, "evenly spread"),
        ([1, 1, 1, 1, 1, 1, 1], 0, "evenly spread over seven"),
        ([4, 4], 0, "evenly spread over two"),
        ([4, 2], 1 / 3, "two of six agree beyond the even spread"),
        ([1, 0, 1], -1, "half at each end of three"),
    ],
)
def test_agreement_has_the_published_values(counts: list[int], expected: float, why: str) -> None:
    assert agreement(counts) == pytest.approx(expected, abs=0.0005), why


@given(COUNTS)
def test_agreement_stays_in_range_and_does_not_care_for_direction_or_size(counts: list[int]) -> None:
    value = agreement(counts)
    if value is None:
        assert sum(counts) == 0
        return
    assert -1 <= value <= 1
    assert agreement(counts[::-1]) == value
    assert agreement([count * 3 for count in counts]) == value


@pytest.mark.parametrize("counts", [[], [5], [5, -1]])
def test_agreement_needs_categories_and_counts(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="two or more counts"):
        agreement(counts)


@pytest.mark.parametrize(
    ("counts", "expected", "why"),
    [
        ((1, 0, 5, 0), [1], "two below the median"),
        ((0, 1, 5, 1), [], "neighbours of the median differ in degree only"),
        ((5, 0, 0, 1), [4], "far above"),
        ((1, 0, 5, 5), [1], "below a split median"),
        ((1, 5, 5, 1), [], "next to a split median"),
    ],
)
def test_outliers_are_two_levels_away(counts: tuple[int, int, int, int], expected: list[int], why: str) -> None:
    assert list(Distribution(counts).outlier_levels) == expected, why


@pytest.mark.parametrize(
    ("before", "after", "expected", "why"),
    [
        ("2", "3", Change.UP, "a level higher"),
        ("2", "2–3", Change.UP, "one end rose"),
        ("2–3", "3", Change.UP, "the low end rose"),
        ("3", "2–3", Change.DOWN, "one end fell"),
        ("4", "1", Change.DOWN, "three levels lower"),
        ("2–3", "2–3", Change.SAME, "split the same way"),
        ("1–4", "2–3", Change.SAME, "closer together, but neither is higher"),
        ("2", "1–3", Change.SAME, "further apart, but neither is higher"),
    ],
)
def test_change_is_a_direction_and_no_number(before: str, after: str, expected: Change, why: str) -> None:
    assert median_change(median(before), median(after)) is expected, why


def pillar(**labels: str) -> PillarSummary:
    return PillarSummary("accountability", {key: median(label) for key, label in labels.items()})


@pytest.mark.parametrize(
    ("labels", "expected", "why"),
    [
        ({"a": "2"}, "2", "one item"),
        ({"a": "2–3"}, "2–3", "one split item"),
        ({"a": "1", "b": "2", "c": "4"}, "2", "the middle item"),
        ({"a": "2", "b": "3"}, "2–3", "between two items"),
        ({"a": "1", "b": "2–3", "c": "4"}, "2–3", "the middle item is split"),
        ({"a": "1–4", "b": "2", "c": "2"}, "2", "a split item pulls both ways"),
    ],
)
def test_pillar_stands_at_the_middle_of_its_items(labels: dict[str, str], expected: str, why: str) -> None:
    assert pillar(**labels).median.label == expected, why


def test_pillar_without_results_is_no_summary() -> None:
    with pytest.raises(ValueError, match="no items"):
        pillar()


def test_pillars_compare_while_their_items_stay() -> None:
    assert pillar_change(pillar(a="2", b="2"), pillar(b="3", a="3")) is Change.UP
    with pytest.raises(NotComparable, match="different items"):
        pillar_change(pillar(a="2"), pillar(a="2", b="2"))
    with pytest.raises(NotComparable, match="different pillars"):
        pillar_change(pillar(a="2"), PillarSummary("trust", {"a": median("2")}))


def test_items_that_are_new_have_no_change() -> None:
    before = {"trust": median("2"), "gone": median("4")}
    after = {"trust": median("3"), "new": median("1")}
    assert item_changes(before, after) == {"trust": Change.UP, "new": None}


def test_median_runs_upwards() -> None:
    with pytest.raises(ValueError, match="upwards"):
        Median(FISO_LEVELS.level(3), FISO_LEVELS.level(2))
