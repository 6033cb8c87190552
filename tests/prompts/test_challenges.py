"""The questions before a meeting, as people read them: see golden/challenges."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.challenges import ChallengeFacts, Challenges
from prompts.challenges.cards import brought_message, question_words, questions_message
from prompts.text import plain
from tests.prompts.golden import check_golden

TRUST = ChallengeFacts(1, "split", "When did somebody last share a problem here?", {"title": "Professional trust"})
LATE = ChallengeFacts(2, "promised", "", {"number": 3}, "agenda", "USEIL")
OPEN = ChallengeFacts(3, "open", "", {"number": 2}, "channel", "USEIL")
FOUND = Challenges("Merri-bek", date(2026, 5, 28), (TRUST, LATE, OPEN))


def test_questions() -> None:
    check_golden("challenges/questions", questions_message(FOUND))
    check_golden("challenges/questions_over", questions_message(replace(FOUND, over=True)))
    check_golden("challenges/brought", brought_message(LATE, date(2026, 5, 28)))


def test_each_kind_has_a_question_of_its_own_where_the_instrument_has_none() -> None:
    given = {"title": "Trust", "number": 1}
    kinds = ("promised", "gap", "split", "weak")
    asked = {plain(question_words(ChallengeFacts(1, kind, "", given))) for kind in kinds}
    asked |= {plain(question_words(ChallengeFacts(1, "open", "", {"number": n}))) for n in range(1, 7)}
    assert len(asked) == 10
