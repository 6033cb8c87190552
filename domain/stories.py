"""What networks send up: successes and feedback, with the consent of whose words they are."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import Faults, Invalid

KIND, WORDS, AUTHOR, OUTCOME = "kind", "words", "author", "outcome"
"""The forms' fields, which a refusal can name."""
MOST_CHARACTERS = 1200


class Kind(StrEnum):
    SUCCESS = "success"
    FEEDBACK = "feedback"


class Status(StrEnum):
    ASKED = "asked"
    """Whose words they are is asked."""
    WITH_SEIL = "with_seil"
    PASSED_ON = "passed_on"
    KEPT = "kept"
    """It stays in the network."""
    DECLINED = "declined"


def check_story(kind: str | None, words: str, author: str | None) -> tuple[Kind, str, str]:
    """Kind, words and whose they are. Raises Invalid with all that is wrong, each at its field."""
    faults = Faults()
    if kind not in tuple(Kind):
        faults.note("stories.wrong_no_kind", KIND)
    if not author:
        faults.note("stories.wrong_no_author", AUTHOR)
    said = faults.of(check_words, words, WORDS, "stories.wrong_no_words")
    faults.check()
    return Kind(str(kind)), said or "", str(author)


def check_words(words: str, field: str, missing: str) -> str:
    """What was typed. Raises Invalid where it is empty or too long."""
    tidy = words.strip()
    if not tidy:
        raise Invalid(missing, field)
    if len(tidy) > MOST_CHARACTERS:
        raise Invalid("stories.wrong_too_long", field, count=len(tidy), most=MOST_CHARACTERS)
    return tidy
