"""The small language that a chat's rules are written in: checks that report problems at a path."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

NO_MATCH = "failed to match all allowed schemas"


@dataclass(frozen=True)
class Problem:
    """A refusal: `path` is a JSON pointer such as /blocks/0/text, `code` the error that the chat answers with."""

    path: str
    message: str
    code: str

    def __str__(self) -> str:
        """Give the problem with its place."""
        return f"{self.message} [json-pointer:{self.path}]" if self.path else self.message


@dataclass
class Report:
    """Collects what is wrong, all with the same error code."""

    code: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str, code: str | None = None) -> None:
        """Note a problem at this JSON pointer."""
        self.problems.append(Problem(path, message, code or self.code))


Check = Callable[[Any, str, Report], None]


def string(most: int, least: int = 1) -> Check:
    """A string of this many characters."""

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(path, "must provide a string")
        elif len(value) < least:
            report.add(path, f"must be more than {least - 1} characters")
        elif len(value) > most:
            report.add(path, f"must be less than {most + 1} characters")

    return check


def boolean(value: Any, path: str, report: Report) -> None:
    """Check for true or false."""
    if not isinstance(value, bool):
        report.add(path, "must provide a boolean")


def integer(least: int, most: int) -> Check:
    """A whole number in this range."""

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(path, "must provide an integer")
        elif value < least:
            report.add(path, f"must be greater than {least - 1}")
        elif value > most:
            report.add(path, f"must be less than {most + 1}")

    return check


def number_text(value: Any, path: str, report: Report) -> None:
    """Check for a number written as a string, as number inputs want it."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        report.add(path, "must provide a number as a string")


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, path: str, report: Report) -> None:
        if value not in allowed:
            report.add(path, f"must be one of: {', '.join(allowed)}")

    return check


def pattern(expression: str, message: str) -> Check:
    """A string of this form."""

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, str) or not re.fullmatch(expression, value):
            report.add(path, message)

    return check


def url(value: Any, path: str, report: Report) -> None:
    """Check for a web address of up to 3,000 characters."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:(//)?[^\s/]\S*", value):
        report.add(path, "invalid url")
    elif len(value) > 3000:
        report.add(path, "must be less than 3001 characters")


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """A list of this many items, each of which passes the check."""

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(path, "must provide an array")
            return
        if len(value) < least:
            report.add(path, f"no fewer than {least} items required")
        if len(value) > most:
            report.add(path, f"no more than {most} items allowed")
        for index, item in enumerate(value):
            check_item(item, f"{path}/{index}", report)

    return check


def union(check_inner: Check) -> Check:
    """A place where several shapes are allowed: it names the place before what is wrong in it."""

    def check(value: Any, path: str, report: Report) -> None:
        inner = Report(report.code)
        check_inner(value, path, inner)
        if inner.problems:
            report.add(path, NO_MATCH)
            report.problems += inner.problems

    return check


@dataclass(frozen=True)
class Shape:
    """An object's fields: those it must have and those it may have, each with its check."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    whole: Check | None = None

    def __call__(self, value: Any, path: str, report: Report) -> None:
        """Check an object; `whole` looks at it as a whole, once its fields are right."""
        if not isinstance(value, dict):
            report.add(path, "must provide an object")
            return
        before = len(report.problems)
        for name in self.required:
            if value.get(name) is None:
                report.add(path, f"missing required field: {name}")
        for name, inner in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is None:
                report.add(path, f"invalid additional property: {name}")
            elif inner is not None:
                check(inner, f"{path}/{name}", report)
        if self.whole is not None and len(report.problems) == before:
            self.whole(value, path, report)


def by_type(shapes: Mapping[str, Check], allowed: tuple[str, ...] | None = None) -> Check:
    """An object whose `type` says which shape it has; only `allowed` types where they are given."""

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(path, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            report.add(path, "missing required field: type")
        elif kind not in shapes or (allowed is not None and kind not in allowed):
            report.add(f"{path}/type", f"unsupported type: {kind}")
        else:
            shapes[kind](value, path, report)

    return check


def any_value(value: Any, path: str, report: Report) -> None:
    """Accept anything."""
