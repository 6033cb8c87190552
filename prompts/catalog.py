"""The bot's sentences: read from content/*.yaml when they are first said, and filled in with escaped values.

A number brings the words that go with it: "{days} school {days:day|days}" says "1 school day" and "2 school days".
Anybody can edit the sentences; `cop-bot doctor` and the start of the bot name what is wrong with an edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from prompts.templates import Template, filled, template
from prompts.text import Text


def reading() -> Iterator[None]:
    """Reads and checks all that the bot says, a file with each step. Raises ContentError at the end, listing all that
    is wrong."""
    from prompts.content_files import ContentError, files_in

    wrong: list[str] = []
    for path in files_in():
        try:
            _texts_of(path.stem)
        except ContentError as error:
            wrong.append(str(error))
        yield
    if wrong:
        raise ContentError("\n".join(wrong))


@cache
def loaded() -> dict[str, str]:
    """The bot's own texts, each file read and checked once in a process. Raises ContentError as reading does."""
    from prompts.content_files import files_in

    for _ in reading():
        pass
    return {key: text for path in files_in() for key, text in _texts_of(path.stem).items()}


def text_of(key: str) -> str:
    """The sentence `key` ("feature.name") as it is written; empty where there is none of that name."""
    return _texts_of(key.partition(".")[0]).get(key, "")


@cache
def _texts_of(feature: str) -> Mapping[str, str]:
    """What one file says, read when something of it is first said."""
    from prompts.content_files import texts_in  # with YAML: no start says anything

    return texts_in(feature)


@cache
def _template(key: str) -> Template:
    return template(_texts_of(key.partition(".")[0])[key])


def say(key: str, **values: object) -> Text:
    """The sentence `key` ("feature.name") with its placeholders filled in.

    A value that is a Text keeps its spans; anything else is plain words, so nothing that a person typed comes alive. A
    number chooses between the two forms of the words that go with it.
    """
    return filled(_template(key), values)
