"""What the bot shows SEILs of contacts outside the schools."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote as url_quote

from domain.contacts import (
    ABOUT,
    CONSENT_HOW,
    CONSENT_ON,
    EMAIL,
    IN_TOUCH,
    KIND,
    MOST_CHARACTERS,
    MOST_IN_A_NAME,
    NAME,
    ORGANISATION,
    PHONE,
    WORDS,
    ConsentHow,
    Kind,
)
from facts.contacts import ContactBoard, ContactFacts, ContactForm
from facts.offers import ContactMatch
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import first
from prompts.message import Message, View
from prompts.text import Text, Words, joined, lines, link, mention, quote
from prompts.topics import topic_options
from prompts.wording import day

COMMAND = "/cop-contact"
MOST_SHOWN = 10
MOST_IN_A_LINK = 1800
"""Characters of an address that mail programs and both chats take."""


class ContactsAction(StrEnum):
    NEW = "contacts.new"
    CHANGE = "contacts.change"
    TOUCH = "contacts.touch"
    REMOVE = "contacts.remove"


class ContactsView(StrEnum):
    SAVE = "contacts.save_form"


def board_message(board: ContactBoard, note: Words = "") -> Message:
    """/cop-contact: the directory, or what was found. note: what just happened."""
    shown: list[Element] = [elements.Section(note)] if note else []
    shown.append(elements.Section(_head(board)))
    shown += first(board.found, MOST_SHOWN, _entry, "contacts.more")
    shown.append(elements.Buttons(elements.Button(say("contacts.button_new"), ContactsAction.NEW)))
    return Message(say("contacts.board_text"), shown)


def _head(board: ContactBoard) -> Text:
    if not board.total:
        return say("contacts.none")
    if board.asked:
        return say("contacts.found" if board.found else "contacts.found_none", asked=board.asked)
    return say("contacts.all", number=board.total)


def _entry(contact: ContactFacts) -> list[Element]:
    return [elements.Section(_described(contact)), _buttons(contact), elements.Context(_small(contact))]


def _described(contact: ContactFacts) -> Text:
    parts = [say("contacts.who", name=contact.name, what=what_they_are(contact))]
    key = "contacts.helps_topic" if contact.topic else "contacts.helps"
    parts.append(say(key, topic=contact.topic, words=contact.words))
    ways = [link(f"mailto:{contact.email}", contact.email)] if contact.email else []
    return lines([*parts, joined(" · ", [*ways, *([contact.phone] if contact.phone else [])])])


def what_they_are(contact: ContactFacts) -> str:
    """ "Reading Well, agency", or one of the two where it says the other, as "Monash University" does."""
    kind = say(f"contacts.kind_{contact.kind}").plain
    parts = [contact.organisation] if kind in contact.organisation.casefold() else [contact.organisation, kind]
    return ", ".join(filter(None, parts))


def _small(contact: ContactFacts) -> Text:
    return say(
        "contacts.small_print",
        person=mention(contact.vouched_by),
        network=contact.network,
        day=day(contact.in_touch_on),
        consent=day(contact.consent_on),
        how=say(f"contacts.how_{contact.consent_how}").plain,
    )


def _buttons(contact: ContactFacts) -> Element:
    carried = refs.encode(contact=contact.contact_id)
    buttons = [elements.Button(say("contacts.button_touch"), ContactsAction.TOUCH, carried)]
    if contact.may_change:
        sure = elements.Confirm(
            say("contacts.remove_title"), say("contacts.remove_text", name=contact.name), say("contacts.remove_yes")
        )
        buttons += [
            elements.Button(say("contacts.button_change"), ContactsAction.CHANGE, carried),
            elements.Button(say("contacts.button_remove"), ContactsAction.REMOVE, carried, confirm=sure),
        ]
    return elements.Buttons(*buttons)


def contact_form(form: ContactForm, name: str = "") -> View:
    """A new entry, or one to change. name: of a new one, where it is known."""
    had = form.contact
    carried = {"network": form.network_id} | ({"contact": had.contact_id} if had else {})
    return View(
        ContactsView.SAVE,
        say("contacts.form_title"),
        [
            elements.Section(say("contacts.form_lead")),
            elements.TextInput(NAME, say("contacts.form_name"), initial=had.name if had else name, most=MOST_IN_A_NAME),
            elements.TextInput(
                ORGANISATION,
                say("contacts.form_organisation"),
                initial=had.organisation if had else "",
                optional=True,
                most=MOST_IN_A_NAME,
            ),
            elements.SelectInput(
                KIND,
                say("contacts.form_kind"),
                [elements.Option(say(f"contacts.kind_{kind}").capitalised(), kind) for kind in Kind],
                initial=had.kind if had else None,
            ),
            elements.SelectInput(
                ABOUT,
                say("contacts.form_about"),
                topic_options(form.topics),
                initial=(had.about or None) if had else None,
                placeholder=say("offers.form_about_placeholder"),
                optional=True,
            ),
            elements.TextInput(
                WORDS,
                say("contacts.form_words"),
                initial=had.words if had else "",
                multiline=True,
                hint=say("contacts.form_words_hint"),
                most=MOST_CHARACTERS,
            ),
            elements.TextInput(
                EMAIL, say("contacts.form_email"), initial=had.email if had else "", optional=True, most=MOST_IN_A_NAME
            ),
            elements.TextInput(
                PHONE,
                say("contacts.form_phone"),
                initial=had.phone if had else "",
                optional=True,
                hint=say("contacts.form_phone_hint"),
                most=MOST_IN_A_NAME,
            ),
            elements.DateInput(IN_TOUCH, say("contacts.form_in_touch"), initial=had.in_touch_on if had else form.today),
            elements.DateInput(
                CONSENT_ON,
                say("contacts.form_consent_on"),
                initial=had.consent_on if had else None,
                hint=say("contacts.form_consent_hint"),
            ),
            elements.RadioInput(
                CONSENT_HOW,
                say("contacts.form_consent_how"),
                [elements.Option(say(f"contacts.how_{how}").capitalised(), how) for how in ConsentHow],
                initial=had.consent_how if had else None,
            ),
        ],
        submit=say("contacts.form_submit"),
        close=say("contacts.form_close"),
        metadata=refs.encode(**carried),
    )


def saved_view(contact: ContactFacts) -> View:
    """What the form turns into."""
    return View("", say("contacts.form_title"), [elements.Section(say("contacts.saved", name=contact.name))])


def draft_view(match: ContactMatch) -> View:
    """An e-mail to a contact about a need, ready to send from one's own mail program: the bot sends nothing.

    It names the school and not the person, who is asked before anybody hears their name.
    """
    contact, person = match.contact, match.need.person
    where = person.about or match.need.person.network
    subject = say("contacts.draft_subject", where=where).plain
    body = say("contacts.draft_body", name=contact.name, where=where, words=match.need.words).plain
    address = f"mailto:{url_quote(contact.email, safe='@+')}?subject={url_quote(subject)}&body={url_quote(body)}"
    if len(address) > MOST_IN_A_LINK:
        address = address.partition("&body=")[0]
    way = (
        link(address, say("contacts.draft_open")) if contact.email else say("contacts.draft_call", phone=contact.phone)
    )
    return View(
        "",
        say("contacts.draft_title"),
        [
            elements.Section(say("contacts.draft_lead", person=mention(person.user_id))),
            elements.Context(say("contacts.draft_text")),
            elements.Section(quote(f"{subject}\n\n{body}")),
            elements.Section(way),
        ],
    )
