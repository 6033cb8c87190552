"""What the bot says of what networks show each other."""

from __future__ import annotations

from enum import StrEnum

from domain.showcases import LOOK_FOR, MOST_ASKED, MOST_CHARACTERS, SHOWS, WORDS, Part
from facts.showcases import Findings, FoundNetwork, ShowcaseForm, Shown
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.groups.cards import start_button
from prompts.lists import left_over
from prompts.message import Message, View
from prompts.text import Text, joined, listing


class ShowcasesAction(StrEnum):
    SHOW = "showcases.show"
    FIND = "showcases.find"
    ASK = "showcases.ask"
    INTRODUCE = "showcases.introduce"
    LINK = "showcases.link"
    LINK_YES = "showcases.link_yes"
    LINK_NO = "showcases.link_no"
    LINK_END = "showcases.link_end"


class ShowcasesView(StrEnum):
    SHOW = "showcases.show_form"
    FIND = "showcases.find_form"
    LINK = "showcases.link_form"


def show_form(form: ShowcaseForm) -> View:
    """What others see of a network: ticked and written, with what each would show now."""
    could = form.could
    about = {Part.FOCUS: could.focus, Part.STRENGTHS: ", ".join(could.strengths)}
    options = [
        elements.Option(say(f"showcases.part_{part}"), part, about[part] or say(f"showcases.part_{part}_none"))
        for part in Part
    ]
    return View(
        ShowcasesView.SHOW,
        say("showcases.show_title"),
        [
            elements.Section(say("showcases.show_lead", network=could.network)),
            elements.CheckboxesInput(SHOWS, say("showcases.show_parts"), options, initials=form.ticked),
            elements.TextInput(
                WORDS,
                say("showcases.show_words"),
                initial=could.words,
                multiline=True,
                optional=True,
                hint=say("showcases.show_words_hint"),
                most=MOST_CHARACTERS,
            ),
        ],
        submit=say("showcases.show_submit"),
        close=say("showcases.close"),
        metadata=refs.encode(network=could.network_id),
    )


def shown_view(shown: Shown | None) -> View:
    """What that form turns into."""
    if shown is None:
        said: list[Element] = [elements.Section(say("showcases.shown_nothing"))]
    else:
        said = [elements.Section(say("showcases.shown")), elements.Section(_shown(shown))]
    return View("", say("showcases.show_title"), said)


def find_form(network_id: int) -> View:
    """What to look for."""
    words = elements.TextInput(
        LOOK_FOR,
        say("showcases.find_words"),
        placeholder=say("showcases.find_placeholder"),
        hint=say("showcases.find_hint"),
        optional=True,
        most=MOST_ASKED,
    )
    return View(
        ShowcasesView.FIND,
        say("showcases.find_title"),
        [words],
        submit=say("showcases.find_submit"),
        close=say("showcases.close"),
        metadata=refs.encode(network=network_id),
    )


def findings_view(findings: Findings) -> View:
    """What the form turns into."""
    return View("", say("showcases.find_title"), _findings(findings))


def findings_message(findings: Findings) -> Message:
    """The same after typing."""
    return Message(say("showcases.find_title"), _findings(findings))


def _findings(findings: Findings) -> list[Element]:
    some = "found" if findings.found else "none"
    key = f"showcases.{some}" if findings.asked else f"showcases.{some}_at_all"
    shown: list[Element] = [elements.Section(say(key, words=findings.asked))]
    for each in findings.found:
        shown += _found(findings, each)
    shown += left_over(findings.more, "showcases.more")
    if findings.found and findings.may_ask:
        shown.append(elements.Context(say("showcases.ask_small_print")))
    return shown


def _found(findings: Findings, found: FoundNetwork) -> list[Element]:
    text = joined("\n", [say("showcases.name", network=found.shown.network), _shown(found.shown)])
    carried = refs.encode(network=findings.network_id, linked=found.shown.network_id)
    button = None
    if findings.may_introduce:
        button = introduce_button(findings.network_id, found.shown.network_id)
    elif findings.may_ask:
        button = elements.Button(say("showcases.button_ask"), ShowcasesAction.ASK, carried)
    shown: list[Element] = [elements.Section(text, beside=button)]
    if found.shown.network_id in findings.may_group:
        shown.append(elements.Buttons(start_button(findings.network_id, found.shown.network_id)))
    if found.shared:
        words = listing(f"“{word}”" for word in found.shared)
        shown.append(elements.Context(say("showcases.why_words", words=words)))
    return shown


def introduce_button(network_id: int, other_id: int) -> elements.Button:
    """For the SEIL of the first network: the form that introduces the two chairs."""
    carried = refs.encode(network=network_id, linked=other_id)
    return elements.Button(say("showcases.button_introduce"), ShowcasesAction.INTRODUCE, carried)


def card_line(shown: Shown) -> Text:
    """On the network's own card: what others see of it."""
    return say("showcases.card", shown=_shown(shown))


def _shown(shown: Shown) -> Text:
    lines = []
    if shown.strengths:
        lines.append(say("showcases.strengths", strengths=listing(shown.strengths)))
    if shown.focus:
        lines.append(say("showcases.focus", focus=shown.focus))
    if shown.words:
        lines.append(say("showcases.own_words", words=shown.words))
    return joined("\n", lines)


def link_words(shown: Shown) -> str:
    """What the form begins with in which somebody asks their SEIL for a link; they change it as they like."""
    return say("showcases.link_words", network=shown.network, shown=_shown(shown)).plain


def introduce_words(shown: Shown) -> str:
    """What the form of an introduction begins with; the SEIL changes it as they like."""
    return say("showcases.introduce_words", network=shown.network, shown=_shown(shown)).plain
