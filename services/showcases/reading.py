"""What networks show, as the messages and other features need it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.showcases import Part
from facts.showcases import Shown
from storage import showcases as rows
from storage.models import Network
from storage.showcases import Strength


def parts_of(network: Network) -> tuple[Part, ...]:
    """What the network's chair or SEIL ticked."""
    chosen = {Part.FOCUS: network.shows_focus, Part.STRENGTHS: network.shows_strengths}
    return tuple(part for part, shown in chosen.items() if shown)


async def shown_of(session: AsyncSession, networks: Sequence[Network]) -> list[Shown]:
    """What each of these networks shows, in their order; a network of which nothing is to be seen is missing."""
    strengths = await rows.strengths(session, [each.id for each in networks if each.shows_strengths])
    found = []
    for network in networks:
        shown = Shown(
            network.id,
            network.name,
            network.fiso_focus.strip() if network.shows_focus else "",
            tuple(dict.fromkeys(one.title for one in strengths if one.network_id == network.id)),
            network.shows_words,
        )
        if shown.focus or shown.strengths or shown.words:
            found.append(shown)
    return found


async def require_shown(session: AsyncSession, workspace_id: int, network_id: int, looking: int) -> Shown:
    """What a network shows to another, `looking`. Raises Gone where it shows nothing (any more)."""
    theirs = [each for each in await rows.showing(session, workspace_id) if each.id == network_id != looking]
    found = await shown_of(session, theirs)
    if not found:
        raise Gone("showcases.gone")
    return found[0]


async def strengths_shown(session: AsyncSession, workspace_id: int) -> Sequence[Strength]:
    """The strengths of all networks that show theirs, and that an operator vouches for."""
    networks = await rows.showing(session, workspace_id)
    return await rows.strengths(session, [each.id for each in networks if each.shows_strengths])
