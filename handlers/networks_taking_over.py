"""Hears chair and SEIL say whether a school that somebody leads has a new principal."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.router import Router
from prompts.catalog import say
from prompts.networks import NetworkAction
from prompts.notices import notice
from prompts.text import listing, mention


def register(router: Router) -> None:
    """What this part of the feature hears."""
    router.action(NetworkAction.TAKES_OVER, handle_takes_over_click)
    router.action(NetworkAction.STAYS, handle_stays_click)


async def handle_takes_over_click(heard: Heard) -> None:
    done = await heard.services.networks.taking_over.take_over(
        heard.asker, heard.ref("network"), heard.ref_person("person"), heard.ref("school"), heard.now
    )
    before = listing(mention(principal) for principal in done.before)
    text = say("networks.takes_over_done", person=mention(done.person), school=done.school, people=before)
    await heard.replace(notice(text))


async def handle_stays_click(heard: Heard) -> None:
    await heard.services.networks.taking_over.decline(heard.asker, heard.ref("network"))
    await heard.replace(notice(say("networks.takes_over_not", person=mention(heard.ref_person("person")))))
