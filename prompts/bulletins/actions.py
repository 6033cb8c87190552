"""What can be tapped and sent about notices."""

from __future__ import annotations

from enum import StrEnum


class BulletinsAction(StrEnum):
    NEW = "bulletins.new"
    CHANGE = "bulletins.change"
    APPROVE = "bulletins.approve"
    DECLINE = "bulletins.decline"
    WITHDRAW = "bulletins.withdraw"
    MEANING = "bulletins.add_meaning"
    LET_GO = "bulletins.let_go"
    UNDERSTOOD = "bulletins.understood"
    ASK = "bulletins.ask"
    ANSWER = "bulletins.answer_question"


class BulletinsView(StrEnum):
    WRITE = "bulletins.write_form"
    PREVIEW = "bulletins.preview_form"
    MEANING = "bulletins.meaning_form"
    ASK = "bulletins.ask_form"
    ANSWER = "bulletins.answer_form"
