"""What people read stands in prompts/content: expected errors and denials name a text, with all that goes into it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from prompts.content_files import load
from prompts.templates import Marked, Slot, Template, template
from tests.sources import parsed

HOME = Path(__file__).parents[1]
FOLDERS = ("domain", "facts", "services", "handlers", "storage", "prompts", "bot")
ERRORS = {"UserError", "Refused", "Invalid", "Gone", "KeyLost", "CannotPair", "Denied"}
"""What takes the key of a sentence first."""
KEY_IN_PARTS = r"[a-z_]+\\\.|\[\\w\.\]\+(\\\.|_)[a-z]+"
"""How a pattern begins that is of a key: "typed.{doubt}", "{feature}.use_{use}", "{key}_hint"."""
TEXTS = load()
Function = ast.FunctionDef | ast.AsyncFunctionDef
LEAVES = {ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.alias, str, int, bool, type(None)}
"""What a tree consists of and holds no call."""


@dataclass(frozen=True, eq=False)
class Call:
    """A call of one of those, with the function it stands in."""

    path: Path
    node: ast.Call
    inside: Function | None

    def __str__(self) -> str:
        return f"{self.path.relative_to(HOME)}:{self.node.lineno}"

    @property
    def name(self) -> str:
        called = self.node.func
        return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


class House:
    """All the code that could say something to somebody."""

    @cached_property
    def modules(self) -> dict[Path, ast.Module]:
        found = (path for folder in FOLDERS for path in sorted((HOME / folder).rglob("*.py")))
        return {path: parsed(path) for path in found if "versions" not in path.parts}

    @cached_property
    def calls(self) -> list[Call]:
        return [call for path, tree in self.modules.items() for call in _calls(path, tree, None)]

    @cached_property
    def by_name(self) -> dict[str, list[Call]]:
        """The calls of each name, and those that hand on a function of that name as the first of what they give."""
        found = defaultdict(list)
        for call in self.calls:
            given = call.node.args
            for name in {call.name, given[0].id if given and isinstance(given[0], ast.Name) else ""} - {""}:
                found[name].append(call)
        return found

    @cached_property
    def expected(self) -> list[Call]:
        """Those that make an expected error or a denial."""
        return [
            call
            for call in self.calls
            if call.node.args and (call.name in ERRORS or call.name == "note")
            if call.name in ERRORS or ast.unparse(call.node.func) == "faults.note"
            if call.path != HOME / "domain" / "errors.py"
        ]

    def keys_of(self, call: Call) -> Iterator[str]:
        """The keys of the sentences that the call can name. Raises LookupError."""
        yield from self.keys(call.node.args[0], call)

    def keys(self, expression: ast.expr, at: Call) -> Iterator[str]:
        """The keys that the expression can be. Raises LookupError where that cannot be told, as of a sentence."""
        match expression:
            case ast.Constant(value=str() as key) if " " not in key:
                yield key
            case ast.IfExp(body=one, orelse=other):
                yield from self.keys(one, at)
                yield from self.keys(other, at)
            case ast.Dict(values=values):
                for value in values:
                    yield from self.keys(value, at)
            case ast.Subscript(value=ast.Name() as name):
                yield from self.keys(name, at)
            case ast.Attribute(attr="key"):
                return  # another error's, which goes on with all its values
            case ast.Name(id=name) if at.inside is not None and name in _parameters(at.inside):
                for given, where in self._given(at, at.inside, name):
                    yield from self.keys(given, where)
            case ast.Name(id=name):
                yield from self.keys(self._constant(name), replace(at, inside=None))
            case _:
                raise LookupError(ast.unparse(expression))

    def _given(self, at: Call, function: Function, name: str) -> Iterator[tuple[ast.expr, Call]]:
        """What the function is given for a parameter: its default, and what all who call it say."""
        place = _parameters(function).index(name)
        arguments = function.args
        defaults = dict(
            zip(reversed([*arguments.posonlyargs, *arguments.args]), reversed(arguments.defaults), strict=False)
        )
        named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        for argument, default in (*defaults.items(), *named):
            if argument.arg == name and default is not None:
                yield default, replace(at, inside=None)
        for call in self.by_name[function.name]:
            if function.name.startswith("_") and call.path != at.path:
                continue
            given = call.node.args
            if given and isinstance(given[0], ast.Name) and given[0].id == function.name:
                given = given[1:]  # handed on, as to Faults.of
            yield from ((one.value, call) for one in call.node.keywords if one.arg == name)
            if len(given) > place:
                yield given[place], call

    def _constant(self, name: str) -> ast.expr:
        for tree in self.modules.values():
            for line in tree.body:
                match line:
                    case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                        return value
                    case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
                        return value
        raise LookupError(name)


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    every = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return every[1:] if every[:1] == ["self"] else every


def _calls(path: Path, node: ast.AST, inside: Function | None) -> Iterator[Call]:
    """The calls below the node. By hand rather than with `ast.iter_child_nodes`, which takes four times as long."""
    ahead: list[tuple[ast.AST, Function | None]] = [(node, inside)]
    while ahead:
        node, inside = ahead.pop()
        if isinstance(node, ast.Call):
            yield Call(path, node, inside)
        elif isinstance(node, Function):
            inside = node
        for part in vars(node).values():
            if type(part) is list:
                ahead += [(one, inside) for one in part if type(one) not in LEAVES]
            elif type(part) not in LEAVES:
                ahead.append((part, inside))


def slots(parts: Template) -> set[str]:
    """The names of what goes into a sentence."""
    found: set[str] = set()
    for part in parts:
        if isinstance(part, Slot):
            found.add(part.name)
        elif isinstance(part, Marked):
            found |= slots(part.parts)
    return found


HOUSE = House()
SLOTS = {key: slots(template(words)) for key, words in TEXTS.items()}


def values(call: Call) -> tuple[set[str], bool]:
    """The names of what a call puts into the sentence, and whether it hands on others as well."""
    if call.name == "Denied":
        return {"who"} if len(call.node.args) > 1 else set(), False
    return {one.arg for one in call.node.keywords if one.arg}, any(one.arg is None for one in call.node.keywords)


def test_no_expected_error_carries_a_sentence_of_its_own() -> None:
    wrong = []
    for call in HOUSE.expected:
        try:
            unknown = [key for key in HOUSE.keys_of(call) if key not in TEXTS]
        except LookupError as error:
            unknown = [str(error)]
        wrong += [f"{call}: {key} is no text of prompts/content" for key in unknown]
    assert not wrong, "\n".join(wrong)
    assert len(HOUSE.expected) > 150


def test_every_expected_error_brings_what_its_sentence_needs_and_nothing_else() -> None:
    wrong = []
    for call in HOUSE.expected:
        given, more = values(call)
        for key in HOUSE.keys_of(call):
            if given != SLOTS[key] and not (more and given < SLOTS[key]):
                wrong.append(f"{call}: {key} takes {sorted(SLOTS[key])}, not {sorted(given)}")
    assert not wrong, "\n".join(wrong)


def test_every_text_that_is_said_is_there_with_what_it_needs() -> None:
    wrong = []
    for call in HOUSE.calls:
        if call.name != "say" or not isinstance(call.node.args[0], ast.Constant):
            continue
        key, (given, more) = str(call.node.args[0].value), values(call)
        if key not in TEXTS:
            wrong.append(f"{call}: {key} is no text of prompts/content")
        elif not more and (lacking := SLOTS[key] - given):
            wrong.append(f"{call}: {key} lacks {sorted(lacking)}")
    assert not wrong, "\n".join(wrong)


def test_every_text_is_said_somewhere() -> None:
    """By its key, or by a key that is put together: "typed.{doubt}"."""
    said: set[str] = set()
    made: set[str] = set()
    for path in HOUSE.modules:
        code = path.read_text(encoding="utf-8")
        said |= set(re.findall(r'"([\w.]+)"', code))
        for words in re.findall(r'\bf"([^"\n]*)"', code):
            made.add(r"[\w.]+".join(map(re.escape, re.split(r"{[^{}]*}", words))))
    made = {pattern for pattern in made if re.match(KEY_IN_PARTS, pattern)}
    unsaid = sorted(key for key in TEXTS if key not in said and not any(re.fullmatch(one, key) for one in made))
    assert not unsaid, "\n".join(unsaid)


@pytest.mark.parametrize(
    ("code", "fits", "why"),
    [
        ('raise Gone("meetings.gone")', True, "a key"),
        ('raise Gone("That meeting is gone.")', False, "a sentence"),
        ('raise Gone(f"{name} is gone.")', False, "a sentence that is put together"),
        ('raise Gone("meetings.gone" if one else "actions.gone")', True, "one of two keys"),
        ("raise Gone(error.key, **error.values)", True, "another error goes on"),
    ],
)
def test_the_walk_sees_a_sentence(code: str, fits: bool, why: str) -> None:
    call = next(_calls(HOME / "sample.py", ast.parse(code), None))
    try:
        found = all(key in TEXTS for key in HOUSE.keys_of(call))
    except LookupError:
        found = False
    assert found is fits, why
