"""Hears what networks send up."""

from __future__ import annotations

from domain.errors import OldButton
from domain.policies import can_tell_story
from domain.stories import AUTHOR, KIND, OUTCOME, WORDS, Kind
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, Interaction, leads_in
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice
from prompts.stories.cards import (
    COMMAND,
    StoriesAction,
    StoriesShortcut,
    StoriesView,
    agreed_message,
    board_message,
    done_view,
    pass_on_form,
    tell_back_form,
    tell_form,
    told_view,
)
from prompts.text import joined

NEW = "new"


def register(router: Router) -> None:
    """What this feature hears."""
    router.command(COMMAND, handle_show_stories_command)
    router.action(StoriesAction.NEW, handle_tell_story_click, opens=True)
    router.action(StoriesAction.AGREE, handle_agree_click)
    router.action(StoriesAction.PASS_ON, handle_pass_on_click, opens=True)
    router.action(StoriesAction.KEEP, handle_keep_click)
    router.action(StoriesAction.TELL_BACK, handle_tell_back_click, opens=True)
    router.shortcut(StoriesShortcut.FROM_MESSAGE, handle_share_as_success_shortcut)
    router.submission(StoriesView.TELL, handle_tell_story_submission)
    router.submission(StoriesView.PASS_ON, handle_pass_on_submission)
    router.submission(StoriesView.TELL_BACK, handle_tell_back_submission)


@leads_in
async def handle_show_stories_command(interaction: Interaction) -> None:
    """No words: what is there. "success", "feedback", or what happened: the form."""
    heard = hear(interaction)
    if heard.key in (NEW, *Kind) or (heard.rest and not heard.key):
        kind = heard.key if heard.key != NEW else ""
        await _start(interaction, kind, rest_of(interaction, heard).plain())
    else:
        await _show(interaction)


async def handle_tell_story_click(interaction: Interaction) -> None:
    await _start(interaction, interaction.suffix if interaction.suffix in tuple(Kind) else "")


async def handle_share_as_success_shortcut(interaction: Interaction) -> None:
    """On somebody's message: its words, and whose they are; where the chat does not tell, that is asked for."""
    network_id = await interaction.network_id(own=True, may=can_tell_story)
    author = await interaction.services.stories.start(interaction.asker, network_id, interaction.message_by)
    await interaction.open(tell_form(network_id, Kind.SUCCESS, interaction.message, author, written=author is not None))


async def _start(interaction: Interaction, kind: str, words: str = "") -> None:
    network_id = await interaction.network_id(own=True, may=can_tell_story)
    await interaction.services.stories.start(interaction.asker, network_id)
    await interaction.open(tell_form(network_id, kind, words, interaction.asker.user_id))


async def handle_tell_story_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    story = await interaction.services.stories.tell(
        interaction.asker,
        interaction.ref("network"),
        interaction.now,
        kind=fields.choice(KIND),
        words=fields.text(WORDS),
        author=str(written) if (written := interaction.refs.get("author")) else fields.person(AUTHOR),
    )
    return Answer(update=told_view(story))


async def handle_agree_click(interaction: Interaction) -> None:
    if interaction.suffix not in ("yes", "no"):
        raise OldButton(COMMAND)
    yes = interaction.suffix == "yes"
    story = await interaction.services.stories.agree(
        interaction.asker, interaction.ref("story"), yes=yes, now=interaction.now
    )
    await interaction.replace(agreed_message(story))


async def handle_pass_on_click(interaction: Interaction) -> None:
    story = await interaction.services.stories.to_pass_on(interaction.asker, interaction.ref("story"))
    await interaction.open(pass_on_form(story))


async def handle_pass_on_submission(interaction: Interaction) -> Answer:
    story = await interaction.services.stories.pass_on(
        interaction.asker, interaction.ref("story"), interaction.fields.text(WORDS), interaction.now
    )
    told = [say("stories.passed"), *([say("holds.first_kept")] if story.held else [])]
    return Answer(update=done_view("pass_on_title", joined(" ", told)))


async def handle_keep_click(interaction: Interaction) -> None:
    story = await interaction.services.stories.pass_on(
        interaction.asker, interaction.ref("story"), None, interaction.now
    )
    await interaction.reply(notice(say("holds.kept" if story.held else "stories.kept")))


async def handle_tell_back_click(interaction: Interaction) -> None:
    story = await interaction.services.stories.to_tell_back(interaction.asker, interaction.ref("story"))
    await interaction.open(tell_back_form(story))


async def handle_tell_back_submission(interaction: Interaction) -> Answer:
    await interaction.services.stories.tell_back(
        interaction.asker, interaction.ref("story"), interaction.fields.text(OUTCOME), interaction.now
    )
    return Answer(update=done_view("tell_back_title", say("stories.telling_back")))


async def _show(interaction: Interaction) -> None:
    board = await interaction.services.stories.show(interaction.asker, interaction.now)
    await interaction.reply(board_message(board))
