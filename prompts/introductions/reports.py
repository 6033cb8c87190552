"""What the bot asks of how an introduction went, each of the two alone, and what their SEIL hears and sees of it."""

from __future__ import annotations

from domain.introductions import LINE, MOST_IN_A_LINE, About, Reply
from facts.introductions import Report, Reported, Year
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.introductions.actions import ASKS, LINE_FORMS, SAYS, IntroductionsAction
from prompts.introductions.year import year_words
from prompts.message import Message, View
from prompts.pictures.introductions_chart import introductions_chart
from prompts.text import Text, mention, quote

PICTURE = "introductions.picture"


def report_message(report: Report) -> Message:
    """The question to one of the two; what they say replaces it."""
    shown = report_elements(report)
    return Message(_question(report) if not report.answer else _thanks(report), shown)


def report_elements(report: Report) -> list[Element]:
    carried = refs.encode(introduction=report.introduction_id)
    if not report.answer:
        buttons = [
            elements.Button(
                say(f"introductions.button_{report.about}_{reply}"),
                f"{ASKS[About(report.about)]}:{reply}",
                carried,
                style="primary" if reply is Reply.YES else "",
            )
            for reply in Reply
        ]
        small = say("introductions.report_small_print", seil=mention(report.seil_id))
        return [elements.Section(_question(report)), elements.Buttons(*buttons), elements.Context(small)]
    shown: list[Element] = [elements.Section(_thanks(report))]
    if report.line:
        shown += [elements.Section(quote(report.line))]
        shown += [elements.Context(say("introductions.line_kept", seil=mention(report.seil_id)))]
    if report.about == About.CHANGED and report.answer == Reply.NO:
        return shown
    label = say(f"introductions.button_{report.about}_{'change_line' if report.line else 'line'}")
    return [*shown, elements.Buttons(elements.Button(label, SAYS[About(report.about)], carried))]


def _question(report: Report) -> Text:
    return say(
        f"introductions.report_{report.about}", other=mention(report.other.user_id), seil=mention(report.seil_id)
    )


def _thanks(report: Report) -> Text:
    return say(f"introductions.said_{report.about}_{report.answer}", other=mention(report.other.user_id))


def line_form(report: Report) -> View:
    """A line on what comes next, or on what changed, for the SEIL to read."""
    return View(
        LINE_FORMS[About(report.about)],
        say(f"introductions.line_title_{report.about}"),
        [
            elements.TextInput(
                LINE,
                say(f"introductions.line_{report.about}"),
                initial=report.line,
                hint=say("introductions.line_hint"),
                most=MOST_IN_A_LINE,
            )
        ],
        submit=say("introductions.line_submit"),
        close=say("introductions.form_close"),
        metadata=refs.encode(introduction=report.introduction_id),
    )


def line_view(report: Report) -> View:
    """What the form turns into."""
    title = say(f"introductions.line_title_{report.about}")
    return View("", title, [elements.Section(say("introductions.line_kept", seil=mention(report.seil_id)))])


def reported_message(said: Reported) -> Message:
    """To the SEIL: that it was useful, or changed something, and what the two wrote; never that one said no."""
    key = f"introductions.told_{said.about}" if said.yes else "introductions.told_lines"
    head = say(key, first=mention(said.first_id), second=mention(said.second_id))
    shown: list[Element] = [elements.Section(head)]
    for person, line in said.lines:
        shown.append(elements.Section(say(f"introductions.told_line_{said.about}", other=mention(person))))
        shown.append(elements.Section(quote(line)))
    return Message(head, shown)


def year_message(year: Year) -> Message:
    """The same with its picture. Draws, so call it off the event loop."""
    picture = introductions_chart(PICTURE, year)
    shown: list[Element] = [
        elements.Section(year_words(year)),
        elements.PicturePlace(picture.id, picture.alt),
        elements.Context(say("introductions.year_small_print")),
        elements.Buttons(elements.Button(say("introductions.button_new"), IntroductionsAction.NEW)),
    ]
    return Message(year_words(year), shown, [picture])
