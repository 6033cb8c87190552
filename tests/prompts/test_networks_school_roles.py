"""What the bot says about a school's roles, as a person reads it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from prompts.message import Message, View
from prompts.networks_school_roles import (
    MySchool,
    SchoolRoleQuestion,
    my_school_form,
    new_delegate_message,
    school_role_ended_message,
    school_role_given_message,
    school_role_question_message,
    school_role_questions_message,
    school_role_refused_message,
    school_roles_given_message,
)
from tests.prompts.golden import check_golden

SCHOOL = "Coburg Lake PS"
QUESTION = SchoolRoleQuestion(7, "Merri-bek", "UNOOR", "UANNA", "delegate", SCHOOL, vacant=False)
SAID: dict[str, Message | View] = {
    "school_role_question": school_role_question_message(QUESTION),
    "school_role_claim": school_role_question_message(replace(QUESTION, by="UNOOR")),
    "school_role_claim_vacant": school_role_question_message(replace(QUESTION, by="UNOOR", role="member", vacant=True)),
    "school_role_wish": school_role_question_message(replace(QUESTION, by="UNOOR", role="member")),
    "school_roles_asked": school_role_questions_message(
        1,
        "Merri-bek",
        [replace(QUESTION, proposal_id=n, by="UNOOR", role="member", vacant=True) for n in range(1, 4)],
        "Left as it was.",
    ),
    "school_roles_asked_many": school_role_questions_message(
        1,
        "Merri-bek",
        [replace(QUESTION, proposal_id=n, by="UNOOR", role="member", vacant=True) for n in range(1, 24)],
    ),
    "school_roles_given": school_roles_given_message("Merri-bek", [("UNOOR", SCHOOL), ("ULEE", "Newlands Road PS")]),
    "school_role_refused": school_role_refused_message("Merri-bek", "UNOOR", "delegate", SCHOOL),
    "school_role_given": school_role_given_message(1, "Merri-bek", "UNOOR", "UANNA", SCHOOL, 1),
    "school_role_taken": school_role_given_message(1, "Merri-bek", "UNOOR", "UNOOR", SCHOOL, 1),
    "school_role_listed": new_delegate_message(7, "Merri-bek", "UNOOR", "delegate", SCHOOL),
    "school_role_ended": school_role_ended_message(7, "Merri-bek", "UANNA", "delegate", SCHOOL, led=False),
    "school_role_ended_principal": school_role_ended_message(7, "Merri-bek", "UANNA", "member", SCHOOL, led=True),
    "my_school": my_school_form(MySchool(1, 1, SCHOOL, ("UMEI",), ())),
}


@pytest.mark.parametrize("name", SAID)
def test_reads_as_in_its_golden_file(name: str) -> None:
    check_golden(f"networks/{name}", SAID[name])
