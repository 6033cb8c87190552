"""The forms of the self-assessment: rating part by part, opening by hand, agreeing levels."""

from __future__ import annotations

from domain.assessments import FEWEST_RATERS, SAFE_RATERS, is_named
from domain.calendar import local_day
from domain.instrument import Item
from domain.ratings import Scale
from domain.standings import ItemStanding
from facts.assessments import AgreeForm, Closing, Extension, Opening, RatingForm
from prompts import button_data as refs
from prompts import elements
from prompts.assessments.again import intro_words as again_words
from prompts.assessments.cards import (
    accord_words,
    close_button,
    extend_button,
    level_count,
    spread_words,
    talk_about,
)
from prompts.assessments.evidence import brought_input, evidence_button, evidence_view, shown_with
from prompts.assessments.named import intro_words as named_words
from prompts.assessments.names import AssessmentsAction, AssessmentsField, AssessmentsView, level_field, why_field
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.roster_changes import change_words
from prompts.text import Text, Words, joined, listing, mention
from prompts.typed import typed_block
from prompts.wording import day, half_year_name, open_until, zoned_day_and_time

LONGEST_REASON = 300
MOST_EARLIER = 3
"""Levels agreed on earlier that the form shows for an item; all of them are kept."""


def form_view(form: RatingForm) -> View:
    """What opening the form shows: what becomes of the ratings before the first one, else where they stopped."""
    return page_view(form, form.first_page) if form.ratings else intro_view(form)


def intro_view(form: RatingForm) -> View:
    """What somebody has to know before they rate."""
    about = form.about
    head = say(
        "assessments.again_intro" if about.again else "assessments.intro",
        network=about.network,
        half_year=half_year_name(about.half_year),
        items=about.items,
        levels=level_count({len(item.scale) for item in form.instrument.items}),
    )
    promise = say(
        "assessments.intro_private",
        until=open_until(about),
        fewest=FEWEST_RATERS,
        people=listing(mention(user_id) for user_id in about.raters),
        changes=" " + say("assessments.intro_changes", changes=change_words(about.changes))
        if about.changes
        else Text(),
    )
    if about.again:
        promise = again_words(form)
    elif about.named:
        promise = named_words(form)
    return View(
        callback_id=AssessmentsView.INTRO,
        title=say("assessments.intro_title"),
        elements=[
            elements.Section(head),
            elements.Section(promise),
            *([] if about.named or about.again else [elements.Section(_find_out_words(form))]),
            elements.Context(say("assessments.intro_draft")),
            *([elements.Buttons(extend_button(about))] if form.may_extend else []),
        ],
        submit=say("assessments.begin_named" if about.named and not about.again else "assessments.begin"),
        close=say("assessments.close"),
        metadata=refs.encode(round=form.round_id),
    )


def _find_out_words(form: RatingForm) -> Text:
    """What could anyone find out about one's ratings, by the rules that decide what is told of them."""
    few = len(form.about.raters) < SAFE_RATERS
    lines = [
        say("assessments.find_out"),
        say("assessments.intro_few" if few else "assessments.intro_many", safe=SAFE_RATERS),
        *([] if few else [say(f"assessments.find_out_before_{form.before}")]),
        say("assessments.find_out_together"),
    ]
    return joined("\n• ", lines)


def page_view(form: RatingForm, page: int, *, note: Words = "") -> View:
    """One part of the form. page counts from 0; note stands on top, such as what is still missing."""
    parts = form.instrument.parts
    page = min(max(page, 0), len(parts) - 1)
    pillars, is_last = parts[page], page == len(parts) - 1
    about = form.about
    if not note and not form.missing:
        note = say("assessments.finished_already", until=open_until(about))
    head = say(
        "assessments.part" if len(parts) > 1 else "assessments.part_only",
        network=about.network,
        half_year=half_year_name(about.half_year),
        part=page + 1,
        parts=len(parts),
        rated=form.rated,
        items=about.items,
        until=open_until(about),
    )
    shown: list[Element] = [elements.Section(note)] if note else []
    shown += [elements.Context(head), elements.Context(say("assessments.kept"))]
    later = elements.Button(say("assessments.later"), AssessmentsAction.LATER)
    for pillar in pillars:
        if len(pillars) > 1:
            if pillar is not pillars[0]:  # the end of the form is screens away on a phone
                shown.append(elements.Buttons(later))
            shown.append(elements.Heading(pillar.title))
        shown.append(elements.Section(say("assessments.gist", gist=pillar.gist)))
        for item in pillar.items:
            shown += _item_blocks(item, form.ratings.get(item.key))
    buttons = [later]
    if not about.again:
        buttons.append(evidence_button())
    if page:
        buttons.insert(0, elements.Button(say("assessments.back"), AssessmentsAction.BACK))
    if form.may_extend:
        buttons.append(extend_button(about))
    if form.may_close:
        buttons.append(close_button(about))
    shown.append(elements.Buttons(*buttons))
    return View(
        callback_id=AssessmentsView.RATE,
        title=pillars[0].title if len(pillars) == 1 else say("assessments.intro_title"),
        elements=shown,
        submit=say("assessments.finish" if is_last else "assessments.next"),
        close=say("assessments.close"),
        metadata=refs.encode(round=form.round_id, page=page),
    )


def missing_view(form: RatingForm) -> View:
    """The first part with something left to rate, naming all that is left."""
    left = listing(item.title for item in form.missing)
    return page_view(form, form.first_page, note=say("assessments.still_missing", left=left))


def _item_blocks(item: Item, chosen: int | None) -> list[Element]:
    levels = joined("\n", _level_lines(item))
    text = say("assessments.item", item=item.title, statement=item.statement, descriptors=levels)
    label = say("assessments.item_label", item=item.title)
    initial = str(chosen) if chosen else None
    return [
        elements.Divider(),
        elements.Section(text),
        elements.RadioInput(level_field(item.key), label, _options(item.scale), initial=initial, at_once=True),
    ]


def _level_lines(item: Item) -> list[Text]:
    return [
        say("assessments.item_level", number=int(level), level=level.label, descriptor=item.descriptor(level))
        for level in item.scale
    ]


def _options(scale: Scale) -> list[elements.Option]:
    return [
        elements.Option(say("assessments.option", number=int(level), level=level.label), str(int(level)))
        for level in scale
    ]


def later_view(form: RatingForm) -> View:
    """It is saved; what is left can wait."""
    about = form.about
    text = say("assessments.later_view", rated=form.rated, items=about.items, until=open_until(about))
    return View("", say("assessments.saved_title"), [elements.Section(text)], close=say("assessments.close"))


def done_view(form: RatingForm) -> View:
    """All is rated; when the results come."""
    about = form.about
    results = zoned_day_and_time(form.results_at or about.closes_at, about.zone)
    text = say("assessments.done_view", items=about.items, until=open_until(about), results=results)
    shown: list[Element] = [elements.Section(text)]
    if form.may_close:
        shown += [elements.Section(say("assessments.all_have")), elements.Buttons(close_button(about))]
    return View("", say("assessments.done_title"), shown, close=say("assessments.close"))


# Opening by hand


def opening_view(found: Opening, typed: str = "") -> View:
    """What opening does, and the day it closes on. typed: a day as somebody put it that is not clear."""
    key = "assessments.open_text_named" if is_named(len(found.raters)) else "assessments.open_text"
    text = say(
        key if found.raters else "assessments.open_text_nobody",
        network=found.network,
        half_year=half_year_name(found.half_year),
        people=listing(mention(user_id) for user_id in found.raters),
    )
    closes = elements.DateInput(
        AssessmentsField.CLOSES, say("assessments.open_closes"), initial=found.closes_on, hint=""
    )
    return View(
        callback_id=AssessmentsView.OPEN,
        title=say("assessments.open_title"),
        elements=[elements.Section(text), *([typed_block(typed)] if typed else []), closes],
        submit=say("assessments.open_submit"),
        close=say("assessments.close"),
        metadata=refs.encode(network=found.network_id, instrument=found.instrument),
    )


# Extending


def extend_view(found: Extension, typed: str = "") -> View:
    """What extending does, and the later day it closes on. typed: a day as somebody put it that is not clear."""
    half_year = half_year_name(found.half_year)
    text = say("assessments.extend_text", network=found.network, half_year=half_year, until=found.until)
    closes = elements.DateInput(
        AssessmentsField.CLOSES,
        say("assessments.open_closes"),
        initial=found.closes_on,
        hint=say("assessments.extend_latest", day=day(found.latest)),
    )
    return View(
        callback_id=AssessmentsView.EXTEND,
        title=say("assessments.extend_title"),
        elements=[elements.Section(text), *([typed_block(typed)] if typed else []), closes],
        submit=say("assessments.extend_submit"),
        close=say("assessments.close"),
        metadata=refs.encode(round=found.round_id),
    )


def closing_view(found: Closing) -> View:
    """What closing it early does."""
    key = "assessments.again_close_text" if found.about.again else "assessments.close_text"
    text = say(key, network=found.about.network, results=found.results)
    return View(
        callback_id=AssessmentsView.CLOSE,
        title=say("assessments.close_title"),
        elements=[elements.Section(text)],
        submit=say("assessments.close_now"),
        close=say("assessments.close_not_yet"),
        metadata=refs.encode(round=found.round_id),
    )


# Agreeing levels


def evidence_page(form: RatingForm, page: int) -> View:
    """To give evidence for an item of this part. page counts from 0."""
    parts = form.instrument.parts
    page = min(max(page, 0), len(parts) - 1)
    return evidence_view(form, page, [item for pillar in parts[page] for item in pillar.items])


def agree_view(form: AgreeForm, page: int) -> View:
    """One pillar: how each item's ratings are spread, the level agreed on, and why. page counts from 0."""
    standing = form.standing
    page = min(max(page, 0), len(standing.pillars) - 1)
    pillar = standing.pillars[page]
    head = say(
        "assessments.agree_part",
        network=form.network,
        half_year=half_year_name(standing.half_year),
        part=page + 1,
        parts=len(standing.pillars),
    )
    shown: list[Element] = [elements.Context(head), elements.Section(say("assessments.agree_intro"))]
    shown.append(elements.Section(talk_about(standing)))
    for item in pillar.items:
        shown += _agree_blocks(item, form)
    is_last = page == len(standing.pillars) - 1
    return View(
        callback_id=AssessmentsView.AGREE,
        title=pillar.title,
        elements=shown,
        submit=say("assessments.agree_save" if is_last else "assessments.next"),
        close=say("assessments.close"),
        metadata=refs.encode(round=standing.round_id, page=page),
    )


def _agree_blocks(item: ItemStanding, form: AgreeForm) -> list[Element]:
    described, proposal = form.items.get(item.key), form.proposals.get(item.key)
    if item.is_told_whole or item.again is not None:
        counts = spread_words(item.median, item.distribution if item.is_told_whole else None)
    else:
        counts = say("assessments.agree_middle")
    if item.again is not None:
        after = spread_words(item.again.median, item.again.distribution)
        counts = say("assessments.talk_again", first=counts, counts=after)
    text = say(
        "assessments.agree_item",
        item=item.title,
        median_label=item.newest.label,
        accord=accord_words(item.accord),
        counts=counts,
    )
    agreed = item.agreed
    level, reason = (proposal.level, proposal.reason) if proposal else (None, "")
    if proposal is None and agreed is not None:
        level, reason = agreed.level, agreed.reason
    shown: list[Element] = [elements.Divider(), elements.Section(text)]
    if described is not None:
        shown.append(elements.Context(joined("\n", _level_lines(described))))
    shown += shown_with(item)
    if proposal is not None:
        shown.append(elements.Context(say("assessments.agree_proposed", people=mention(proposal.by))))
    shown += _history(form, item)
    return [
        *shown,
        elements.SelectInput(
            level_field(item.key),
            say("assessments.agree_level", item=item.title),
            _options(item.scale),
            initial=str(level) if level else None,
            placeholder=say("assessments.agree_choose"),
            optional=True,
        ),
        elements.TextInput(
            why_field(item.key),
            say("assessments.agree_why"),
            initial=reason,
            multiline=True,
            optional=True,
            most=LONGEST_REASON,
        ),
        brought_input(item, form.mine.get(item.key, "")),
    ]


def _history(form: AgreeForm, item: ItemStanding) -> list[Element]:
    """What was agreed on before the newest proposal: who, when, why. The first ones of very many are left out."""
    earlier = [one for one in form.history.get(item.key, ()) if one.confirmed_by is not None]
    if item.key not in form.proposals:
        earlier = earlier[:-1]
    if not earlier or form.zone is None:
        return []
    lines = [
        say(
            "assessments.agree_earlier",
            number=one.level,
            level=item.scale.level(one.level).label,
            reason=one.reason,
            people=listing(mention(person) for person in dict.fromkeys((one.by, one.confirmed_by or one.by))),
            day=day(local_day(one.at, form.zone)),
        )
        for one in earlier[-MOST_EARLIER:]
    ]
    return [elements.Context(joined("\n", lines))]


def agreed_view(form: AgreeForm) -> View:
    """The proposals are saved; who has to confirm them."""
    agreed, waiting = form.standing.agreed, len(form.proposals)
    key = "agree_waits" if form.confirmers else "agree_waits_nobody"
    people = listing(mention(person) for person in form.confirmers)
    text = say("assessments.agree_done", rated=agreed, items=form.standing.of)
    if waiting:
        text = text + "\n" + say(f"assessments.{key}", count=waiting, people=people)
    return View("", say("assessments.saved_title"), [elements.Section(text)], close=say("assessments.close"))
