"""Pulse checks: one question to a network's schools, confidential while open, anonymous after close."""

from services.delivery import Announcement
from services.keeping import Kept
from services.pulses import keeping, occasions, posts
from services.pulses.standing import PulseStanding, standing
from services.pulses.use_cases import PulseService
from services.pulses.waiting import waiting_answers
from services.schedule import Fire, Planner
from services.waiting import WaitingSource

__all__ = [
    "ANNOUNCEMENTS",
    "FIRES",
    "KEPT",
    "PLANNERS",
    "WAITING",
    "PulseService",
    "PulseStanding",
    "standing",
]

ANNOUNCEMENTS: dict[str, Announcement] = {
    "pulses.card": posts.say_card,
    "pulses.closed_card": posts.say_closed_card,
    "pulses.lost": posts.say_lost,
    "pulses.result": posts.say_result,
    "pulses.too_few": posts.say_too_few,
}
PLANNERS: list[Planner] = [occasions.plan_close, occasions.plan_telling, occasions.plan_weekly]
KEPT: dict[str, Kept] = keeping.KEPT
FIRES: dict[str, Fire] = {
    occasions.CLOSE: occasions.fire_close,
    occasions.TELL: occasions.fire_tell,
    occasions.WEEKLY: occasions.fire_weekly,
    occasions.TOO_FEW: occasions.fire_too_few,
}
WAITING: list[WaitingSource] = [waiting_answers]
