"""What a contact outside the schools needs before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.contacts import Typed, check_contact
from domain.errors import Invalid

TODAY = date(2026, 5, 4)
NG = Typed(
    name="  Dr  Mai Ng ",
    organisation="Monash University",
    kind="university",
    about="data",
    words="Phonics in Years 7 and 8",
    email="mai.ng@university.example",
    phone="",
    in_touch_on=None,
    consent_on=date(2026, 5, 1),
    consent_how="by_email",
)


def test_an_entry_is_tidied_and_dated_today_where_nobody_says_otherwise() -> None:
    entry = check_contact(NG, {"data"}, TODAY)
    assert (entry.name, entry.in_touch_on, entry.consent_on) == ("Dr Mai Ng", TODAY, date(2026, 5, 1))
    assert check_contact(replace(NG, email="", phone="+61 3 9000 0000"), {"data"}, TODAY).phone


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"consent_on": None}, "consent_on"),
        ({"consent_how": None}, "consent_how"),
        ({"consent_on": date(2026, 5, 5)}, "consent_on"),
        ({"in_touch_on": date(2026, 5, 5)}, "in_touch"),
        ({"name": " "}, "name"),
        ({"kind": "friend"}, "kind"),
        ({"about": "weather"}, "about"),
        ({"words": ""}, "words"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "mai at university"}, "email"),
        ({"phone": "ring me"}, "phone"),
        ({"name": "N" * 121}, "name"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_contact(replace(NG, **wrong), {"data"}, TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field
