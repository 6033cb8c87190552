"""How it went: once they have met, each of the two is asked alone, and six weeks later whether it changed anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Refused
from domain.introductions import About, Outcome, Reply, check_line
from facts.introductions import Report, Reported, Year
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext
from services.delivery.outbox import post_to_people, settle_posts
from services.introductions.people import can_start, networks_of_seil
from services.introductions.reading import is_one_of, locked, report_of
from storage import introduction_reports as rows
from storage import introductions as introduction_rows
from storage import networks as network_rows
from storage.models.introductions import Introduction, IntroductionReport

KINDS = {about: f"introductions.{about}" for about in About}
"""The announcements that ask."""
YEAR = "introductions.year"
ASKED_FOR = timedelta(days=30)
"""How long a question waits for an answer."""
A_YEAR = timedelta(days=365)


class Reports:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def answer(self, asker: Asker, introduction_id: int, about: About, reply: Reply, now: datetime) -> Report:
        """Take one person's yes or no; the first one counts.

        Raises Refused for anybody but the two, and Gone where they were not asked.
        """
        async with self._app.database.write() as session:
            found, place = await locked(self._app, session, asker, introduction_id)
            report = await _own(session, asker, found, about)
            if not report.answer:
                report.answer = reply
                await settle_posts(session, place.network, (KINDS[about],), "report", report.id, now=now)
            return await report_of(session, found, report)

    async def to_say(self, asker: Asker, introduction_id: int, about: About) -> Report:
        """What the form for a line opens with. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            found = await introduction_rows.by_id(session, asker.workspace_id, introduction_id)
            return await report_of(session, found, await _answered(session, asker, found, about))

    async def say(self, asker: Asker, introduction_id: int, about: About, words: str, now: datetime) -> Report:
        """Keep the line that the SEIL is to read. Raises Refused, Gone and Invalid."""
        line = check_line(words)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, place = await locked(self._app, session, asker, introduction_id)
            report = await _answered(session, asker, found, about)
            report.line = line
            await settle_posts(session, place.network, (KINDS[about],), "report", report.id, now=now)
            return await report_of(session, found, report)

    async def show_year(self, asker: Asker, now: datetime) -> None:
        """Send a SEIL the picture of their last year. Raises Refused for whoever is none."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_start(actor))
            network = await network_rows.network(session, asker.workspace_id, min(networks_of_seil(actor)))
            post_to_people(session, network, YEAR, {}, [asker.user_id], now=now)


async def ask_both(
    session: AsyncSession, found: Introduction, place: NetworkContext, about: About, now: datetime
) -> None:
    """Ask each of the two alone, in posting hours, and nobody twice. Needs the introduction's network locked."""
    asked = {report.person_id for report in await rows.of(session, found.id, about)}
    at = place.next_post(now)
    for person, network_id in ((found.first_id, found.network_id), (found.second_id, found.other_network_id)):
        if person in asked:
            continue
        report = IntroductionReport(
            workspace_id=found.workspace_id,
            network_id=network_id,
            introduction_id=found.id,
            person_id=person,
            about=about,
            asked_at=at,
        )
        session.add(report)
        await session.flush()
        payload = {"introduction": found.id, "report": report.id}
        post_to_people(session, place.network, KINDS[about], payload, [person], now=now, due_at=at)


async def reported(session: AsyncSession, found: Introduction, about: str) -> Reported | None:
    """What the two said, as their SEIL hears it; None where there is nothing to hear. A no is not told."""
    said = await rows.of(session, found.id, about)
    lines = tuple((report.person_id, report.line) for report in said if report.line)
    yes = any(report.answer == Reply.YES for report in said)
    return Reported(about, found.first_id, found.second_id, yes, lines) if yes or lines else None


async def year_of(session: AsyncSession, asker: Asker, now: datetime) -> Year:
    return await rows.year(session, asker.workspace_id, asker.user_id, now - A_YEAR)


async def _own(session: AsyncSession, asker: Asker, found: Introduction, about: About) -> IntroductionReport:
    if not is_one_of(found, asker.user_id):
        raise Refused("introductions.not_yours_to_say")
    report = next((one for one in await rows.of(session, found.id, about) if one.person_id == asker.user_id), None)
    if report is None or found.outcome != Outcome.MET:
        raise Gone("introductions.no_longer_open")
    return report


async def _answered(session: AsyncSession, asker: Asker, found: Introduction, about: About) -> IntroductionReport:
    """A line comes after the tap: what next, only where they have met and said how it was."""
    report = await _own(session, asker, found, about)
    if not report.answer:
        raise Gone("introductions.say_first")
    return report
