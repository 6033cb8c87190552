"""Who may do and see what. docs/permissions.md shows it as a table, and a test holds the two together.

Each question takes the person who asks, what they ask about, and answers Allowed, or Denied with a
sentence that says who could. Ids that a button carries are no authority: ask again on submission.

Department people (SEIL, area director, central office) take part in principals' performance reviews or
stand near those who do. So no question here opens to them what is about one person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import update_wrapper
from typing import Concatenate, ParamSpec


class Role(StrEnum):
    CHAIR = "chair"
    EXECUTIVE = "executive"
    MEMBER = "member"
    DELEGATE = "delegate"
    SEIL = "seil"
    AREA_DIRECTOR = "area_director"
    CENTRAL = "central"

    @property
    def label(self) -> str:
        """The role as a sentence names it: "the SEIL" or "a member" without the article."""
        return {"seil": "SEIL", "area_director": "area director", "central": "central office"}.get(self, self)


SCHOOL_ROLES = frozenset({Role.CHAIR, Role.EXECUTIVE, Role.MEMBER, Role.DELEGATE})
PRINCIPALS = SCHOOL_ROLES - {Role.DELEGATE}
DEPARTMENT_ROLES = frozenset({Role.SEIL, Role.AREA_DIRECTOR, Role.CENTRAL})
WIDE_ROLES = frozenset({Role.AREA_DIRECTOR, Role.CENTRAL})
CHAIR_AND_SEIL = frozenset({Role.CHAIR, Role.SEIL})
LEADERS = CHAIR_AND_SEIL | {Role.EXECUTIVE}
NETWORK_PEOPLE = SCHOOL_ROLES | {Role.SEIL}


OUT_OF_SIGHT = 0
"""Stands for the area of a joint group: nobody sees it who has no role in it, from however far."""


def on_both_sides(roles: Collection[Role]) -> bool:
    """Whether the roles are a school's and the department's, which nobody may be at once, in any network."""
    return bool(SCHOOL_ROLES.intersection(roles)) and bool(DEPARTMENT_ROLES.intersection(roles))


@dataclass(frozen=True)
class Grant:
    """One role in one network. `area` is the network's, by its id: an area director sees all networks of it.

    `before` are the networks that the role's school was in before it moved here: what it did there is still its own.

    `self_made` is whether the network was set up by whoever liked to, and no operator vouches for it. `ended`: it is a
    joint group that has ended, of which everything is seen as before and nothing is changed.
    """

    role: Role
    network_id: int
    area: int | None = None
    self_made: bool = False
    before: frozenset[int] = frozenset()
    ended: bool = False


@dataclass(frozen=True)
class Actor:
    """Whoever asks. `is_admin` means an operator of the bot, which opens the roster and no results."""

    user_id: str
    grants: frozenset[Grant] = frozenset()
    is_admin: bool = False

    def roles_in(self, network_id: int) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants if grant.network_id == network_id)

    def has(self, network_id: int, roles: Set[Role]) -> bool:
        """Whether they hold one of the roles in that network."""
        return bool(self.roles_in(network_id) & roles)

    def before(self, network_id: int) -> frozenset[int]:
        """The networks from which their school moved to this one."""
        return frozenset(id_ for grant in self.grants if grant.network_id == network_id for id_ in grant.before)

    def has_come_from(self, network_id: int) -> bool:
        """Whether their school was in that network before it moved to another."""
        return any(network_id in grant.before for grant in self.grants)

    def sees_ended(self, network_id: int) -> bool:
        """Whether that is a joint group of theirs that has ended."""
        return any(grant.ended and grant.network_id == network_id for grant in self.grants)

    @property
    def serves_department(self) -> bool:
        """Whether they are SEIL, area director or central office of any network."""
        return any(grant.role in DEPARTMENT_ROLES for grant in self.grants)

    def is_confirmed_seil(self, network_id: int) -> bool:
        """Whether they are SEIL of that network, and an operator vouches for the network."""
        return any(
            grant.role is Role.SEIL and grant.network_id == network_id and not grant.self_made for grant in self.grants
        )

    def sees_widely(self, area: int | None) -> bool:
        """Whether they see the networks of an area without a role in them: its director, central office."""
        return area != OUT_OF_SIGHT and any(
            grant.role is Role.CENTRAL
            or (grant.role is Role.AREA_DIRECTOR and grant.area is not None and grant.area == area)
            for grant in self.grants
        )


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """`key` is of the sentence for the person who asked: who could, and whom to turn to. who: the roles it names."""

    key: str
    who: frozenset[Role] = frozenset()

    @property
    def values(self) -> dict[str, object]:
        """What goes into the sentence."""
        return {"who": self.who} if self.who else {}

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Denied
Asked = ParamSpec("Asked")


def changes(
    question: Callable[Concatenate[Actor, int, Asked], Answer],
) -> Callable[Concatenate[Actor, int, Asked], Answer]:
    """For what changes something in a network: in a joint group that has ended nobody may."""

    def ask(actor: Actor, network_id: int, /, *more: Asked.args, **named: Asked.kwargs) -> Answer:
        if actor.sees_ended(network_id):
            return Denied("permissions.ended")
        return question(actor, network_id, *more, **named)

    update_wrapper(ask, question)
    return ask


def can_setup_network(actor: Actor, network_id: int | None) -> Answer:
    """`network_id` is the channel's network, None while it has none.

    Anybody may make a channel into a network's: it opens nothing that was there before, and whoever is
    in the channel sees who did it. What is there already belongs to its chair and SEIL.
    """
    if network_id is None:
        return Allowed()
    return _network_or_admin(actor, network_id, "permissions.set_up_again")


def can_see_network(actor: Actor, network_id: int, area: int | None) -> Answer:
    """The roster and settings of a network in that area."""
    if actor.is_admin or actor.roles_in(network_id) or actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.see_network")


@changes
def can_change_network(actor: Actor, network_id: int) -> Answer:
    return _network_or_admin(actor, network_id, "permissions.change_settings")


def can_set_area(actor: Actor) -> Answer:
    """Say which area a network belongs to: its director sees the network, and its people see the area's others."""
    if actor.is_admin:
        return Allowed()
    return Denied("permissions.set_area")


@changes
def can_change_roster(actor: Actor, network_id: int) -> Answer:
    """Add and remove schools and people. Which role somebody may be given: can_give_role."""
    if actor.is_admin:
        return Allowed()
    return _only(actor, network_id, LEADERS, "permissions.change_roster")


@changes
def can_give_role(actor: Actor, network_id: int, role: Role) -> Answer:
    """Give a role in this network to somebody, or take it away.

    The roles that see more than their own network are for operators alone: else any chair could make
    themselves central office. Chair and SEIL hand on the roles that lead.
    """
    if actor.is_admin:
        return Allowed()
    if role in WIDE_ROLES:
        return Denied("permissions.give_wide_role")
    if role in LEADERS:
        return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.give_leading_role")
    return can_change_roster(actor, network_id)


@changes
def can_fill_school(actor: Actor, network_id: int, person: str, principals: Collection[str]) -> Answer:
    """Give `person` a role at a school so that it counts at once. `principals` are who leads the school now.

    A school's roles are its principal's to give: what is written at the school is for whoever holds them. Chair and
    SEIL fill a school that nobody else leads.
    """
    others = set(principals) - {person}
    if others:
        if actor.user_id in others and actor.has(network_id, PRINCIPALS) and not actor.serves_department:
            return Allowed()
        return Denied("permissions.give_school_role")
    if actor.is_admin:
        return Allowed()
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.fill_empty_school")


def can_replace_principal(actor: Actor, network_id: int, *, has_chair: bool) -> Answer:
    """Say that a school which somebody leads has a new principal. Whoever led it is told, with the SEIL.

    The SEIL may while the network has no chair: whoever may fill a school should not be the one who empties it.
    """
    if actor.is_admin:
        return Allowed()
    roles = frozenset({Role.CHAIR}) if has_chair else CHAIR_AND_SEIL
    return _only(actor, network_id, roles, "permissions.replace_principal")


def can_join_network(actor: Actor, network_id: int) -> Answer:
    """Put oneself on the roster as the member or delegate of a school."""
    if actor.roles_in(network_id):
        return Denied("permissions.join_twice")
    return Allowed()


@changes
def can_book_meeting(actor: Actor, network_id: int) -> Answer:
    """Book, move and cancel meetings, and write their agenda."""
    return _only(actor, network_id, LEADERS, "permissions.book_meeting")


@changes
def can_answer_rsvp(actor: Actor, network_id: int) -> Answer:
    return _people(actor, network_id, "permissions.answer_invitation")


@changes
def can_record_minutes(actor: Actor, network_id: int) -> Answer:
    """Record summary, decisions, attendance and actions of a meeting, or that it did not take place."""
    return _only(actor, network_id, LEADERS, "permissions.record_minutes")


def can_see_actions(actor: Actor, network_id: int) -> Answer:
    """The open actions with their owners, which stay within the network."""
    return _people(actor, network_id, "permissions.see_actions")


def can_see_who_is_overdue(actor: Actor, network_id: int) -> Answer:
    """School people alone: whoever takes part in principals' performance reviews sees how many are, not who."""
    if actor.has(network_id, SCHOOL_ROLES) and not actor.serves_department:
        return Allowed()
    return Denied("permissions.see_actions")


@changes
def can_add_action(actor: Actor, network_id: int) -> Answer:
    return _people(actor, network_id, "permissions.add_action")


@changes
def can_complete_action(actor: Actor, network_id: int, owner_id: str) -> Answer:
    """Mark an action done, or move its date. `owner_id` is the user who owns it."""
    here = actor.has(network_id, NETWORK_PEOPLE) or actor.has_come_from(network_id)
    if actor.user_id == owner_id and here:
        return Allowed()
    if actor.has(network_id, CHAIR_AND_SEIL):
        return Allowed()
    return Denied("permissions.change_action")


@changes
def can_open_assessment(actor: Actor, network_id: int) -> Answer:
    """Open the half-yearly self-assessment, move its dates, close it, and have items rated again."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.open_assessment")


@changes
def can_rate_assessment(actor: Actor, network_id: int) -> Answer:
    return _only(actor, network_id, LEADERS, "permissions.rate_assessment")


def can_see_assessment_spread(actor: Actor, network_id: int) -> Answer:
    """How many gave which level, item by item. The network as a whole hears the medians of the pillars."""
    return _only(actor, network_id, LEADERS, "permissions.see_spread")


@changes
def can_agree_levels(actor: Actor, network_id: int) -> Answer:
    """Propose the one level an item that the leaders settled on, and why."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.agree_levels")


@changes
def can_confirm_levels(actor: Actor, network_id: int) -> Answer:
    """Confirm levels that another leader proposed; whose, see levels.confirmers."""
    return _only(actor, network_id, LEADERS, "permissions.confirm_levels")


@changes
def can_start_pulse(actor: Actor, network_id: int) -> Answer:
    return _only(actor, network_id, LEADERS, "permissions.start_pulse")


@changes
def can_withdraw_pulse(actor: Actor, network_id: int, asked_by: str | None) -> Answer:
    """Take back an open pulse check. `asked_by` is the user who asked it, None where the bot asked by itself."""
    if asked_by is None:
        return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.withdraw_pulse")
    if actor.has(network_id, LEADERS if actor.user_id == asked_by else CHAIR_AND_SEIL):
        return Allowed()
    return Denied("permissions.withdraw_others_pulse")


@changes
def can_answer_pulse(actor: Actor, network_id: int) -> Answer:
    """School people alone: whoever also serves the department anywhere does not answer."""
    if actor.has(network_id, SCHOOL_ROLES) and not actor.serves_department:
        return Allowed()
    return Denied("permissions.answer_pulse")


@changes
def can_propose_review_round(actor: Actor, network_id: int) -> Answer:
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.propose_round")


@changes
def can_approve_review_round(actor: Actor, network_id: int) -> Answer:
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.approve_round")


def can_see_where_schools_stand(actor: Actor, network_id: int) -> Answer:
    """See how far single schools of a round are, and who has reviewed whom: the SEIL takes part in what their
    principals are judged by, so neither is theirs."""
    return _only(actor, network_id, frozenset({Role.CHAIR}), "permissions.see_where_schools_stand")


@changes
def can_record_review(actor: Actor, network_id: int, people: Collection[str], beside: Collection[int] = ()) -> Answer:
    """Record focus, date and "done". `people` are those of the schools in the review who have its record in sight.

    `beside`: the networks with which that one has rounds in common, whose schools are in its reviews too.
    """
    if _is_school_person(actor, network_id, people, beside):
        return Allowed()
    return Denied("permissions.record_review")


@changes
def can_leave_review_round(
    actor: Actor, network_id: int, people: Collection[str], beside: Collection[int] = ()
) -> Answer:
    """Say that one's own school cannot do a round. `people` are those of the schools in the group."""
    if _is_school_person(actor, network_id, people, beside):
        return Allowed()
    return Denied("permissions.leave_review_round")


def can_describe_school(actor: Actor, network_id: int, people: Collection[str]) -> Answer:
    """Say what one's own school works on, is strong in and finds hard. `people` are the school's."""
    if _is_school_person(actor, network_id, people):
        return Allowed()
    return Denied("permissions.describe_school")


@changes
def can_record_review_findings(actor: Actor, network_id: int, hosts: Collection[str]) -> Answer:
    """Write, change and share findings: they are the host's. `hosts` are the host school's users."""
    if _is_school_person(actor, network_id, hosts):
        return Allowed()
    return Denied("permissions.write_findings")


def can_see_review_findings(
    actor: Actor, network_id: int, people: Collection[str], shared: bool, beside: Collection[int] = ()
) -> Answer:
    """`people` are those of the schools in the review who had their role when the record was begun, or whom the host
    let in; `shared` is whether the host opened the findings.

    Shared findings are for the network and its SEIL; nobody further away sees them.
    """
    if _is_school_person(actor, network_id, people, beside):
        return Allowed()
    if shared:
        return _people(actor, network_id, "permissions.see_shared_findings")
    return Denied("permissions.see_findings")


def can_introduce(actor: Actor, network_ids: Collection[int], *, with_guest: bool = False) -> Answer:
    """`network_ids` are the networks of the people to introduce; a SEIL connects within their own.

    with_guest: one of the two is in no network. Beyond one network, an operator has to vouch for each: anybody can
    set one up and call themselves its SEIL.
    """
    own = set(network_ids)
    if not own or not all(actor.has(network_id, {Role.SEIL}) for network_id in own):
        return Denied("permissions.introduce")
    if (with_guest or len(own) > 1) and not all(actor.is_confirmed_seil(network_id) for network_id in own):
        return Denied("permissions.introduce_beyond")
    return Allowed()


@changes
def can_ask_seil(actor: Actor, network_id: int) -> Answer:
    """Ask the network's SEIL for help, in private; what somebody asked is seen by them and the SEIL alone."""
    if actor.has(network_id, SCHOOL_ROLES):
        return Allowed()
    return Denied("permissions.ask_seil")


def can_answer_help_request(actor: Actor, network_id: int) -> Answer:
    """See and answer what the network's people ask their SEIL."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.answer_help_request")


def can_let_introduce(actor: Actor, network_id: int) -> Answer:
    """Say whether another SEIL may introduce somebody of the network."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.let_introduce")


def can_offer(actor: Actor, network_id: int) -> Answer:
    """Say what one needs and what one can offer."""
    if actor.has(network_id, SCHOOL_ROLES):
        return Allowed()
    return Denied("permissions.offer")


def can_see_offers(actor: Actor, network_id: int) -> Answer:
    """See what people of the network need, with the offers of all networks that may answer it."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.see_offers")


def can_show_network(actor: Actor, network_id: int) -> Answer:
    """Choose what other networks see of this one."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.show_network")


def can_find_networks(actor: Actor, network_id: int) -> Answer:
    """See what other networks show. An operator has to vouch for one's own: anybody can set one up."""
    if not actor.has(network_id, NETWORK_PEOPLE):
        return Denied("permissions.find_networks")
    return _vouched(actor, network_id)


def can_ask_for_link(actor: Actor, network_id: int) -> Answer:
    """Ask one's SEIL for a link with a network that shows something."""
    if not actor.has(network_id, SCHOOL_ROLES):
        return Denied("permissions.ask_for_link")
    return _vouched(actor, network_id)


def can_introduce_chairs(actor: Actor, network_id: int) -> Answer:
    """See who chairs a network that shows something, to introduce them to the chair of this one."""
    if not actor.has(network_id, frozenset({Role.SEIL})):
        return Denied("permissions.introduce")
    return _vouched(actor, network_id)


def can_see_agreement(actor: Actor, network_id: int, area: int | None) -> Answer:
    """What the network of that area shares and with whom."""
    if actor.has(network_id, NETWORK_PEOPLE) or actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.see_agreement")


def can_propose_sharing(actor: Actor, network_id: int) -> Answer:
    """Propose the next step of what the network shares, go back one, or say that it is still right."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.propose_sharing")


def can_agree_sharing(actor: Actor, network_id: int) -> Answer:
    """Agree to the step that another leader proposed; whose, see levels.confirmers."""
    return _only(actor, network_id, LEADERS, "permissions.agree_sharing")


def can_choose_sharing(actor: Actor, network_id: int, principals: Collection[str]) -> Answer:
    """Say how far one's own school goes along. `principals` are who leads it."""
    if actor.user_id in principals and actor.has(network_id, PRINCIPALS) and not actor.serves_department:
        return Allowed()
    return Denied("permissions.choose_sharing")


def can_see_shared(actor: Actor, network_id: int) -> Answer:
    """See what the network's schools show each other, as far as it is agreed on."""
    return _people(actor, network_id, "permissions.see_shared")


def can_see_linked(actor: Actor, network_id: int) -> Answer:
    """See what networks that this one is linked with show it, as far as they agreed on that."""
    if not actor.has(network_id, NETWORK_PEOPLE):
        return Denied("permissions.see_shared")
    return _vouched(actor, network_id)


def can_keep_contacts(actor: Actor, network_id: int) -> Answer:
    """Add, change and remove contacts outside the schools in the network's name, and see those of its region."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.keep_contacts")


def can_link_networks(actor: Actor, network_id: int) -> Answer:
    """Ask another network's chair for a link, or say yes to one."""
    if not actor.has(network_id, frozenset({Role.CHAIR})):
        return Denied("permissions.link_networks")
    return _vouched(actor, network_id)


def can_start_group(actor: Actor, network_id: int) -> Answer:
    """Start a joint group, and ask the network's schools into one; into which: domain/groups.py."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.start_group")


def can_see_groups(actor: Actor, network_id: int) -> Answer:
    """See the joint groups that one is in; whoever may start one, all that the network has to do with."""
    return _people(actor, network_id, "permissions.see_groups")


@changes
def can_lead_group(actor: Actor, network_id: int) -> Answer:
    """Extend a joint group, or end it. `network_id` is the group's own."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.lead_group")


def can_join_group(actor: Actor, network_ids: Collection[int], principals: Collection[str]) -> Answer:
    """Say whether a school joins a joint group, and let it leave. `network_ids` are the school's own networks,
    `principals` are who leads it.
    """
    leads = any(actor.has(network_id, PRINCIPALS) for network_id in network_ids) and actor.user_id in principals
    return Allowed() if leads and not actor.serves_department else Denied("permissions.join_group")


def can_end_link(actor: Actor, network_id: int) -> Answer:
    """End a link of the network, and see what links it asks for and is asked for."""
    if actor.has(network_id, frozenset({Role.CHAIR})):
        return Allowed()
    return Denied("permissions.link_networks")


def can_tell_story(actor: Actor, network_id: int) -> Answer:
    """Send a success or feedback of the network up."""
    if actor.has(network_id, SCHOOL_ROLES):
        return Allowed()
    return Denied("permissions.tell_story")


def can_curate_stories(actor: Actor, network_id: int) -> Answer:
    """See what the network sends up, and pass it on or keep it there."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.curate_stories")


def can_read_stories(actor: Actor, network_id: int, area: int | None) -> Answer:
    """Read what was passed on, without anybody's name, and say what became of it."""
    if actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.read_stories")


def can_write_bulletin(actor: Actor, network_id: int, area: int | None) -> Answer:
    """Write a notice to a network in that area, approve one, and read what the network asks back."""
    if actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.write_bulletin")


def can_take_bulletin_back(actor: Actor, own: bool, left: bool, places: Collection[tuple[int, int | None]]) -> Answer:
    """Take a notice back. own: they wrote or approve it. left: whoever did has no such role any more; then it is for
    whoever could write to all of its networks. places: these, each with its area."""
    if own or (left and places and all(can_write_bulletin(actor, id_, area) for id_, area in places)):
        return Allowed()
    return Denied("bulletins.not_yours")


def can_add_meaning(actor: Actor, network_id: int) -> Answer:
    """Add to a notice what it means in the network, before it goes out."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.add_meaning")


def can_answer_bulletin(actor: Actor, network_id: int) -> Answer:
    """Say that one understood a notice, or ask back."""
    return _people(actor, network_id, "permissions.answer_bulletin")


@changes
def can_bring_challenge(actor: Actor, network_id: int) -> Answer:
    """Bring a question to a meeting's agenda or the channel; until then the questions are the SEIL's alone."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.bring_challenge")


def can_see_desk(actor: Actor, network_id: int) -> Answer:
    """The network on a SEIL's desk: what waits for them there, and how it stands."""
    return _only(actor, network_id, frozenset({Role.SEIL}), "permissions.see_desk")


def can_see_summary(actor: Actor, network_id: int, area: int | None) -> Answer:
    """Some summary of a network in that area: the whole one, if can_see_whole_summary, else the safe one."""
    if actor.has(network_id, LEADERS) or actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.see_summary", LEADERS)


def can_see_whole_summary(actor: Actor, network_id: int) -> Answer:
    """The summary with every item, attendance and what is overdue, for those who lead the network. It names nobody."""
    return _only(actor, network_id, LEADERS, "permissions.see_whole_summary")


@changes
def can_share_summary(actor: Actor, network_id: int) -> Answer:
    """Post the safe version to the network's channel."""
    return _only(actor, network_id, CHAIR_AND_SEIL, "permissions.share_summary")


def _network_or_admin(actor: Actor, network_id: int, key: str) -> Answer:
    return Allowed() if actor.is_admin else _only(actor, network_id, CHAIR_AND_SEIL, key)


def _vouched(actor: Actor, network_id: int) -> Answer:
    if any(grant.network_id == network_id and not grant.self_made for grant in actor.grants):
        return Allowed()
    return Denied("permissions.beyond_own_making")


def _people(actor: Actor, network_id: int, key: str) -> Answer:
    if actor.has(network_id, NETWORK_PEOPLE):
        return Allowed()
    return Denied(key)


def _only(actor: Actor, network_id: int, roles: frozenset[Role], key: str) -> Answer:
    return Allowed() if actor.has(network_id, roles) else Denied(key, roles)


def _is_school_person(actor: Actor, network_id: int, people: Collection[str], beside: Collection[int] = ()) -> bool:
    here = any(actor.has(one, SCHOOL_ROLES) for one in (network_id, *beside)) or actor.has_come_from(network_id)
    return actor.user_id in people and here and not actor.serves_department
