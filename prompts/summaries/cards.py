"""What the bot says about where a network stands: the whole picture to its leaders, a safe one to anybody.

Counts, medians and rates alone. No person and no school is named in either.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.summaries import Step
from facts.summaries import AssessmentMarks, PillarMarks, PulseMark, Summary, TermMeetings
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, Picture, View
from prompts.network_choice import Choice, command_button
from prompts.notices import notice, notice_view
from prompts.pictures.summary_chart import summary_chart
from prompts.shares import share_words
from prompts.text import Text, channel_link, joined, mention
from prompts.wording import day, day_and_time, half_year_name, short_day, term_name, zone_time

COMMAND = "/cop-summary"
PICTURE = "summaries.picture"
MOST_PULSES = 6
"""The newest ones; the rest are counted, so that the message stays short."""


class SummaryAction(StrEnum):
    SHARE = "summaries.share"


class SummaryView(StrEnum):
    SHARE = "summaries.share_form"


def whole_message(summary: Summary, *, by_itself: bool = False) -> Message:
    """To one leader: what to do next, the picture, and the rest in short. Draws, so call it off the event loop.

    by_itself: the bot sends it at the end of the half-year.
    """
    head = _head(summary, "head_by_itself" if by_itself else "head")
    shown: list[Element] = [elements.Section(head), *_steps(summary), elements.Divider()]
    shown.append(elements.Section(_meetings(summary, whole=True)))
    pictures = []
    if summary.assessment is not None:
        picture = _picture(summary, summary.assessment)
        pictures.append(picture)
        shown += [elements.Section(_assessment(summary)), elements.PicturePlace(PICTURE, picture.alt)]
    else:
        shown.append(elements.Section(_assessment(summary)))
    shown += [
        elements.Section(_pulses(summary)),
        elements.Section(_lines([_reviews(summary, whole=True), _introductions(summary, whole=True)])),
        elements.Section(_actions(summary, whole=True)),
    ]
    if summary.may_share:
        shown.append(elements.Buttons(_share_button(summary)))
    shown.append(elements.Context(say("summaries.whole_footer")))
    return Message(head, shown, pictures)


def safe_message(summary: Summary) -> Message:
    """To somebody who sees the network from further away: the safe version."""
    head = _head(summary, "head")
    return Message(head, [elements.Section(head), *_safe(summary), elements.Context(say("summaries.safe_footer"))])


def shared_message(summary: Summary, shared_by: str) -> Message:
    """To the channel: the safe version, and who shared it."""
    head = _head(summary, "head")
    footer = say("summaries.shared_footer", person=mention(shared_by))
    return Message(head, [elements.Section(head), *_safe(summary), elements.Context(footer)])


def share_view(summary: Summary) -> View:
    """The safe version to look at before it goes to the channel."""
    return View(
        SummaryView.SHARE,
        say("summaries.share_title"),
        [
            elements.Section(say("summaries.share_lead")),
            elements.Divider(),
            elements.Section(_head(summary, "head")),
            *_safe(summary),
        ],
        submit=say("summaries.share_submit"),
        close=say("summaries.share_close"),
        metadata=refs.encode(network=summary.network_id, half_year=summary.half_year),
    )


def shared_view(channel_id: str) -> View:
    """What the form turns into once it is shared."""
    return notice_view(notice(say("summaries.shared", channel=channel_link(channel_id))), say("summaries.shared_title"))


def sent_message(network: str, half_year: str) -> Message:
    """To the person who asked: it is in their direct messages."""
    return notice(say("summaries.sent", network=network, half_year=half_year_name(half_year)))


def name_network_message(choices: Sequence[Choice], typed: str) -> Message:
    """To somebody who sees too many networks for buttons. typed: the half-year they gave, if any."""
    example = f"{COMMAND} {choices[0].name} {typed}".strip()
    return notice(say("summaries.name_network", count=len(choices), example=example))


def _head(summary: Summary, key: str) -> Text:
    return say(f"summaries.{key}", network=summary.network, half_year=half_year_name(summary.half_year))


def _safe(summary: Summary) -> list[Element]:
    return [
        elements.Section(_meetings(summary, whole=False)),
        elements.Section(_assessment(summary)),
        elements.Section(_pulses(summary)),
        elements.Section(
            _lines(
                [
                    _reviews(summary, whole=False),
                    _introductions(summary, whole=False),
                    _actions(summary, whole=False),
                ]
            )
        ),
    ]


# What to do next

LABELS = {
    Step.MINUTES: ("summaries.minutes_label", "/cop-meeting", ""),
    Step.BOOK: ("summaries.book_label", "/cop-meeting", ""),
    Step.RATE: ("summaries.rate_label", "/cop-assess", ""),
    Step.AGREE: ("summaries.agree_label", "/cop-assess", "agree"),
    Step.OVERDUE: ("summaries.overdue_label", "/cop-action", ""),
    Step.VISITS: ("summaries.visits_label", "/cop-review", ""),
    Step.ROUND: ("summaries.round_label", "/cop-review", ""),
}


def _steps(summary: Summary) -> list[Element]:
    """What waits, a line each, and a button for each; a word of rest where nothing waits."""
    if not summary.is_now:
        return []
    if not summary.steps:
        return [elements.Section(say("summaries.nothing_waits"))]
    lines = _lines([_step_line(summary, step) for step in summary.steps])
    return [elements.Section(lines), elements.Buttons(*_step_buttons(summary))]


def _step_line(summary: Summary, step: Step) -> Text:
    term = summary.meetings.terms[-1].term if summary.meetings.terms else ""
    until = summary.assessment_open_until
    return say(
        f"summaries.{step}_line",
        number=summary.meetings.unrecorded if step is Step.MINUTES else summary.meetings.to_book,
        term=term_name(term),
        until=day(until) if until else "",
        overdue=summary.actions_overdue,
        late=summary.reviews.late if summary.reviews else 0,
    )


def _step_buttons(summary: Summary) -> list[elements.Button]:
    """A button for each step; the first stands out, and a command that two steps share is offered once."""
    shown: dict[tuple[str, str], elements.Button] = {}
    for step in summary.steps:
        label, command, text = LABELS[step]
        style = "" if shown else "primary"
        button = command_button(
            say(label), command, network_id=summary.network_id, text=text, style=style, suffix=f"summary-{step}"
        )
        shown.setdefault((command, text), button)
    return list(shown.values())


def _share_button(summary: Summary) -> elements.Button:
    value = refs.encode(network=summary.network_id, half_year=summary.half_year)
    return elements.Button(say("summaries.share_label"), SummaryAction.SHARE, value)


# The parts


def _meetings(summary: Summary, *, whole: bool) -> Text:
    facts = summary.meetings
    counted = _counted(facts.held, facts.unrecorded, 0)
    lines = [say("summaries.meetings", meetings=counted, minimum=facts.minimum)]
    lines += [_term_line(term) for term in facts.terms]
    if whole and facts.attendance:
        each = [
            say("summaries.attendance_one", schools=str(a.schools), of=str(a.of), day=short_day(a.on))
            for a in facts.attendance
        ]
        lines.append(say("summaries.attendance", meetings=joined(", ", each)))
    if not whole and facts.present is not None:
        lines.append(say("summaries.attendance_rate", rate=share_words(facts.present)))
    if facts.next_at is not None:
        place = say("summaries.next_place", place=facts.next_place) if facts.next_place else Text()
        when, zone = day_and_time(facts.next_at, summary.zone), zone_time(summary.zone)
        lines.append(say("summaries.next_meeting", when=when, place=place, zone=zone))
    elif summary.is_now:
        lines.append(say("summaries.no_next_meeting"))
    return _lines(lines)


def _term_line(term: TermMeetings) -> Text:
    counted = _counted(term.held, term.unrecorded, term.booked)
    return say("summaries.term", term=term_name(term.term), meetings=counted, minimum=term.minimum)


def _counted(held: int, unrecorded: int, booked: int) -> Text:
    """ "1 held, 1 awaiting its minutes, 2 booked"; a meeting of which nobody has written yet is not called unheld."""
    numbers = (("held", held), ("unrecorded", unrecorded), ("booked", booked))
    said = [say(f"summaries.term_{key}", number=number) for key, number in numbers if number]
    if not held and not unrecorded:
        said.insert(0, say("summaries.none_held"))
    return joined(", ", said)


def _assessment(summary: Summary) -> Text:
    found = summary.assessment
    lines = []
    if found is None:
        lines.append(say("summaries.no_assessment"))
    else:
        key = "assessment_since" if found.before else "assessment"
        before = half_year_name(found.before) if found.before else ""
        lines.append(say(f"summaries.{key}", half_year=half_year_name(found.half_year), before=before))
        lines += [_pillar_line(pillar) for pillar in found.pillars]
    if summary.assessment_open_until is not None:
        lines.append(say("summaries.assessment_open", until=day(summary.assessment_open_until)))
    return _lines(lines)


def _pillar_line(pillar: PillarMarks) -> Text:
    key = f"pillar_{pillar.change}" if pillar.change else "pillar"
    return say(f"summaries.{key}", pillar=pillar.title, median=pillar.median.words)


def _pulses(summary: Summary) -> Text:
    if not summary.pulses:
        return say("summaries.no_pulses")
    newest = summary.pulses[-MOST_PULSES:][::-1]
    lines = [say("summaries.pulses", number=len(summary.pulses))]
    lines += [_pulse_line(pulse) for pulse in newest]
    if len(summary.pulses) > len(newest):
        lines.append(say("summaries.more_pulses", number=len(summary.pulses) - len(newest)))
    return _lines(lines)


def _pulse_line(pulse: PulseMark) -> Text:
    median = pulse.median.words
    if pulse.participation is None:
        return say("summaries.pulse", title=pulse.title, median=median)
    return say("summaries.pulse_rate", title=pulse.title, median=median, rate=share_words(pulse.participation))


def _reviews(summary: Summary, *, whole: bool) -> Text:
    found = summary.reviews
    if found is None:
        return say("summaries.no_reviews")
    key = "reviews_late" if whole and found.late and summary.is_now else "reviews"
    return say(
        f"summaries.{key}",
        number=found.number,
        done=found.done,
        total=found.total,
        late=found.late,
    )


def _introductions(summary: Summary, *, whole: bool) -> Text:
    if not summary.introduced:
        return say("summaries.no_introductions")
    key = "introductions_met" if whole and summary.met else "introductions"
    return say(f"summaries.{key}", made=summary.introduced, met=summary.met)


def _actions(summary: Summary, *, whole: bool) -> Text:
    if not summary.is_now:
        return say("summaries.actions_then", done=summary.actions_done)
    if not summary.actions_open and not summary.actions_done:
        return say("summaries.no_actions")
    key = "actions_overdue" if whole and summary.actions_overdue else "actions"
    return say(
        f"summaries.{key}",
        open=summary.actions_open,
        overdue=summary.actions_overdue,
        done=summary.actions_done,
    )


def _picture(summary: Summary, found: AssessmentMarks) -> Picture:
    return summary_chart(
        PICTURE,
        say("summaries.picture_title", network=summary.network).plain,
        half_year_name(found.half_year),
        half_year_name(found.before) if found.before else None,
        found.pillars,
    )


def _lines(lines: Sequence[Text]) -> Text:
    return joined("\n", (line for line in lines if line))
