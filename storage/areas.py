"""Regions and areas in SQL: finding them by name, making those that are new, and saying where a network is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import place_key
from storage.models import Area, Network, Region


@dataclass(frozen=True)
class Where:
    """The names of a network's area and region, empty where nobody has said."""

    area: str = ""
    region: str = ""


async def where_is(session: AsyncSession, network: Network) -> Where:
    """Where one network is."""
    if network.area_id is None and network.region_id is None:
        return Where()
    return (await Areas.of(session, network.workspace_id)).where_is(network)


class Areas:
    """A workspace's areas and regions, read once, to look up and to add to inside a transaction."""

    def __init__(self, session: AsyncSession, workspace_id: int, areas: list[Area], regions: list[Region]) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._areas = {area.id: area for area in areas}
        self._regions = {region.id: region for region in regions}

    @classmethod
    async def of(cls, session: AsyncSession, workspace_id: int) -> Areas:
        areas = await session.scalars(select(Area).where(Area.workspace_id == workspace_id).order_by(Area.id))
        regions = await session.scalars(select(Region).where(Region.workspace_id == workspace_id).order_by(Region.id))
        return cls(session, workspace_id, list(areas), list(regions))

    def where_is(self, network: Network) -> Where:
        """Where a network is: its region is its area's, and its own where it has no area."""
        area = self._areas.get(network.area_id or 0)
        region = self._regions.get((area.region_id if area is not None else network.region_id) or 0)
        return Where(area.name if area else "", region.name if region else "")

    def region_of(self, area: str) -> str:
        """The region of an area, by their names; empty where it is not known."""
        found = self._area(area)
        region = self._regions.get(found.region_id or 0) if found is not None else None
        return region.name if region is not None else ""

    async def put(self, network: Network, area: str, region: str | None) -> None:
        """Say where a network is, by tidy names; both are made where they are new.

        A region given with an area is the area's from now on, for all its networks; None leaves what is known of it.
        """
        named = await self._made_region(region) if region else None
        region_id = named.id if named is not None else None
        found = await self._made_area(area) if area else None
        if found is not None and region is not None:
            found.region_id = region_id
        network.area_id = found.id if found is not None else None
        network.region_id = region_id if found is None else None

    async def spell(self, area: str, region: str) -> list[tuple[str, str]]:
        """Write names that are known as they are written now; returns what was renamed, as (before, after)."""
        renamed = []
        for found, name in ((self._area(area), area), (self._region(region), region)):
            if found is not None and found.name != name:
                renamed.append((found.name, name))
                found.name = name
        return renamed

    def _area(self, name: str) -> Area | None:
        return next((a for a in self._areas.values() if place_key(a.name) == place_key(name)), None) if name else None

    def _region(self, name: str) -> Region | None:
        return next((r for r in self._regions.values() if place_key(r.name) == place_key(name)), None) if name else None

    async def _made_area(self, name: str) -> Area:
        found = self._area(name)
        if found is None:
            found = Area(workspace_id=self._workspace_id, name=name)
            self._session.add(found)
            await self._session.flush()
            self._areas[found.id] = found
        return found

    async def _made_region(self, name: str) -> Region:
        found = self._region(name)
        if found is None:
            found = Region(workspace_id=self._workspace_id, name=name)
            self._session.add(found)
            await self._session.flush()
            self._regions[found.id] = found
        return found
