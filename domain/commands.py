"""Every slash command, and what a person may do with it: the one register that help and Home are made from.

What somebody may do is asked of domain/policies.py, never written down here a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain import policies
from domain.policies import Actor, Answer


@dataclass(frozen=True)
class Where:
    """A network to do something in, as the policies ask about it."""

    network_id: int
    area: str = ""


Question = Callable[[Actor, Where], Answer]


@dataclass(frozen=True)
class Use:
    """One thing that a command does. key: its words in the content; may: who may.

    leads: whether it can stand for the whole command where there is one line for it.
    """

    key: str
    may: Question
    leads: bool = False


@dataclass(frozen=True)
class Command:
    """A slash command with its uses, the plainest first."""

    name: str
    uses: tuple[Use, ...]

    @property
    def key(self) -> str:
        """The command's name inside the content's keys, as "meeting"."""
        return self.name.removeprefix("/cop-")

    def open_to(self, actor: Actor, places: Iterable[Where]) -> tuple[Use, ...]:
        """The uses that the person has in at least one of the networks."""
        several = tuple(places)
        return tuple(use for use in self.uses if any(use.may(actor, where) for where in several))


def leading(uses: Iterable[Use]) -> Use | None:
    """The use that says most about what a person does with the command, None where none can stand for it."""
    found = [use for use in uses if use.leads]
    return found[-1] if found else None


def _in_network(question: Callable[[Actor, int], Answer]) -> Question:
    return lambda actor, where: question(actor, where.network_id)


def _in_area(question: Callable[[Actor, int, str], Answer]) -> Question:
    return lambda actor, where: question(actor, where.network_id, where.area)


_see = _in_area(policies.can_see_network)

COMMANDS: tuple[Command, ...] = (
    Command(
        "/cop-meeting",
        (
            Use("meeting_see", _see, leads=True),
            Use("meeting_answer", _in_network(policies.can_answer_rsvp), leads=True),
            Use("meeting_book", _in_network(policies.can_book_meeting), leads=True),
            Use("meeting_minutes", _in_network(policies.can_record_minutes)),
        ),
    ),
    Command(
        "/cop-action",
        (
            Use("action_see", _in_network(policies.can_see_actions), leads=True),
            Use("action_add", _in_network(policies.can_add_action)),
        ),
    ),
    Command(
        "/cop-assess",
        (
            Use("assess_see", _see, leads=True),
            Use("assess_rate", _in_network(policies.can_rate_assessment), leads=True),
            Use("assess_results", _in_network(policies.can_see_assessment_spread)),
            Use("assess_agree", _in_network(policies.can_agree_levels)),
            Use("assess_open", _in_network(policies.can_open_assessment)),
        ),
    ),
    Command(
        "/cop-pulse",
        (
            Use("pulse_see", _see, leads=True),
            Use("pulse_answer", _in_network(policies.can_answer_pulse), leads=True),
            Use("pulse_ask", _in_network(policies.can_start_pulse), leads=True),
            Use(
                "pulse_withdraw",
                lambda actor, where: policies.can_withdraw_pulse(actor, where.network_id, actor.user_id),
            ),
        ),
    ),
    Command(
        "/cop-review",
        (
            Use("review_see", _see, leads=True),
            Use("review_start", _in_network(policies.can_propose_review_round), leads=True),
        ),
    ),
    Command(
        "/cop-intro",
        (Use("intro_ask", lambda actor, where: policies.can_introduce(actor, [where.network_id]), leads=True),),
    ),
    Command(
        "/cop-summary",
        (
            Use("summary_see", _in_area(policies.can_see_summary), leads=True),
            Use("summary_share", _in_network(policies.can_share_summary)),
        ),
    ),
    Command(
        "/cop-network",
        (
            Use("network_see", _see, leads=True),
            Use("network_people", _in_network(policies.can_change_roster), leads=True),
            Use("network_settings", _in_network(policies.can_change_network)),
        ),
    ),
    Command("/cop-setup", (Use("setup_new", lambda actor, _: policies.can_setup_network(actor, None), leads=True),)),
    Command("/cop-help", ()),
)
"""In the order in which people see them; /cop-help is theirs already."""
BY_NAME = {command.name: command for command in COMMANDS}
NOWHERE = Where(0)
"""Where somebody who is in no network stands: what is open to everybody is open there too."""
