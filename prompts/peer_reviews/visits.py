"""The forms around one visit: its date, its record, and the findings that the host writes."""

from __future__ import annotations

from collections.abc import Sequence

from domain.evidence_links import write_links
from domain.peer_reviews import SharedWith
from domain.typed import Asked
from facts.peer_reviews import VisitRecord
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.notices import notice, notice_view
from prompts.peer_reviews.cards import ReviewView
from prompts.text import joined, link, mention, shorten
from prompts.typed import asked_text, typed_block
from prompts.wording import day, day_at

FOCUS = "peer_reviews.focus"
WHEN = "peer_reviews.when"
AT = "peer_reviews.at"
LEAD = "peer_reviews.lead"
CAME = "peer_reviews.came_of_it"
EVIDENCE = "peer_reviews.evidence"
CHECK_BACK = "peer_reviews.check_back"
CHECK_NOTE = "peer_reviews.check_note"
WHAT, OWNER, OWNER_DUE = "peer_reviews.what", "peer_reviews.owner", "peer_reviews.action_due"
FINDINGS = "peer_reviews.findings"
SHARED = "peer_reviews.shared"
ACTIONS_IN_FORM = 2
MOST_SHOWN = 2500
LINKS = "peer_reviews.links"


def numbered(field: str, number: int) -> str:
    """The name of the field of the form's first, second, … action."""
    return f"{field}_{number}"


def date_view(visit: VisitRecord, asked: Sequence[Asked] = (), typed: str = "") -> View:
    """When the visit is, what it looks at, and who leads it. asked: what to ask about the words typed for its day."""
    questions: list[Element] = [elements.Section(asked_text(asked))] if asked else []
    questions += [typed_block(typed)] if typed else []
    return View(
        ReviewView.DATE,
        say("peer_reviews.date_title"),
        [
            _who(visit),
            *questions,
            elements.DateInput(WHEN, say("peer_reviews.when_label"), initial=visit.visit_on),
            elements.TimeInput(
                AT,
                say("peer_reviews.at_label"),
                initial=f"{visit.visit_time:%H:%M}" if visit.visit_time else "",
                optional=True,
                hint=say("peer_reviews.at_hint"),
            ),
            elements.TextInput(
                FOCUS,
                say("peer_reviews.focus_label"),
                initial=visit.focus,
                placeholder=say("peer_reviews.focus_placeholder"),
                multiline=True,
                optional=True,
                most=1000,
            ),
            elements.PersonInput(
                LEAD,
                say("peer_reviews.lead_label"),
                initial=visit.lead_id,
                optional=True,
                hint=say("peer_reviews.lead_hint", reviewer=visit.reviewer),
            ),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )


def record_view(visit: VisitRecord) -> View:
    """What was seen, when to check back, and what somebody takes on."""
    fields: list[Element] = [
        _who(visit),
        elements.DateInput(WHEN, say("peer_reviews.held_label"), initial=visit.visit_on),
        elements.TextInput(
            EVIDENCE,
            say("peer_reviews.evidence_label"),
            initial=visit.evidence,
            multiline=True,
            hint=say("peer_reviews.evidence_hint"),
        ),
        elements.TextInput(
            LINKS,
            say("peer_reviews.links_label"),
            initial=write_links(visit.links),
            multiline=True,
            optional=True,
            hint=say("peer_reviews.links_hint"),
        ),
        elements.DateInput(
            CHECK_BACK,
            say("peer_reviews.check_back_label"),
            initial=visit.check_back_on,
            optional=True,
            hint=say("peer_reviews.check_back_hint"),
        ),
        elements.TextInput(
            CHECK_NOTE,
            say("peer_reviews.check_note_label"),
            initial=visit.check_back_note,
            optional=True,
            most=500,
        ),
        elements.Divider(),
        elements.Context(say("peer_reviews.actions_hint")),
    ]
    for number in range(1, ACTIONS_IN_FORM + 1):
        fields += [
            elements.TextInput(
                numbered(WHAT, number), say("peer_reviews.what_label", number=number), optional=True, most=300
            ),
            elements.PersonInput(numbered(OWNER, number), say("peer_reviews.owner_label"), optional=True),
            elements.DateInput(
                numbered(OWNER_DUE, number),
                say("peer_reviews.action_due_label"),
                initial=visit.suggested_due,
                optional=True,
            ),
        ]
    return View(
        ReviewView.RECORD,
        say("peer_reviews.record_title"),
        fields,
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )


def findings_view(visit: VisitRecord) -> View:
    """For the host alone: what was seen, the findings they agree to, and who may read them."""
    sharing = [elements.Option(say(f"peer_reviews.share_{key}"), key) for key in SharedWith]
    return View(
        ReviewView.FINDINGS,
        say("peer_reviews.findings_title"),
        [
            _who(visit, "who_visited"),
            *evidence_sections(visit),
            elements.TextInput(
                FINDINGS,
                say("peer_reviews.findings_label"),
                initial=visit.findings or visit.draft,
                multiline=True,
                hint=say("peer_reviews.findings_hint"),
            ),
            elements.RadioInput(SHARED, say("peer_reviews.shared_label"), sharing, initial=visit.shared_with),
        ],
        submit=say("peer_reviews.agree"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )


def read_view(visit: VisitRecord) -> View:
    """The findings, for somebody who may read them. Evidence is shown where the record holds it."""
    shown: list[Element] = [_who(visit, "who_visited")]
    if visit.focus:
        shown.append(elements.Section(say("peer_reviews.focus_line", focus=visit.focus)))
    if visit.evidence:
        shown += evidence_sections(visit)
    if visit.findings:
        findings = shorten(visit.findings, MOST_SHOWN)
        shown.append(elements.Section(say("peer_reviews.findings_shown", host=visit.host, findings=findings)))
    if visit.came_of_it:
        shown.append(elements.Section(say("peer_reviews.came_shown", findings=shorten(visit.came_of_it, MOST_SHOWN))))
    if visit.actions:
        lines = [
            say(f"peer_reviews.action_{status}", what=shorten(what, 200), day=day(due))
            for what, due, status in visit.actions
        ]
        shown.append(elements.Section(joined("\n", [say("peer_reviews.actions_shown"), *lines])))
    for school, line in zip((visit.host, visit.reviewer), visit.closing, strict=True):
        if line:
            shown.append(elements.Section(say("peer_reviews.closing_shown", school=school, line=line)))
    return View("", say("peer_reviews.read_title"), shown)


def evidence_sections(visit: VisitRecord) -> list[Element]:
    """What was seen, and the links beside it."""
    evidence = shorten(visit.evidence, MOST_SHOWN) if visit.evidence else say("peer_reviews.no_evidence")
    shown: list[Element] = [elements.Section(say("peer_reviews.evidence_shown", evidence=evidence))]
    if visit.links:
        lines = ["• " + link(address, shorten(name or address, 100)) for address, name in visit.links]
        shown.append(elements.Section(joined("\n", lines)))
    return shown


def came_view(visit: VisitRecord) -> View:
    """For the host alone: what has changed since the visit."""
    shown: list[Element] = [_who(visit, "who_visited")]
    if visit.findings:
        findings = shorten(visit.findings, MOST_SHOWN)
        shown.append(elements.Section(say("peer_reviews.findings_shown", host=visit.host, findings=findings)))
    if visit.check_back_note:
        shown.append(elements.Context(say("peer_reviews.check_back_look", note=visit.check_back_note)))
    readers = say(f"peer_reviews.share_{visit.shared_with}")
    return View(
        ReviewView.CAME,
        say("peer_reviews.came_title"),
        [
            *shown,
            elements.TextInput(
                CAME,
                say("peer_reviews.came_label"),
                initial=visit.came_of_it,
                multiline=True,
                hint=say("peer_reviews.came_hint", readers=readers),
            ),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )


def saved_view(key: str) -> View:
    """ "Saved." in the words of what was saved: the text `saved_<key>`."""
    return notice_view(notice(say(f"peer_reviews.saved_{key}")), say("peer_reviews.saved_title"))


def _who(visit: VisitRecord, key: str = "who_visits") -> Element:
    text = say(f"peer_reviews.{key}", host=visit.host, reviewer=visit.reviewer)
    if visit.visit_on:
        text = text + " " + say("peer_reviews.on_day", day=day_at(visit.visit_on, visit.visit_time))
    if visit.lead_id:
        text = text + " " + say("peer_reviews.led_by", lead=mention(visit.lead_id))
    return elements.Section(text)
