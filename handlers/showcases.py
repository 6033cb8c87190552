"""Hears what a network shows of itself, who looks for networks, and who asks for a link."""

from __future__ import annotations

from domain.heard import as_word, parts, read
from domain.help_requests import About
from domain.showcases import LOOK_FOR, OTHER, SHOWS, WORDS
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.help_requests.cards import ask_form as ask_seil_form
from prompts.introductions.cards import ask_form as introduce_form
from prompts.networks.cards import network_card
from prompts.showcases.cards import (
    ShowcasesAction,
    ShowcasesView,
    find_form,
    findings_message,
    findings_view,
    introduce_words,
    link_words,
    show_form,
    shown_view,
)
from prompts.showcases.links import asked_message, link_asked_view, link_form


def register(router: Router) -> None:
    """What this feature hears, beside words after /cop-network."""
    router.action(ShowcasesAction.SHOW, handle_choose_shown_click, opens=True)
    router.submission(ShowcasesView.SHOW, handle_choose_shown_submission)
    router.action(ShowcasesAction.FIND, handle_find_networks_click, opens=True)
    router.submission(ShowcasesView.FIND, handle_find_networks_submission)
    router.action(ShowcasesAction.ASK, handle_ask_for_link_click, opens=True)
    router.action(ShowcasesAction.LINK, handle_link_networks_click, opens=True)
    router.submission(ShowcasesView.LINK, handle_link_networks_submission)
    router.action(ShowcasesAction.LINK_YES, handle_say_yes_to_link_click)
    router.action(ShowcasesAction.LINK_NO, handle_say_no_to_link_click)
    router.action(ShowcasesAction.LINK_END, handle_end_link_click)
    router.action(ShowcasesAction.INTRODUCE, handle_introduce_chairs_click, opens=True)


async def open_shown(interaction: Interaction, network_id: int) -> None:
    """The form in which a network chooses what others see."""
    await interaction.open(show_form(await interaction.services.showcases.form(interaction.asker, network_id)))


async def find(interaction: Interaction, network_id: int, words: str) -> None:
    """What networks show that fits the words; without words the form."""
    if words:
        findings = await interaction.services.showcases.find(interaction.asker, network_id, words)
        await interaction.reply(findings_message(findings))
    else:
        await _ask_for_words(interaction, network_id)


async def _ask_for_words(interaction: Interaction, network_id: int) -> None:
    await interaction.services.showcases.may_find(interaction.asker, network_id)
    await interaction.open(find_form(network_id))


async def handle_choose_shown_click(interaction: Interaction) -> None:
    await open_shown(interaction, interaction.ref("network"))


async def handle_choose_shown_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    shown = await interaction.services.showcases.choose(
        interaction.asker, interaction.ref("network"), fields.choices(SHOWS), fields.text(WORDS), interaction.now
    )
    return Answer(update=shown_view(shown))


async def handle_find_networks_click(interaction: Interaction) -> None:
    await _ask_for_words(interaction, interaction.ref("network"))


async def handle_find_networks_submission(interaction: Interaction) -> Answer:
    findings = await interaction.services.showcases.find(
        interaction.asker, interaction.ref("network"), interaction.fields.text(LOOK_FOR)
    )
    return Answer(update=findings_view(findings))


async def handle_ask_for_link_click(interaction: Interaction) -> None:
    """The form that asks one's SEIL, begun."""
    network_id, linked = interaction.ref("network"), interaction.ref("linked")
    shown = await interaction.services.showcases.to_ask(interaction.asker, network_id, linked)
    seils = await interaction.services.help_requests.whom(interaction.asker, network_id)
    await interaction.open(
        ask_seil_form(network_id, seils, about=About.EXPERTISE, words=link_words(shown), linked=linked)
    )


async def handle_introduce_chairs_click(interaction: Interaction) -> None:
    """The form of an introduction, filled in with the two chairs and why."""
    shown, own, theirs = await interaction.services.showcases.chairs(
        interaction.asker, interaction.ref("network"), interaction.ref("linked")
    )
    await interaction.open(introduce_form(own, theirs, introduce_words(shown)))


async def open_link(interaction: Interaction, network_id: int, typed: str = "") -> None:
    """The form in which a chair asks another for a link. typed: what they called the other."""
    form = await interaction.services.showcases.links.form(interaction.asker, network_id, interaction.now)
    found = read(typed, [as_word(str(other), (parts(name),)) for other, name in form.choices])
    [chosen] = [found.key] if found.key else found.near if len(found.near) == 1 else [""]
    await interaction.open(link_form(form, chosen, "" if chosen else typed))


async def handle_link_networks_click(interaction: Interaction) -> None:
    await open_link(interaction, interaction.ref("network"))


async def handle_link_networks_submission(interaction: Interaction) -> Answer:
    asked = await interaction.services.showcases.links.ask(
        interaction.asker, interaction.ref("network"), interaction.fields.choice(OTHER), interaction.now
    )
    return Answer(update=link_asked_view(asked))


async def handle_say_yes_to_link_click(interaction: Interaction) -> None:
    await _answer(interaction, yes=True)


async def handle_say_no_to_link_click(interaction: Interaction) -> None:
    await _answer(interaction, yes=False)


async def _answer(interaction: Interaction, *, yes: bool) -> None:
    asked = await interaction.services.showcases.links.answer(
        interaction.asker, interaction.ref("network_link"), yes=yes, now=interaction.now
    )
    await interaction.replace(asked_message(asked))


async def handle_end_link_click(interaction: Interaction) -> None:
    """The card again, without it."""
    network_id = await interaction.services.showcases.links.end(
        interaction.asker, interaction.ref("network_link"), interaction.now
    )
    card = await interaction.services.networks.reading.card(interaction.asker, network_id, interaction.now)
    await interaction.replace(network_card(card))
