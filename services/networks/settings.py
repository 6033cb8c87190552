"""A network's settings, and the days that it keeps otherwise than its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear
from domain.errors import Faults, OldButton
from domain.names import place_key, same_name, tidy_name
from domain.networks import (
    FOCUS_LIMIT,
    NAME_LIMIT,
    check_min_meetings,
    check_override,
    check_posting_time,
    check_threshold,
    check_window,
    clean_name,
)
from domain.policies import can_change_network, can_set_area
from prompts.networks.forms import Field
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext, network_context
from services.networks.choices import check_calendar, check_zone
from storage import networks as network_rows
from storage import rosters
from storage.areas import Areas, Where
from storage.audit import as_it_is, changed
from storage.models import Network


@dataclass(frozen=True)
class NetworkSettings:
    """What the form says. `half_year` is the one that `opens` and `closes` are for; empty without any.

    area, region: None where the form does not ask for them, since they are not for its reader to set.
    """

    name: str
    area: str | None
    region: str | None
    focus: str
    min_meetings: int | None
    weekly_pulse: bool
    threshold: int | None
    posting_time: time | None
    zone: str | None
    calendar: str | None
    half_year: str = ""
    opens: date | None = None
    closes: date | None = None
    notify_channel: bool = False
    fortnightly: bool = False


class NetworkChanges:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def save(self, asker: Asker, network_id: int, form: NetworkSettings, now: datetime) -> str:
        """Take the settings over; returns the network's name. Raises Invalid at the field that does not fit."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_change_network(actor, network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            areas = await Areas.of(session, asker.workspace_id)
            was = areas.where_is(network)
            area = was.area if form.area is None else tidy_name(form.area)
            region = was.region if form.region is None else tidy_name(form.region)
            if place_key(area) != place_key(was.area) or (area and place_key(region) != place_key(was.region)):
                require(can_set_area(actor))
            faults = Faults()
            name = faults.of(clean_name, form.name, Field.NAME) or network.name
            renamed = not same_name(network.name, name)
            if renamed and await rosters.name_taken(session, asker.workspace_id, name, besides=network_id):
                faults.note("networks.setup_name_taken", Field.NAME)
            before = as_it_is(network)
            rosters.spell(network, name, await network_rows.all_networks(session, asker.workspace_id))
            if area:
                faults.of(clean_name, area, Field.AREA, "networks.wrong_long_area")
            if region:
                faults.of(clean_name, region, Field.REGION, "networks.wrong_long_region")
            network.fiso_focus = form.focus[:FOCUS_LIMIT]
            with faults.noted():
                network.min_meetings = check_min_meetings(form.min_meetings, Field.MIN_MEETINGS)
            network.weekly_pulse, network.pulse_fortnightly = form.weekly_pulse, form.fortnightly
            if form.weekly_pulse:
                network.pulse_resumes_on = None
            network.notify_channel = form.notify_channel
            with faults.noted():
                network.pulse_threshold = check_threshold(form.threshold, Field.THRESHOLD)
            with faults.noted():
                network.posting_time = check_posting_time(form.posting_time, Field.POSTING)
            with faults.noted():
                network.timezone = check_zone(form.zone, Field.ZONE)
            with faults.noted():
                network.calendar = check_calendar(self._app, form.calendar, Field.CALENDAR)
            if form.half_year:
                with faults.noted():
                    await self._set_window(session, network, form)
            faults.check()
            moves = place_key(area) != place_key(was.area)
            # Whoever names another area without touching the region means that area's own.
            goes_along = moves and region == was.region and areas.region_of(area) != ""
            await areas.put(network, area, None if goes_along else region)
            changes = {**_changed_place(was, areas.where_is(network)), **changed(before, network)}
            for ours in ("area_id", "region_id"):
                changes.pop(ours, None)
            if changes:
                await record(
                    session, asker.workspace_id, asker.user_id, "networks.settings", network.name, changes, now=now
                )
            return network.name

    async def add_day(
        self, asker: Asker, network_id: int, day: date | None, is_school_day: bool, reason: str, now: datetime
    ) -> None:
        """Close a school day, or open a public holiday, for this network alone."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_change_network(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            kept = check_override(self._app.calendar(network.calendar), day, is_school_day, Field.DAY)
            await rosters.keep_day(session, network, kept, is_school_day, " ".join(reason.split())[:NAME_LIMIT])
            details = {"day": kept.isoformat(), "school_day": is_school_day}
            await record(
                session, asker.workspace_id, asker.user_id, "networks.day_kept", network.name, details, now=now
            )

    async def remove_day(self, asker: Asker, network_id: int, override_id: int, now: datetime) -> None:
        """Let a day be as in the calendar again."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_change_network(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            await rosters.forget_day(session, network_id, override_id)
            await record(session, asker.workspace_id, asker.user_id, "networks.day_forgotten", network.name, now=now)

    async def _set_window(self, session: AsyncSession, network: Network, form: NetworkSettings) -> None:
        try:
            half_year = HalfYear.parse(form.half_year)
        except ValueError as error:
            raise OldButton("/cop-network settings") from error
        network_ctx = await network_context(self._app, session, network)
        window = check_window(network_ctx.calendar, half_year, form.opens, form.closes, (Field.OPENS, Field.CLOSES))
        # A new dictionary: a change inside the old one would not be noticed and saved.
        dates = {key: value for key, value in network.assessment_dates.items() if key != half_year.key}
        if window is not None:
            dates[half_year.key] = {"opens": window[0].isoformat(), "closes": window[1].isoformat()}
        network.assessment_dates = dates


def _changed_place(before: Where, after: Where) -> dict[str, list[str]]:
    """What is different by name, as the audit tells it."""
    pairs = {"area": [before.area, after.area], "region": [before.region, after.region]}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
