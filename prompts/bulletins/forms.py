"""The forms of notices: writing one, looking at it, and what networks add and ask."""

from __future__ import annotations

from collections.abc import Sequence

from domain.bulletins import (
    ANSWER,
    APPROVER,
    AREA,
    EVERYWHERE,
    GOES_ON,
    LONGEST_TITLE,
    MEANING,
    MOST_CHARACTERS,
    MOST_MEANING,
    NETWORK,
    QUESTION,
    TITLE,
    TO,
    WORDS,
    areas_of,
)
from facts.bulletins import BulletinFacts, BulletinForm, CopyFacts, QuestionFacts
from prompts import button_data as refs
from prompts import elements
from prompts.bulletins.actions import BulletinsView
from prompts.bulletins.posted import preview
from prompts.catalog import say
from prompts.message import View
from prompts.text import Text, Words, listing, mention, quote
from prompts.wording import day


def write_form(form: BulletinForm, words: str = "") -> View:
    """Write a notice, or go on with a draft. words: what it begins with, if it is new."""
    draft = form.bulletin
    return View(
        BulletinsView.WRITE,
        say("bulletins.form_title"),
        [
            elements.TextInput(
                TITLE, say("bulletins.field_title"), initial=draft.title if draft else "", most=LONGEST_TITLE
            ),
            elements.TextInput(
                WORDS,
                say("bulletins.field_words"),
                initial=draft.words if draft else words[:MOST_CHARACTERS],
                multiline=True,
                hint=say("bulletins.hint_words"),
                most=MOST_CHARACTERS,
            ),
            elements.SelectInput(
                TO,
                say("bulletins.field_to"),
                _networks(form),
                multiple=True,
                initials=_chosen(form),
                placeholder=say("bulletins.placeholder_to"),
            ),
            elements.PersonInput(
                APPROVER,
                say("bulletins.field_approver"),
                initial=draft.approver if draft else None,
                hint=say("bulletins.hint_approver"),
            ),
            elements.DateInput(
                GOES_ON,
                say("bulletins.field_goes_on"),
                initial=draft.goes_on if draft else form.first_day,
                hint=say("bulletins.hint_goes_on"),
            ),
        ],
        submit=say("bulletins.form_submit"),
        close=say("bulletins.form_close"),
        metadata=refs.encode(**({"bulletin": draft.bulletin_id} if draft else {})),
    )


def _chosen(form: BulletinForm) -> Sequence[str]:
    """What the draft goes to; where there is but one network to write to, that one."""
    if len(form.reach) == 1:
        return (f"{NETWORK}:{form.reach[0].network_id}",)
    return form.bulletin.to if form.bulletin else ()


def _networks(form: BulletinForm) -> elements.Choices:
    """All, each area, each network; by area where there are more than a list takes."""
    areas = areas_of(form.reach)
    offered = []
    if len(form.reach) > 1:
        offered.append(elements.Option(say("bulletins.to_all", number=len(form.reach)), EVERYWHERE))
    if len(areas) > 1:
        offered += [
            elements.Option(say("bulletins.to_area", area=name), f"{AREA}:{id_}") for id_, name in areas.items()
        ]
    each_one = [(each.area, elements.Option(each.name, f"{NETWORK}:{each.network_id}")) for each in form.reach]
    if len(offered) + len(each_one) <= elements.MOST_OPTIONS:
        return offered + [option for _, option in each_one]
    groups = {area: [option for of, option in each_one if of == area] for area in sorted({of for of, _ in each_one})}
    return [
        elements.OptionGroup(say("bulletins.to_several"), offered),
        *(elements.OptionGroup(area or say("bulletins.to_no_area"), several) for area, several in groups.items()),
    ]


def preview_form(bulletin: BulletinFacts) -> View:
    """What it will look like and where it goes, before the second person is asked."""
    return View(
        BulletinsView.PREVIEW,
        say("bulletins.preview_title"),
        [
            elements.Section(say("bulletins.preview_lead", where=where(bulletin), day=day(bulletin.goes_on))),
            elements.Divider(),
            *preview(bulletin.title, bulletin.words, bulletin.author),
            elements.Divider(),
            elements.Context(say("bulletins.preview_next", person=mention(bulletin.approver))),
        ],
        submit=say("bulletins.preview_submit"),
        close=say("bulletins.preview_close"),
        metadata=refs.encode(bulletin=bulletin.bulletin_id),
    )


def where(bulletin: BulletinFacts) -> Text:
    """ "Merri-bek, Banyule and 3 more networks"."""
    more = bulletin.networks - len(bulletin.network_names)
    names: list[Words] = list(bulletin.network_names)
    return listing([*names, say("bulletins.more_networks", number=more)] if more > 0 else names)


def meaning_form(copy: CopyFacts) -> View:
    """What a SEIL adds."""
    return View(
        BulletinsView.MEANING,
        say("bulletins.meaning_title"),
        [
            elements.Section(say("bulletins.meaning_lead", network=copy.network, day=day(copy.due_on))),
            *preview(copy.title, copy.words, copy.by),
            elements.TextInput(
                MEANING,
                say("bulletins.field_meaning"),
                initial=copy.meaning,
                multiline=True,
                hint=say("bulletins.hint_meaning"),
                most=MOST_MEANING,
            ),
        ],
        submit=say("bulletins.meaning_submit"),
        close=say("bulletins.form_close"),
        metadata=refs.encode(copy=copy.copy_id),
    )


def ask_form(copy: CopyFacts) -> View:
    """A question back."""
    return View(
        BulletinsView.ASK,
        say("bulletins.ask_title"),
        [
            elements.Section(say("bulletins.ask_lead", title=copy.title, network=copy.network)),
            elements.TextInput(QUESTION, say("bulletins.field_question"), multiline=True, most=MOST_MEANING),
        ],
        submit=say("bulletins.ask_submit"),
        close=say("bulletins.form_close"),
        metadata=refs.encode(copy=copy.copy_id),
    )


def answer_form(question: QuestionFacts) -> View:
    """The answer to it."""
    return View(
        BulletinsView.ANSWER,
        say("bulletins.answer_title"),
        [
            elements.Section(say("bulletins.answer_lead", network=question.network, title=question.title)),
            elements.Section(quote(question.words)),
            elements.TextInput(ANSWER, say("bulletins.field_answer"), multiline=True, most=MOST_MEANING),
        ],
        submit=say("bulletins.answer_submit"),
        close=say("bulletins.form_close"),
        metadata=refs.encode(question=question.question_id),
    )


def done_view(title: str, sentence: Text) -> View:
    """What a form turns into."""
    return View("", say(f"bulletins.{title}"), [elements.Section(sentence)])
