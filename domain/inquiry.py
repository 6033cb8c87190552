"""The FISO Improvement Cycle, and where in it a network's agenda stands."""

from __future__ import annotations

from dataclasses import dataclass

from domain.calendar import Term


@dataclass(frozen=True)
class Stage:
    """One stage of the cycle; `prompt` is the line that opens it on an agenda."""

    key: str
    title: str
    prompt: str


STAGES = (
    Stage(
        "evaluate-and-diagnose",
        "Evaluate and diagnose",
        "What does our evidence say about our students' learning, and what lies behind it?",
    ),
    Stage(
        "prioritise-and-set-goals",
        "Prioritise and set goals",
        "Which one thing do we work on, for which students, and what will tell us that it worked?",
    ),
    Stage(
        "develop-and-plan",
        "Develop and plan",
        "Which strategies will we try, what evidence do they rest on, and who does what by when?",
    ),
    Stage(
        "implement-and-monitor",
        "Implement and monitor",
        "What have we put in place, what is it changing, and what do we adjust?",
    ),
)


def stage_for(term: Term) -> Stage:
    """The stage to suggest for a term's agenda: a turn of the cycle a year, one stage a term.

    Only a suggestion: a network that works in shorter cycles picks its stage itself.
    """
    return STAGES[(term.number - 1) % len(STAGES)]
