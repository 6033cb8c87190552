"""Which of several self-assessments is meant, and which of them a network uses."""

from __future__ import annotations

from collections.abc import Sequence

from facts.assessments import AssessmentOverview, InstrumentChoice, Place, RatingForm, Used
from prompts import button_data as refs
from prompts import elements
from prompts.assessments.cards import assess_button, form_button, overview_message
from prompts.assessments.names import AssessmentsField, AssessmentsView
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.text import joined


def which_message(network_id: int, word: str, choices: Sequence[InstrumentChoice]) -> Message:
    """A button for each self-assessment, which does what was typed."""
    text = say("assessments.which")
    buttons = [assess_button(one.title, Place(network_id, "", one.key), word) for one in choices]
    return Message(text, [elements.Section(text), elements.Buttons(*buttons)])


def forms_message(forms: Sequence[RatingForm]) -> Message:
    """Several forms are open for the person: how far they are in each, with a button for each."""
    text = say("assessments.which_form")
    shown: list[Element] = [elements.Section(text)]
    for form in forms:
        about = form.about
        button = form_button(about, rated=form.rated, of=about.items)
        line = say("assessments.form_line", network=about.network, rated=form.rated, items=about.items)
        shown.append(elements.Section(line, beside=button))
    return Message(text, shown)


def overviews_message(found: Sequence[AssessmentOverview]) -> Message:
    """Where each self-assessment of the network stands, one after the other."""
    said = [overview_message(one) for one in found]
    shown = [each for one in said for each in one.elements]
    if any(one.may_choose for one in found):
        place = Place(found[0].network_id, "")
        shown.append(elements.Buttons(assess_button(say("assessments.settings"), place, "settings")))
    return Message(joined("\n\n", (one.text for one in said)), shown)


def settings_view(found: Used) -> View:
    """Which the network uses, which open by themselves, and which one pulse checks ask about."""
    options = [elements.Option(one.title, one.key) for one in found.known]
    asked = [one for one in found.known if one.has_pulses or one.key == found.pulses]
    return View(
        callback_id=AssessmentsView.SETTINGS,
        title=say("assessments.settings_title"),
        elements=[
            elements.Section(say("assessments.settings_text", network=found.network)),
            elements.CheckboxesInput(
                AssessmentsField.USED, say("assessments.settings_used"), options, initials=found.keys
            ),
            elements.CheckboxesInput(
                AssessmentsField.BY_ITSELF,
                say("assessments.settings_by_itself"),
                options,
                initials=[one.key for one in found.known if one.key in found.by_itself],
                hint=say("assessments.settings_by_itself_hint"),
            ),
            elements.SelectInput(
                AssessmentsField.PULSES,
                say("assessments.settings_pulses"),
                [elements.Option(one.title, one.key) for one in asked],
                initial=found.pulses,
            ),
        ],
        submit=say("assessments.settings_submit"),
        close=say("assessments.close"),
        metadata=refs.encode(network=found.network_id),
    )
