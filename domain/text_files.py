"""The text of a file that somebody wrote with whatever program they have.

Read are UTF-8, UTF-16 and, where it can be nothing else, the Windows code page of western Europe.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAVE_AS: Final = "Save the file as “CSV UTF-8”."
_OTHER_CODE_PAGE: Final = re.compile("[a-z][À-ÖØ-ÞŠŒŽŸ]|[ÐÕ¢-¨ª-¬®¯±-³µ¶¸-¿ƒˆ˜†‡‰€™‚„‹›]")
"""What no name holds: read as the Windows code page, other machines' letters come out as these."""


@dataclass(frozen=True)
class Fault:
    """line: of the file, from 1. reason: what is wrong; what_to_do: how to put it right. Both are sentences."""

    line: int
    reason: str
    what_to_do: str


class NotText(Exception):
    """A file that is no text, or text in letters that nobody can be sure of."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.reason} {fault.what_to_do}")
        self.fault = fault


def as_text(content: bytes) -> str:
    """The text of a file. Raises NotText, naming the line, where it cannot be told for certain."""
    if content.startswith(_WORKBOOKS):
        raise NotText(Fault(1, "This is a spreadsheet program's workbook, not a text file.", _SAVE_AS))
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _without_mark(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        text = _as_windows(content, error) if encoding == "utf-8" else ""
        if not text:
            raise NotText(Fault(_line_of(content, error.start), "This is not UTF-8 text.", _SAVE_AS)) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise NotText(Fault(line, "This is not a text file.", _SAVE_AS))
    return text.removeprefix("\ufeff")


def _without_mark(content: bytes) -> str:
    """UTF-16 is told by its zeros where its first letters are plain ones; everything else is taken for UTF-8."""
    start = content[:64]
    if len(start) >= 4 and len(start) % 2 == 0:
        if not any(start[1::2]) and all(start[::2]):
            return "utf-16-le"
        if not any(start[::2]) and all(start[1::2]):
            return "utf-16-be"
    return "utf-8"


def _as_windows(content: bytes, error: UnicodeDecodeError) -> str:
    """The text in the Windows code page; empty where that makes no sense, or where most of it is UTF-8 after all."""
    if any(byte >= 0x80 for byte in content[: error.start]):
        return ""  # letters before were UTF-8, so the file is a broken one
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "" if _OTHER_CODE_PAGE.search(text) else text


def _line_of(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
