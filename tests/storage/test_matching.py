"""Which texts are alike, and that a labelled set is matched better than by the words that both have."""

from __future__ import annotations

from benchmarks.matching import measured
from storage.matching import likeness


def test_words_that_the_field_uses_for_the_same_thing_count_and_empty_ones_do_not() -> None:
    texts = {1: "Our literacy team runs decoding groups", 2: "We need help with our school", 3: "A kitchen garden"}
    found = likeness("We need somebody who knows phonics", texts)
    assert set(found) == {1}
    assert found[1].worth == 1.0
    assert set(found[1].shared) == {"literacy", "decoding"}


def test_what_anybody_types_is_words_and_no_query() -> None:
    texts = {1: 'near" OR rowid:1 * NEAR( writing'}
    assert likeness('") OR (words : * NOT "', texts) == {}
    assert set(likeness('writing" OR *', texts)) == {1}
    assert likeness("", texts) == likeness("writing", {}) == {}


def test_the_labelled_set_is_matched_better_than_by_shared_words() -> None:
    ours, baseline = measured()
    assert ours.reciprocal_rank > baseline.reciprocal_rank
    assert ours.precision_at_3 >= baseline.precision_at_3
