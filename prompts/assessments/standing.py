"""What the bot says of a network's self-assessment where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.summaries import Urgency
from facts.assessments import AssessmentMarks, PillarMarks
from prompts.assessments.cards import COMMAND
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.summary_chart import summary_chart
from prompts.sections import NextStep, Part, Section, lines
from prompts.text import Text
from prompts.wording import day, half_year_name


def section(found: AssessmentMarks | None, open_until: date | None, *, steps: Sequence[NextStep] = ()) -> Section:
    """The newest result's pillars, with every item in the picture, and the last day of what is open now."""
    said = [say("assessments.standing_none")] if found is None else _result(found)
    if open_until is not None:
        said.append(say("assessments.standing_open", until=day(open_until)))
    part = Part(lines(said))
    if found is None:
        return Section(part, part, steps)
    return Section(part, part, steps, draw=lambda block_id, title: _picture(found, block_id, title))


def rate_step(until: date) -> NextStep:
    """To rate while the assessment is open."""
    line = say("assessments.step_rate", until=day(until))
    return NextStep("rate", Urgency.OPEN, line, say("assessments.step_rate_label"), COMMAND)


def agree_step() -> NextStep:
    """To agree levels once the ratings are in."""
    label = say("assessments.step_agree_label")
    return NextStep("agree", Urgency.OPEN, say("assessments.step_agree"), label, COMMAND, "agree")


def confirm_step() -> NextStep:
    """To confirm the levels that another leader proposed."""
    label = say("assessments.confirm")
    return NextStep("confirm", Urgency.OPEN, say("assessments.step_confirm"), label, COMMAND, "confirm")


def _result(found: AssessmentMarks) -> list[Text]:
    half_year = half_year_name(found.half_year)
    if found.before is None:
        head = say("assessments.standing", half_year=half_year)
    else:
        head = say("assessments.standing_since", half_year=half_year, before=half_year_name(found.before))
    said = [head, *(_pillar_line(pillar) for pillar in found.pillars)]
    if found.agreed:
        key = "standing_agreed" if found.agreed == found.items else "standing_agreed_some"
        said.append(say(f"assessments.{key}", rated=found.agreed, items=found.items))
    return said


def _pillar_line(pillar: PillarMarks) -> Text:
    key = f"standing_pillar_{pillar.change}" if pillar.change else "standing_pillar"
    return say(f"assessments.{key}", pillar=pillar.title, median=pillar.median.words)


def _picture(found: AssessmentMarks, block_id: str, title: str) -> Picture:
    before = half_year_name(found.before) if found.before else None
    return summary_chart(block_id, title, half_year_name(found.half_year), before, found.pillars)
