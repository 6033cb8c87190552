"""Finding the date in what somebody typed in one go, as in "send the data by 12 June"."""

from __future__ import annotations

import re

_BY = re.compile(r"\s(?:by|before|due)\s+(?=\S)", re.IGNORECASE)
_END_OF_TERM = re.compile(r"^(?:the\s+)?(?:end of (?:the |this )?term)$", re.IGNORECASE)


def split_by(text: str) -> tuple[str, str]:
    """ "send the data by 12 June" as ("send the data", "12 June"); the second part is empty where there is none.

    The last "by", "before" or "due" counts, so that "stand by the pool by Friday" is read as meant.
    """
    padded = f" {text.strip()}"
    found = list(_BY.finditer(padded))
    if not found:
        return text.strip(), ""
    last = found[-1]
    return padded[: last.start()].strip(), padded[last.end() :].strip(" .")


def means_end_of_term(text: str) -> bool:
    """Whether the words mean the last day of this term."""
    return bool(_END_OF_TERM.match(text.strip()))
