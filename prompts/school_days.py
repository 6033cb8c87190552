"""Why a day is no school day, in words."""

from __future__ import annotations

from datetime import date

from domain.calendar import DayOff, Off
from facts.actions import Reminded
from prompts.catalog import say
from prompts.text import Text
from prompts.wording import day


def why_no_school(when: date, off: DayOff) -> Text:
    """ "Tuesday 3 November is not a school day: it is Melbourne Cup Day." """
    key = f"{off.why}_named" if off.why is Off.BETWEEN_TERMS and off.name else str(off.why)
    return say(f"school_days.{key}", day=day(when), name=off.name)


def reminded_text(reminded: Reminded) -> Text:
    """ "Saturday 16 May is not a school day. I remind on Friday 15 May." """
    return why_no_school(reminded.due_on, reminded.off) + " " + say("school_days.reminded", before=day(reminded.before))
