"""What the bot says of successes and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.stories import AUTHOR, KIND, MOST_CHARACTERS, OUTCOME, WORDS, Kind, Status
from facts.stories import StoryBoard, StoryFacts
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import MOVE_UP, first, left_over
from prompts.message import Message, View
from prompts.notices import notice
from prompts.text import Text, Words, joined, mention, quote, shorten
from prompts.wording import day

COMMAND = "/cop-story"
MOST_SHOWN = 8
AT_A_GLANCE = 450
"""Characters of each, where there are too many to show them whole; what became of it is always told so short."""


class StoriesAction(StrEnum):
    NEW = "stories.new"
    AGREE = "stories.agree"
    PASS_ON = "stories.pass_on"  # noqa: S105 - a name, no secret
    KEEP = "stories.keep"
    TELL_BACK = "stories.tell_back"


class StoriesView(StrEnum):
    TELL = "stories.tell_form"
    PASS_ON = "stories.pass_on_form"  # noqa: S105 - a name, no secret
    TELL_BACK = "stories.tell_back_form"


class StoriesShortcut(StrEnum):
    FROM_MESSAGE = "stories.from_message"


def tell_form(network_id: int, kind: str, words: str, author: str | None, *, written: bool = False) -> View:
    """Tell a success or feedback; begun on a message, with its words. written: the author is who wrote that message."""
    kinds = [elements.Option(say(f"stories.kind_{one}"), one) for one in Kind]
    return View(
        StoriesView.TELL,
        say("stories.form_title"),
        [
            elements.Section(say("stories.form_lead")),
            elements.RadioInput(KIND, say("stories.form_kind"), kinds, initial=kind or None),
            elements.TextInput(
                WORDS,
                say("stories.form_words"),
                initial=words,
                multiline=True,
                hint=say("stories.form_words_hint"),
                most=MOST_CHARACTERS,
            ),
            _author(author, written=written),
        ],
        submit=say("stories.form_submit"),
        close=say("stories.form_close"),
        metadata=refs.encode(network=network_id, **({"author": author} if author and written else {})),
    )


def _author(author: str | None, *, written: bool) -> Element:
    if author and written:
        return elements.Context(say("stories.form_written", person=mention(author)))
    return elements.PersonInput(
        AUTHOR, say("stories.form_author"), initial=author, hint=say("stories.form_author_hint")
    )


def told_view(story: StoryFacts) -> View:
    """What the form turns into."""
    return View("", say("stories.form_title"), [elements.Section(_where_it_is(story))])


def agreed_message(story: StoryFacts) -> Message:
    """What the question to whose words they are turns into."""
    return notice(_where_it_is(story))


def _where_it_is(story: StoryFacts) -> Text:
    if story.status == Status.DECLINED:
        return say("holds.goes_nowhere" if story.held else "stories.declined")
    if story.status != Status.WITH_SEIL:
        return say("stories.told_asked", person=mention(story.author))
    return say("stories.told" if story.has_seil else "stories.told_no_seil")


def consent_message(story: StoryFacts) -> Message:
    """To whose words they are."""
    head = say(f"stories.consent_{story.kind}", person=mention(story.told_by), network=story.network)
    carried = refs.encode(story=story.story_id)
    buttons = elements.Buttons(
        elements.Button(say("stories.button_yes"), f"{StoriesAction.AGREE}:yes", carried, style="primary"),
        elements.Button(say("stories.button_no"), f"{StoriesAction.AGREE}:no", carried),
    )
    small = elements.Context(say("stories.consent_small_print"))
    return Message(head, [elements.Section(head), elements.Section(quote(story.words)), buttons, small])


def to_seil_message(story: StoryFacts) -> Message:
    """To the network's SEIL."""
    head = _told(story)
    return Message(head, _to_seil(story))


def _told(story: StoryFacts) -> Text:
    return say(f"stories.to_seil_{story.kind}", network=story.network, person=mention(story.author))


def _to_seil(story: StoryFacts) -> list[Element]:
    shown: list[Element] = [elements.Section(_told(story))]
    if story.words:
        shown.append(elements.Section(quote(story.words)))
    if story.status != Status.WITH_SEIL:
        return [*shown, elements.Context(say(f"stories.state_{story.status}"))]
    carried = refs.encode(story=story.story_id)
    return [
        *shown,
        elements.Buttons(
            elements.Button(say("stories.button_pass_on"), StoriesAction.PASS_ON, carried, style="primary"),
            elements.Button(say("stories.button_keep"), StoriesAction.KEEP, carried),
        ),
    ]


def pass_on_form(story: StoryFacts) -> View:
    """The words in which it goes up, for the SEIL to shorten."""
    return View(
        StoriesView.PASS_ON,
        say("stories.pass_on_title"),
        [
            elements.Section(say("stories.pass_on_lead", network=story.network)),
            elements.TextInput(
                WORDS,
                say("stories.pass_on_words"),
                initial=story.words,
                multiline=True,
                hint=say("stories.pass_on_hint"),
                most=MOST_CHARACTERS,
            ),
        ],
        submit=say("stories.pass_on_submit"),
        close=say("stories.form_close"),
        metadata=refs.encode(story=story.story_id),
    )


def tell_back_form(story: StoryFacts) -> View:
    """What became of feedback."""
    return View(
        StoriesView.TELL_BACK,
        say("stories.tell_back_title"),
        [
            elements.Section(say("stories.tell_back_lead", network=story.network)),
            elements.Section(quote(story.words)),
            elements.TextInput(
                OUTCOME,
                say("stories.tell_back_words"),
                multiline=True,
                hint=say("stories.tell_back_hint"),
                most=MOST_CHARACTERS,
            ),
        ],
        submit=say("stories.tell_back_submit"),
        close=say("stories.form_close"),
        metadata=refs.encode(story=story.story_id),
    )


def done_view(title: str, sentence: Text) -> View:
    """What a form turns into."""
    return View("", say(f"stories.{title}"), [elements.Section(sentence)])


def digest_message(stories: Sequence[StoryFacts]) -> Message:
    """To the department, once a month."""
    head = say("stories.digest", number=len(stories))
    return Message(head, [elements.Section(head), *_read(stories)])


def _read(stories: Sequence[StoryFacts]) -> list[Element]:
    shown: list[Element] = []
    most = MOST_CHARACTERS if len(stories) <= MOST_SHOWN else AT_A_GLANCE
    for story in stories[: 2 * MOST_SHOWN]:
        head = say(f"stories.read_{story.kind}", network=story.network, day=day(story.told_on))
        if story.kind == Kind.FEEDBACK and not story.outcome:
            carried = refs.encode(story=story.story_id)
            button = elements.Button(say("stories.button_tell_back"), StoriesAction.TELL_BACK, carried)
            shown.append(elements.Section(head, beside=button))
        else:
            shown.append(elements.Section(head))
        words = [quote(shorten(story.words, most))]
        if story.outcome:
            words.append(say("stories.told_back", words=shorten(story.outcome, AT_A_GLANCE // 2)))
        shown.append(elements.Section(joined("\n", words)))
    return [*shown, *left_over(len(stories) - 2 * MOST_SHOWN, "stories.more")]


def outcome_message(story: StoryFacts) -> Message:
    """To the network's channel."""
    head = say("stories.outcome", day=day(story.told_on))
    return Message(
        head, [elements.Section(head), elements.Section(quote(story.words)), elements.Section(story.outcome)]
    )


def board_message(board: StoryBoard, note: Words = "") -> Message:
    """/cop-story: what waits for a SEIL, what the department reads, and the way to tell one."""
    shown: list[Element] = [elements.Section(note)] if note else []
    if board.serves:
        shown.append(elements.Section(say("stories.queue" if board.queue else "stories.queue_none")))
        shown += first(board.queue, MOST_SHOWN, _to_seil, MOVE_UP)
    if board.reads:
        shown.append(elements.Section(say("stories.passed_on" if board.passed_on else "stories.passed_on_none")))
        shown += _read(board.passed_on)
    if board.may_tell:
        shown.append(elements.Section(say("stories.lead")))
        new = [elements.Button(say(f"stories.button_{kind}"), f"{StoriesAction.NEW}:{kind}", style="") for kind in Kind]
        shown.append(elements.Buttons(*new))
    return Message(say("stories.board_text"), shown)
