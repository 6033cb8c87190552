"""What a command's words mean, and what is offered where they mean nothing to it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.commands import BY_NAME, COMMANDS
from domain.heard import Heard, Word, as_word, read, without_slash
from domain.typed import DayOf
from handlers.interaction import ChooseNetwork, Interaction, NotHeard
from handlers.typed import Typed
from prompts.meant import Meant
from prompts.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from domain.typed.due import DueReading

HELP = "help"
OWN_DATA = "data"
TAKE_QUESTIONS = ("ask", "pulse", "offer")
"""After these commands a question is what somebody wants an answer to from others."""
_HOW_TO = re.compile(r"\W*how\s+(?:(?:do|can|could|should|would)\s+(?:i|we|you|one)|to)\b", re.IGNORECASE)
ASKING = frozenset(
    re.findall(r"\w+", "what whats who whos which is are was it this these do did has have how many long there we i am")
)
"""What any question begins with: without a command before it, it is no sign of which one is meant."""

THANKS = frozenset(
    re.findall(r"\w+", "thanks thank ta cheers thx ty ok okay cool perfect great awesome brilliant lovely legend")
)
AROUND_THANKS = frozenset(
    re.findall(
        r"\w+", "you so much very a lot many got it all good no worries and for that the this your help nice one"
    )
)
"""What thanks are made of; nothing is asked for with these words alone."""
NODDING = re.compile(
    "(?:[\\s👍🙏👌❤🙂😊🏻🏼🏽🏾🏿\ufe0f]|:(?:[+]1|pray|thumbsup|ok_hand|heart|smile)(?:::skin-tone-[0-9])?:)+"
)


def hear(interaction: Interaction) -> Heard:
    """Which of the command's words was typed, and what follows it; `rest` is all of it where it is none of them."""
    key = BY_NAME[interaction.command].key
    return read(interaction.typed.text, vocabulary_of(key).words, key)


def rest_of(interaction: Interaction, heard: Heard) -> Typed:
    """What follows the word, with the people in it."""
    return interaction.typed.ending(heard.rest)


async def network_of(interaction: Interaction, heard: Heard, means: Callable[[int], Awaitable[bool]]) -> int:
    """The network that is meant, as `interaction.network_id` finds it. means: whether the words mean anything there.

    Raises NotHeard for whoever would be asked which of several, only to hear of each that their words mean nothing.
    """
    try:
        return await interaction.network_id()
    except ChooseNetwork as several:
        if not heard.key and heard.rest:
            for choice in several.choices:
                if await means(choice.network_id):
                    raise
            raise NotHeard(heard.near) from None
        raise


async def day_in(interaction: Interaction, network_id: int, typed: str, of: DayOf | None = DayOf.LAST) -> DueReading:
    """The day that follows a word, as in "pause until 5 June", and what else does. of: which day of "week 5"."""
    return await interaction.services.places.day_in(interaction.asker, network_id, typed, interaction.now, of)


def asks_for_help(interaction: Interaction) -> bool:
    """Whether help is all that was typed after the command, however it is put, or how something is done with it."""
    if asks_what_there_is(interaction.typed):
        return True
    takes_questions = BY_NAME[interaction.command].key in TAKE_QUESTIONS
    return not takes_questions and _HOW_TO.match(interaction.typed.text) is not None and not hear(interaction).key


def asks_what_there_is(typed_words: Typed) -> bool:
    """The same of plain words."""
    typed = without_slash(typed_words.text)
    if not typed_words.text.strip():
        return False
    heard = read(typed, vocabulary_of(HELP).words)
    return (heard.key == HELP and not heard.slip) or typed_words.text.strip(" ?") == ""


def asks_for_data(typed: Typed) -> bool:
    """Whether somebody wants to know what the bot knows of them, and who sees it."""
    heard = read(typed.text, vocabulary_of(HELP).words)
    return heard.key == OWN_DATA and not heard.slip


def asked_about(typed: Typed) -> Typed:
    """What somebody wants help with: "how do I book a meeting" asks about "book a meeting"."""
    heard = read(typed.text, vocabulary_of(HELP).words)
    return typed.ending(heard.rest) if heard.key == "about" else typed


def meant(typed: Typed) -> Sequence[Meant]:
    """What plain words may mean: a command by its name, with what follows, or else a word that commands know."""
    spoken = [(command, vocabulary_of(command.key)) for command in COMMANDS]
    named = read(without_slash(typed.text), [as_word(command.name, its.names) for command, its in spoken])
    if named.key:
        command = BY_NAME[named.key]
        word = read(named.rest, vocabulary_of(command.key).words, command.key).key
        return [Meant(command.name, word, typed.ending(named.rest).carried)]
    found = [(command, read(typed.text, [_telling(word) for word in its.words])) for command, its in spoken]
    known = [Meant(command.name, heard.key, typed.carried) for command, heard in found if heard.key and not heard.slip]
    if not known and _is_to_be_done(typed.text):
        return [Meant("/cop-action", "add", typed.carried)]
    return known or [Meant(name, "", "") for name in named.near]


def _is_to_be_done(text: str) -> bool:
    """Whether it says who does something and by when, as "Tom to ring the council by Friday" does."""
    from domain.called import called_in
    from domain.typed import names_a_day

    return bool(called_in(text)) and names_a_day(text)


def is_thanks(typed: Typed) -> bool:
    """Whether somebody only says thanks, or that all is well: nothing has to be done."""
    said = re.findall(r"[^\W\d_]+", re.sub(r":[a-z0-9_+-]+:", "", typed.text.casefold()))
    if not said:
        return NODDING.fullmatch(typed.text) is not None
    return not typed.people and not THANKS.isdisjoint(said) and (THANKS | AROUND_THANKS).issuperset(said)


def _telling(word: Word) -> Word:
    """The word without what any question begins with."""
    asking = {way for way in word.followed if ASKING.issuperset(way)}
    return replace(word, said=tuple(way for way in word.said if way not in asking), followed=word.followed - asking)


async def offer(interaction: Interaction, missed: NotHeard) -> None:
    """Say what was not understood, with a button for each thing that may be meant."""
    from prompts.not_heard import not_heard_message  # most things said are understood

    data = await interaction.services.home.help(interaction.asker, interaction.channel_id, interaction.now)
    typed = interaction.typed.plain() if missed.about is None else missed.about
    await interaction.reply(
        not_heard_message(
            data, interaction.command, typed, missed.near, missed.offered, network_id=interaction.chosen_network
        )
    )
