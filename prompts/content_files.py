"""Reads the files of sentences, content/*.yaml, and names all that is wrong with them.

Each file is one feature: `placeholders` and `numbers` explain what may stand in braces, `texts` holds the sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from domain.text_files import NotText, as_text

CONTENT = Path(__file__).parent / "content"
FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same safe loader, in C where PyYAML has it: ten times as fast at every start."""
PARTS = ("placeholders", "numbers", "texts")
TEXT = "tag:yaml.org,2002:str"
MOST = 2800
"""Characters in one sentence before it is filled in: a section holds 3,000."""


class ContentError(Exception):
    """A content file that cannot be used; the message names file, text and what to do."""


class KeyTwice(yaml.YAMLError):
    """A key that stands twice in one place."""


class _Loader(FASTEST):  # type: ignore[misc]
    """Refuses a key that stands twice: of two texts under one key, the first would be lost unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _check_once(node)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def load(directory: Path = CONTENT) -> dict[str, str]:
    """Every text by "feature.key". Raises ContentError listing all that is wrong."""
    texts: dict[str, str] = {}
    wrong: list[str] = []
    for path in files_in(directory):
        found, faults = _checked(path)
        texts |= found
        wrong += faults
    if wrong:
        raise ContentError("\n".join(wrong))
    return texts


def texts_in(feature: str, directory: Path = CONTENT) -> dict[str, str]:
    """The texts of one file by "feature.key"; none where there is no such file. Raises ContentError."""
    path = directory / f"{feature}.yaml"
    texts, wrong = _checked(path) if path.is_file() else ({}, [])
    if wrong:
        raise ContentError("\n".join(wrong))
    return texts


def files_in(directory: Path = CONTENT) -> list[Path]:
    """One for each feature."""
    return sorted(directory.glob("*.yaml"))


def _checked(path: Path) -> tuple[dict[str, str], list[str]]:
    """A file's texts by "feature.key", and what is wrong with it."""
    try:
        root = _nodes(as_text(path.read_bytes()))
        form, wrong = _form_of(root)
    except KeyTwice as error:
        return {}, [f"{path.name}: {error}."]
    except yaml.YAMLError as error:
        return {}, [f"{path.name}: is not valid YAML ({error}). Check the quotes and the indentation."]
    except NotText:
        return {}, [f"{path.name}: is not UTF-8 text. Save it as UTF-8."]
    placeholders, numbers, texts = (form[part] for part in PARTS)
    if not wrong:
        wrong = [f"{key}: {found}" for key, text in texts.items() for found in _problems(text, placeholders, numbers)]
    return {f"{path.stem}.{key}": text.strip() for key, text in texts.items()}, [f"{path.name}: {one}" for one in wrong]


def _nodes(text: str) -> yaml.Node | None:
    loader = FASTEST(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
        return root
    finally:
        loader.dispose()


def _form_of(root: yaml.Node | None) -> tuple[dict[str, dict[str, str]], list[str]]:
    """A file's parts, each a block of names and texts, and what is of another form.

    Taken from the nodes as they are, since making anything that YAML could mean of them takes as long as reading them.
    """
    form: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    wrong: list[str] = []
    for name, part in _entries(root, "the whole file", wrong):
        if name in form:
            form[name] = {key: text.value for key, text in _entries(part, name, wrong) if _is_text(text, key, wrong)}
        else:
            wrong.append(f"{name}: is none of {', '.join(PARTS)}. Correct the name, or take it out.")
    if not wrong and not form["texts"]:
        wrong.append("texts: is missing. Write the sentences below it.")
    return form, wrong


def _entries(block: yaml.Node | None, place: str, wrong: list[str]) -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(block, yaml.MappingNode):
        wrong.append(f"{place}: must be a block of names, each with what belongs to it.")
        return
    _check_once(block)
    for key, value in block.value:
        if _is_text(key, place, wrong):
            yield key.value, value


def _is_text(node: yaml.Node, place: str, wrong: list[str]) -> bool:
    if node.tag == TEXT and isinstance(node, yaml.ScalarNode):
        return True
    wrong.append(f"{place}: line {node.start_mark.line + 1} must be text. Put it into quotes.")
    return False


def _check_once(block: yaml.MappingNode) -> None:
    """Raises KeyTwice."""
    seen: set[str] = set()
    for key, _ in block.value:
        if str(key.value) in seen:
            raise KeyTwice(f"“{key.value}” stands twice, again in line {key.start_mark.line + 1}. Keep one of them")
        seen.add(str(key.value))


def read_yaml(path: Path) -> object:
    """What a YAML file holds: plain values only. Raises OSError, NotText or yaml.YAMLError."""
    return yaml.load(as_text(path.read_bytes()), Loader=_Loader)  # noqa: S506 - made of a safe one


def _problems(text: str, placeholders: dict[str, str], numbers: dict[str, str]) -> list[str]:
    if not text.strip():
        return ["is empty. Write the sentence, or restore the old one."]
    if len(text) > MOST:
        return [f"is {len(text)} characters long. Keep it under {MOST}."]
    if "{" not in text and "}" not in text:
        return []
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
