"""The networks of the networks file: which one each row is about, and making them what the file says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key, place_key
from services.context import AppContext
from services.delivery.going_on import go_on
from services.networks.roster_changes import Changes, ImportRefused
from services.networks.roster_files import NetworkRow, Problem
from storage import networks as network_rows
from storage.areas import Areas
from storage.models import Network, Workspace

NO_CHANNEL = "no_channel"


def choose(
    every: Sequence[Network], file: str, rows: Sequence[NetworkRow]
) -> tuple[list[Network | None], list[Problem]]:
    """The network that each row is about, None where it is new; where only the name is new, it is renamed."""
    # Of two that are one name, the one that is written just so.
    known = {**{name_key(n.name): n for n in every}, **{n.name: n for n in every}}
    by_channel = {n.channel_id: n for n in every if n.channel_id is not None}
    named = {name_key(row.name) for row in rows}
    chosen: list[Network | None] = []
    problems = []
    for row in rows:
        holder = by_channel.get(row.channel_id) if row.channel_id else None
        network = known.get(row.name) or known.get(name_key(row.name))
        taken = holder is not None and holder is not network and name_key(holder.name) not in named
        if network is None and taken:
            network = holder
        elif holder is not None and taken:
            problems.append(
                Problem(
                    file,
                    row.line,
                    f"The channel {row.channel_id} is {holder.name}'s, which is not in this file.",
                    "Use another channel, or put that network into the file as well.",
                )
            )
        if network is not None and network.is_group:
            what = f"{network.name} is a joint group, and no network: its schools are in networks of their own."
            problems.append(Problem(file, row.line, what, "Take its rows out, or use another name or channel."))
        chosen.append(network)
    return chosen, problems


class NetworksMerge:
    """Inside the import's transaction; what it does is added to `changes`."""

    def __init__(
        self, app: AppContext, session: AsyncSession, workspace: Workspace, now: datetime, changes: Changes
    ) -> None:
        self._app = app
        self._session = session
        self._workspace = workspace
        self._now = now
        self._changes = changes

    async def apply(self, rows: Sequence[NetworkRow]) -> list[Network]:
        """The networks of the rows, added or changed, in the rows' order."""
        chosen, problems = choose(await network_rows.all_networks(self._session, self._workspace.id), "", rows)
        if problems:
            raise ImportRefused(problems)  # somebody moved a channel since they were looked at
        # Channels that move between networks are let go first, so that none is held twice on the way.
        before = [(n.channel_id if n else None) for n in chosen]
        for row, network in zip(rows, chosen, strict=True):
            if network is not None and row.channel_id and network.channel_id != row.channel_id:
                network.channel_id = None
        await self._session.flush()
        areas = await Areas.of(self._session, self._workspace.id)
        places = [areas.where_is(network) if network is not None else None for network in chosen]
        await self._spell(areas, rows)
        merged = []
        for row, found, place, channel in zip(rows, chosen, places, before, strict=True):
            held = {"area": place.area, "region": place.region} if place is not None else {}
            network, different = self._merge(row, found, channel)
            await areas.put(network, row.area, row.region or (None if row.area else ""))
            now_is = areas.where_is(network)
            if found is not None:
                after = {"area": now_is.area, "region": now_is.region}
                different += [self._line(key, held[key], after[key]) for key in after if held[key] != after[key]]
                self._note(network, different)
            merged.append(network)
        await self._session.flush()
        for network, found, channel in zip(merged, chosen, before, strict=True):
            if found is not None and network.channel_id != channel:
                await go_on(self._app, self._session, network, channel, self._now)
        return merged

    async def _spell(self, areas: Areas, rows: Sequence[NetworkRow]) -> None:
        """Write areas and regions as the first row that names them does."""
        seen: dict[str, str] = {}
        for row in rows:
            seen.setdefault(f"area {place_key(row.area)}", row.area)
            seen.setdefault(f"region {place_key(row.region)}", row.region)
        for row in rows:
            await areas.spell(seen[f"area {place_key(row.area)}"], seen[f"region {place_key(row.region)}"])

    def _merge(self, row: NetworkRow, network: Network | None, channel_before: str | None) -> tuple[Network, list[str]]:
        """The network with all but its place, and what that changed."""
        values = {
            "name": row.name,
            "calendar": row.calendar,
            "timezone": row.timezone,
            # An empty channel leaves the one that /cop-setup may have given it.
            "channel_id": row.channel_id or channel_before,
        }
        if network is None:
            network = Network(workspace_id=self._workspace.id, created_at=self._now, **values)
            if network.channel_id is None:
                network.status, network.status_reason = "paused", NO_CHANNEL
            self._session.add(network)
            self._changes.added.append(f"network {row.name}")
            self._changes.count(row.name, 1, 0, 0)
            return network, []
        now_holds = {**{key: getattr(network, key) for key in values}, "channel_id": channel_before}
        different = [key for key, value in values.items() if now_holds[key] != value]
        for key, value in values.items():
            setattr(network, key, value)
        if network.self_made:
            network.self_made = False
            self._changes.changed.append(
                f"network {row.name}: set up in {channel_before} before, confirmed by this file"
            )
        return network, [self._line(key, now_holds[key], values[key]) for key in different]

    @staticmethod
    def _line(key: str, before: str | None, after: str | None) -> str:
        return f"{key} {before or '(empty)'} → {after or '(empty)'}"

    def _note(self, network: Network, different: Sequence[str]) -> None:
        if different:
            self._changes.changed.append(f"network {network.name}: {', '.join(different)}")
            self._changes.count(network.name, 0, 1, 0)
            network.next_check_at = None
