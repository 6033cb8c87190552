"""The bot's sentences: read from content/*.yaml, checked once, filled in with escaped values.

Each file is one feature: `placeholders` and `numbers` explain what may stand in braces, `texts` holds the sentences.
A number brings the words that go with it: "{days} school {days:day|days}" says "1 school day" and "2 school days".
Anybody can edit the sentences; `cop-bot doctor` and the start of the bot name what is wrong with an edit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.text_files import NotText, as_text
from prompts.templates import Template, filled, template
from prompts.text import Text

CONTENT = Path(__file__).parent / "content"
FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same safe loader, in C where PyYAML has it: ten times as fast at every start."""
MOST = 2800
"""Characters in one sentence before it is filled in: a section holds 3,000."""


class ContentError(Exception):
    """A content file that cannot be used; the message names file, text and what to do."""


class KeyTwice(yaml.YAMLError):
    """A key that stands twice in one place."""


class _Loader(FASTEST):  # type: ignore[misc]
    """Refuses a key that stands twice: of two texts under one key, the first would be lost unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise KeyTwice(f"“{key.value}” stands twice, again in line {key.start_mark.line + 1}. Keep one of them")
            seen.add(str(key.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    placeholders: dict[str, str] = {}
    numbers: dict[str, str] = {}
    texts: dict[str, str]


def load(directory: Path = CONTENT) -> dict[str, str]:
    """Every text by "feature.key". Raises ContentError listing all that is wrong."""
    texts: dict[str, str] = {}
    wrong: list[str] = []
    for path in sorted(directory.glob("*.yaml")):
        try:
            content = _Content.model_validate(read_yaml(path))
        except KeyTwice as error:
            wrong.append(f"{path.name}: {error}.")
            continue
        except yaml.YAMLError as error:
            wrong.append(f"{path.name}: is not valid YAML ({error}). Check the quotes and the indentation.")
            continue
        except NotText:
            wrong.append(f"{path.name}: is not UTF-8 text. Save it as UTF-8.")
            continue
        except ValidationError as error:
            for problem in error.errors():
                where = ".".join(str(part) for part in problem["loc"])
                wrong.append(f"{path.name}: {where}: {problem['msg']}")
            continue
        for key, text in content.texts.items():
            problems = _problems(text, content.placeholders, content.numbers)
            wrong += [f"{path.name}: {key}: {problem}" for problem in problems]
            texts[f"{path.stem}.{key}"] = text.strip()
    if wrong:
        raise ContentError("\n".join(wrong))
    return texts


def read_yaml(path: Path) -> object:
    """What a YAML file holds: plain values only. Raises OSError, NotText or yaml.YAMLError."""
    return yaml.load(as_text(path.read_bytes()), Loader=_Loader)  # noqa: S506 - made of a safe one


def _problems(text: str, placeholders: dict[str, str], numbers: dict[str, str]) -> list[str]:
    if not text.strip():
        return ["is empty. Write the sentence, or restore the old one."]
    if len(text) > MOST:
        return [f"is {len(text)} characters long. Keep it under {MOST}."]
    try:
        used = [(name, forms or "") for _, name, forms, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return ["has a brace without its partner. Write {{ for a brace that is meant to be seen."]
    unknown = [
        f"{{{name}}} is not known here; this file allows {_named({*placeholders, *numbers})}."
        for name, _ in used
        if name not in placeholders and name not in numbers
    ]
    return unknown + [
        f"{{{name}:{forms}}} needs a number and two forms, as in {{days:day|days}}."
        for name, forms in used
        if forms and (name in placeholders or name in numbers) and (name not in numbers or forms.count("|") != 1)
    ]


def _named(placeholders: set[str]) -> str:
    return ", ".join("{" + name + "}" for name in sorted(placeholders)) or "none"


@cache
def loaded() -> dict[str, str]:
    """The bot's own texts, read and checked once in a process. Raises ContentError listing all that is wrong."""
    return load()


@cache
def _template(key: str) -> Template:
    return template(loaded()[key])


def say(key: str, **values: object) -> Text:
    """The sentence `key` ("feature.name") with its placeholders filled in.

    A value that is a Text keeps its spans; anything else is plain words, so nothing that a person typed comes alive. A
    number chooses between the two forms of the words that go with it.
    """
    return filled(_template(key), values)
