"""What the bot says of a network's self-assessment where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from domain.summaries import Urgency
from facts.assessments import AssessmentMarks, PillarMarks
from prompts.assessments.cards import COMMAND
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.summary_chart import summary_chart
from prompts.sections import NextStep, Part, Section, lines
from prompts.text import Text, joined
from prompts.wording import day, half_year_name


def section(
    found: AssessmentMarks | None, open_until: date | None, *, steps: Sequence[NextStep] = (), title: str = ""
) -> Section:
    """The newest result's pillars, a picture of each with its items, and the last day of what is open now.

    title: the instrument's, where the network uses several.
    """
    said = [_none(title)] if found is None else _result(found, title)
    if open_until is not None:
        said.append(say("assessments.standing_open", until=day(open_until)))
    part = Part(lines(said))
    if found is None:
        return Section(part, part, steps)
    draws = [partial(_picture, found, pillar, title) for pillar in found.pillars]
    return Section(part, part, steps, draw=draws[0], draw_more=draws[1:])


def together(sections: Sequence[Section]) -> Section:
    """Those of several instruments as one."""
    steps = [step for section in sections for step in section.steps]
    draws = [draw for one in sections if one.draw is not None for draw in (one.draw, *one.draw_more)]
    part = Part(joined("\n", (section.whole.words for section in sections)))
    return Section(part, part, steps, draw=draws[0] if draws else None, draw_more=draws[1:])


def rate_step(until: date, instrument: str = "") -> NextStep:
    """To rate while the assessment is open. instrument: its key, where the network uses several."""
    line = say("assessments.step_rate", until=day(until))
    return _step("rate", line, say("assessments.step_rate_label"), "", instrument)


def again_step(until: date, instrument: str = "") -> NextStep:
    """To rate again what the ratings are far apart on."""
    line = say("assessments.step_again", until=day(until))
    return _step("again", line, say("assessments.start"), "", instrument)


def agree_step(instrument: str = "") -> NextStep:
    """To agree levels once the ratings are in."""
    return _step("agree", say("assessments.step_agree"), say("assessments.step_agree_label"), "agree", instrument)


def confirm_step(instrument: str = "") -> NextStep:
    """To confirm the levels that another leader proposed."""
    return _step("confirm", say("assessments.step_confirm"), say("assessments.confirm"), "confirm", instrument)


def _step(name: str, line: Text, label: Text, word: str, instrument: str) -> NextStep:
    apart = f"{name}-{instrument}" if instrument else name
    return NextStep(apart, Urgency.OPEN, line, label, COMMAND, f"{word} {instrument}".strip())


def _none(title: str) -> Text:
    return say("assessments.standing_none_of", instrument=title) if title else say("assessments.standing_none")


def _result(found: AssessmentMarks, title: str) -> list[Text]:
    half_year, before = half_year_name(found.half_year), half_year_name(found.before) if found.before else ""
    key = "assessments.standing_since" if before else "assessments.standing"
    head = say(f"{key}_of" if title else key, instrument=title, half_year=half_year, before=before)
    said = [head, *(_pillar_line(pillar) for pillar in found.pillars)]
    if found.agreed:
        key = "standing_agreed" if found.agreed == found.items else "standing_agreed_some"
        said.append(say(f"assessments.{key}", rated=found.agreed, items=found.items))
    return said


def _pillar_line(pillar: PillarMarks) -> Text:
    key = f"standing_pillar_{pillar.change}" if pillar.change else "standing_pillar"
    return say(f"assessments.{key}", pillar=pillar.title, median=pillar.median.words)


def _picture(found: AssessmentMarks, pillar: PillarMarks, title: str, block_id: str, heading: str) -> Picture:
    """One pillar alone: chats show a picture no higher than so, and a phone could not read a taller one."""
    before = half_year_name(found.before) if found.before else None
    words = f"{heading} · {title}" if title else heading
    return summary_chart(block_id, words, half_year_name(found.half_year), before, pillar)
