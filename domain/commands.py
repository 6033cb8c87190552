"""Every slash command, and what a person may do with it: help, Home and the chat's manifest are made from it.

What somebody may do is asked of domain/policies.py, never written down here a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain import policies
from domain.claims import check_once
from domain.policies import Actor, Answer


@dataclass(frozen=True)
class Where:
    """A network to do something in, as the policies ask about it."""

    network_id: int
    area: int | None = None


Question = Callable[[Actor, Where], Answer]


@dataclass(frozen=True)
class Use:
    """One thing that a command does. key: its words in the content; may: who may.

    leads: whether it can stand for the whole command where there is one line for it. words: the command's words that
    are about it, the likeliest first (content/vocabulary); none where the command stands alone. labelled: for whoever
    it stands for the command with, the button says something else.
    """

    key: str
    may: Question
    leads: bool = False
    words: tuple[str, ...] = ()
    labelled: bool = False


@dataclass(frozen=True)
class Command:
    """A slash command of a feature, with its uses, the plainest first.

    hint: whether people are shown, while they type it, what may follow. Its words stand in the feature's content.
    alone: it is rather for one's own conversation with the bot than for the channel; it is heard in both.
    """

    name: str
    feature: str
    uses: tuple[Use, ...] = ()
    hint: bool = False
    alone: bool = False

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


def by_name(commands: Iterable[Command]) -> Mapping[str, Command]:
    """Each command under its name. Raises ClaimedTwice where two have one name, or two uses one key."""
    found = tuple(commands)
    check_once("command", [(command.name, command.feature) for command in found])
    check_once("use", [(use.key, command.name) for command in found for use in command.uses])
    return {command.name: command for command in found}


def _in_network(question: Callable[[Actor, int], Answer]) -> Question:
    return lambda actor, where: question(actor, where.network_id)


def _in_area(question: Callable[[Actor, int, int | None], Answer]) -> Question:
    return lambda actor, where: question(actor, where.network_id, where.area)


_see = _in_area(policies.can_see_network)

COMMANDS: tuple[Command, ...] = (
    Command(
        "/cop-meeting",
        "meetings",
        (
            Use("meeting_see", _see, leads=True, words=("list",)),
            Use("meeting_answer", _in_network(policies.can_answer_rsvp), leads=True),
            Use("meeting_book", _in_network(policies.can_book_meeting), leads=True, words=("book", "change", "cancel")),
            Use("meeting_minutes", _in_network(policies.can_record_minutes), words=("minutes",)),
        ),
        hint=True,
    ),
    Command(
        "/cop-action",
        "actions",
        (
            Use("action_see", _in_network(policies.can_see_actions), leads=True, words=("list",)),
            Use("action_add", _in_network(policies.can_add_action), words=("add",)),
        ),
        hint=True,
    ),
    Command(
        "/cop-assess",
        "assessments",
        (
            Use("assess_see", _see, leads=True, words=("form",)),
            Use("assess_rate", _in_network(policies.can_rate_assessment), leads=True),
            Use("assess_steps", _see, words=("steps",)),
            Use("assess_results", _in_network(policies.can_see_assessment_spread), words=("results",)),
            Use("assess_agree", _in_network(policies.can_agree_levels), words=("agree",)),
            Use("assess_confirm", _in_network(policies.can_confirm_levels), words=("confirm",)),
            Use("assess_open", _in_network(policies.can_open_assessment), words=("open", "close", "extend", "again")),
            Use("assess_settings", _in_network(policies.can_change_network), words=("settings",)),
        ),
    ),
    Command(
        "/cop-pulse",
        "pulses",
        (
            Use("pulse_see", _see, leads=True, words=("show",)),
            Use("pulse_coming", _see, words=("next",)),
            Use("pulse_results", _in_network(policies.can_see_pulse_results), words=("results",)),
            Use("pulse_steer", _in_network(policies.can_change_network), words=("pause", "resume")),
            Use("pulse_answer", _in_network(policies.can_answer_pulse), leads=True),
            Use("pulse_reminders", _in_network(policies.can_answer_pulse), words=("reminders",)),
            Use("pulse_ask", _in_network(policies.can_start_pulse), leads=True, words=("ask", "own")),
            Use(
                "pulse_withdraw",
                lambda actor, where: policies.can_withdraw_pulse(actor, where.network_id, actor.user_id),
                words=("withdraw",),
            ),
        ),
        hint=True,
    ),
    Command(
        "/cop-review",
        "peer_reviews",
        (
            Use("review_see", _see, leads=True, words=("list", "year", "school")),
            Use(
                "review_start",
                _in_network(policies.can_propose_review_round),
                leads=True,
                words=("start", "joint", "settings", "pairs", "rest", "trios", "groups"),
            ),
            Use("review_matrix", _in_network(policies.can_see_where_schools_stand), words=("matrix",)),
        ),
    ),
    Command(
        "/cop-intro",
        "introductions",
        (
            Use(
                "intro_ask",
                lambda actor, where: policies.can_introduce(actor, [where.network_id]),
                leads=True,
                words=("new", "list", "year"),
            ),
        ),
        alone=True,
    ),
    Command(
        "/cop-offer",
        "offers",
        (
            Use("offer_own", _in_network(policies.can_offer), leads=True, words=("need", "new")),
            Use("offer_suggest", _in_network(policies.can_see_offers), leads=True, words=("list",)),
        ),
        alone=True,
    ),
    Command(
        "/cop-ask",
        "help_requests",
        (
            Use("ask_seil", _in_network(policies.can_ask_seil), leads=True, words=("new",)),
            Use(
                "ask_answer", _in_network(policies.can_answer_help_request), leads=True, words=("list",), labelled=True
            ),
        ),
        alone=True,
    ),
    Command(
        "/cop-story",
        "stories",
        (
            Use("story_tell", _in_network(policies.can_tell_story), leads=True, words=("success", "feedback")),
            Use("story_curate", _in_network(policies.can_curate_stories), leads=True, words=("list",), labelled=True),
            Use("story_read", _in_area(policies.can_read_stories), leads=True, labelled=True),
        ),
        alone=True,
    ),
    Command(
        "/cop-notice",
        "bulletins",
        (
            Use("notice_meaning", _in_network(policies.can_add_meaning), leads=True, words=("list",)),
            Use("notice_write", _in_area(policies.can_write_bulletin), leads=True, words=("new",)),
        ),
        alone=True,
    ),
    Command("/cop-desk", "desks", (Use("desk_see", _in_network(policies.can_see_desk), leads=True),), alone=True),
    Command(
        "/cop-summary",
        "summaries",
        (
            Use("summary_see", _in_area(policies.can_see_summary), leads=True, words=("now", "last")),
            Use("summary_trend", _in_area(policies.can_see_summary), words=("trend", "baseline")),
            Use("summary_gap", _in_area(policies.can_see_summary), words=("gap",)),
            Use("summary_share", _in_network(policies.can_share_summary)),
        ),
        hint=True,
    ),
    Command(
        "/cop-contact",
        "contacts",
        (Use("contact_keep", _in_network(policies.can_keep_contacts), leads=True, words=("list", "new")),),
    ),
    Command(
        "/cop-network",
        "networks",
        (
            Use("network_see", _see, leads=True, words=("card",)),
            Use("network_people", _in_network(policies.can_change_roster), leads=True, words=("people", "schools")),
            Use("network_settings", _in_network(policies.can_change_network), words=("settings", "days")),
            Use("network_agreement", _in_area(policies.can_see_agreement), words=("agreement",)),
            Use("network_show", _in_network(policies.can_show_network), words=("show",)),
            Use("network_link", _in_network(policies.can_link_networks), words=("link",)),
            Use("network_group", _in_network(policies.can_start_group), words=("group",)),
            Use("network_find", _in_network(policies.can_find_networks), words=("find",)),
        ),
    ),
    Command(
        "/cop-setup",
        "networks",
        (Use("setup_new", lambda actor, _: policies.can_setup_network(actor, None), leads=True),),
    ),
    Command("/cop-help", "help"),
)
"""In the order in which people see them; /cop-help is theirs already."""
BY_NAME = by_name(COMMANDS)
NOWHERE = Where(0)
"""Where somebody who is in no network stands: what is open to everybody is open there too."""
