"""What Teams makes of what a person types: text with mentions, and the same as HTML."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from practice.teams.world import World


@dataclass(frozen=True)
class Typed:
    """Words as they go to a bot: `text` with <at> marks, the HTML copy, and an entity for each mention."""

    text: str
    html: str
    entities: list[dict[str, Any]] = field(default_factory=list)

    def mentions(self, account_id: str) -> bool:
        """Whether an account is mentioned."""
        return any(e["mentioned"]["id"] == account_id for e in self.entities)


def typed(world: World, words: str, *, in_channel: bool) -> Typed:
    """Turn @names of the bot and of people into mentions.

    In a channel, Teams escapes the text and leaves a hard space after a mention and a line end after all.
    """
    names = {world.app.name: world.app.account_id} | {u.name: u.chat_id for u in world.users.values()}
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    entities: list[dict[str, Any]] = []
    text, markup, end = "", "", 0
    for match in re.finditer(f"@({known})", words):
        between, name = words[end : match.start()], match[1]
        mark = f"<at>{html.escape(name, quote=False)}</at>"
        text += _escaped(between, in_channel) + mark
        markup += html.escape(between) + (
            f'<span itemscope itemtype="http://schema.skype.com/Mention" itemid="{len(entities)}">'
            f"{html.escape(name)}</span>"
        )
        entities.append({"type": "mention", "text": mark, "mentioned": {"id": names[name], "name": name}})
        end = match.end()
        if in_channel and words[end : end + 1] == " ":
            text, markup, end = text + "&nbsp;", markup + "&nbsp;", end + 1
    text += _escaped(words[end:], in_channel) + ("\n" if in_channel and entities else "")
    return Typed(text, f"<p>{markup}{html.escape(words[end:])}</p>", entities)


def _escaped(words: str, in_channel: bool) -> str:
    return html.escape(words, quote=False) if in_channel else words
