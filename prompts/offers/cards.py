"""What the bot says of needs and offers: to whose they are, and to the SEIL who could bring two people together."""

from __future__ import annotations

from enum import StrEnum

from domain.offers import ABOUT, MOST_CHARACTERS, SIDE, WORDS, Side
from facts.introductions import Somebody
from facts.offers import ContactMatch, OfferBoard, OfferFacts, OfferForm, Suggestion
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.contacts.cards import what_they_are
from prompts.elements import Element
from prompts.lists import first, left_over
from prompts.message import Message, View
from prompts.text import Text, Words, joined, listing, mention, quote
from prompts.topics import topic_options

COMMAND = "/cop-offer"
MOST_OWN = 10


class OffersAction(StrEnum):
    NEED = "offers.new_need"
    OFFER = "offers.new_offer"
    TAKE_BACK = "offers.take_back"
    INTRODUCE = "offers.introduce"
    DRAFT = "offers.draft"
    MORE = "offers.more"


class OffersView(StrEnum):
    ADD = "offers.add_form"


class OffersShortcut(StrEnum):
    COULD_HELP = "offers.could_help"


def add_form(form: OfferForm, words: str = "") -> View:
    """Say what one needs or can offer, with the words it begins with. Begun on a message, it shows that message."""
    shown: list[Element] = [elements.Section(say("offers.form_lead"))]
    answers = refs.short_enough(form.answers)  # the form carries it
    if answers:
        shown += [elements.Section(say("offers.form_answers")), elements.Section(quote(answers))]
    else:
        sides = [elements.Option(say(f"offers.side_{side}"), side) for side in Side]
        shown.append(elements.RadioInput(SIDE, say("offers.form_side"), sides, initial=form.side or None))
    shown += [
        elements.SelectInput(
            ABOUT,
            say("offers.form_about"),
            topic_options(form.topics),
            placeholder=say("offers.form_about_placeholder"),
            optional=True,
        ),
        elements.TextInput(
            WORDS,
            say("offers.form_offer_words" if form.answers else "offers.form_words"),
            initial=words,
            multiline=True,
            hint=say("offers.form_words_hint"),
            most=MOST_CHARACTERS,
        ),
    ]
    return View(
        OffersView.ADD,
        say("offers.form_title"),
        shown,
        submit=say("offers.form_submit"),
        close=say("offers.form_close"),
        metadata=refs.encode(network=form.network_id, **({"answers": answers} if answers else {})),
    )


def added_view(offer: OfferFacts) -> View:
    """What the form turns into."""
    return View("", say("offers.form_title"), [elements.Section(say(f"offers.added_{offer.side}"))])


def board_message(board: OfferBoard, note: Words = "") -> Message:
    """/cop-offer: to a SEIL what could be brought together; then one's own. note: what just happened."""
    shown: list[Element] = [elements.Section(note)] if note else []
    if board.serves:
        shown += _suggestions(board)
        if board.outside:
            shown.append(elements.Section(say("contacts.outside")))
        for match in board.outside:
            shown += _outside(match)
        shown += left_over(board.more_outside, "contacts.more")
        if board.unmet:
            shown.append(elements.Context(say("offers.unmet", number=board.unmet)))
    if board.may_add or board.own:
        shown.append(elements.Section(say("offers.own_title" if board.own else "offers.own_none")))
        shown += first(board.own, MOST_OWN, lambda offer: [_own(offer)])
    if board.may_add:
        shown.append(
            elements.Buttons(
                elements.Button(say("offers.button_need"), OffersAction.NEED),
                elements.Button(say("offers.button_offer"), OffersAction.OFFER),
            )
        )
    return Message(say("offers.board_text"), shown)


def more_message(board: OfferBoard) -> Message:
    """The suggestions after those that were shown."""
    return Message(say("offers.board_text"), _suggestions(board))


def _suggestions(board: OfferBoard) -> list[Element]:
    """Some of them, and the way to those after them."""
    shown: list[Element] = [
        elements.Section(say("offers.suggestions" if board.suggestions else "offers.no_suggestions"))
    ]
    for suggestion in board.suggestions:
        shown += _suggestion(suggestion)
    if board.more:
        carried = refs.encode(skip=board.skipped + len(board.suggestions))
        button = elements.Button(say("offers.button_more", number=board.more), OffersAction.MORE, carried)
        shown.append(elements.Buttons(button))
    return shown


def _suggestion(found: Suggestion) -> list[Element]:
    why = []
    if found.same_topic:
        why.append(say("offers.why_topic", topic=found.offer.topic))
    if found.shared:
        why.append(say("offers.why_words", words=listing(f"“{word}”" for word in found.shared)))
    if found.elsewhere:
        why.append(say("offers.why_elsewhere", network=found.offer.person.network))
    carried = refs.encode(need=found.need.offer_id, offer=found.offer.offer_id)
    button = elements.Button(say("offers.button_introduce"), OffersAction.INTRODUCE, carried)
    text = say(
        "offers.suggestion",
        person=_who(found.need.person),
        need=_said(found.need),
        other=_who(found.offer.person),
        offer=_said(found.offer),
    )
    return [elements.Section(text, beside=button), elements.Context(joined(" · ", why))]


def _outside(found: ContactMatch) -> list[Element]:
    why = []
    if found.same_topic:
        why.append(say("offers.why_topic", topic=found.contact.topic))
    if found.shared:
        why.append(say("offers.why_words", words=listing(f"“{word}”" for word in found.shared)))
    carried = refs.encode(need=found.need.offer_id, contact=found.contact.contact_id)
    text = say(
        "contacts.fits",
        person=_who(found.need.person),
        words=_said(found.need),
        name=found.contact.name,
        what=what_they_are(found.contact),
    )
    button = elements.Button(say("contacts.button_draft"), OffersAction.DRAFT, carried)
    return [elements.Section(text, beside=button), elements.Context(joined(" · ", why))]


def _who(person: Somebody) -> Text:
    about = person.about
    return say("offers.who", person=mention(person.user_id), about=about) if about else mention(person.user_id)


def _said(offer: OfferFacts) -> Text:
    if offer.shown:
        return say("offers.said_shown", topic=offer.topic or offer.words, network=offer.person.network)
    return say("offers.said", topic=offer.topic, words=offer.words) if offer.topic else Text((offer.words,))


def _own(offer: OfferFacts) -> Element:
    carried = refs.encode(offer=offer.offer_id)
    text = say(f"offers.own_{offer.side}", said=_said(offer))
    return elements.Section(
        text, beside=elements.Button(say("offers.button_take_back"), OffersAction.TAKE_BACK, carried)
    )


def why_words(need: OfferFacts, offer: OfferFacts) -> str:
    """What the form of an introduction begins with; the SEIL changes it as they like."""
    return say("offers.introduce_why", need=_said(need), offer=_said(offer)).plain
