"""Pulse checks: one question to a network's schools, confidential while open, anonymous after close."""

from services.delivery import Announcement
from services.pulses import occasions, posts
from services.pulses.standing import PulseStanding, standing
from services.pulses.use_cases import PulseService
from services.pulses.waiting import waiting_answers
from services.schedule import Fire, Planner
from services.waiting import WaitingSource

__all__ = ["ANNOUNCEMENTS", "FIRES", "PLANNERS", "WAITING", "PulseService", "PulseStanding", "standing"]

ANNOUNCEMENTS: dict[str, Announcement] = {
    "pulses.card": posts.say_card,
    "pulses.closed_card": posts.say_closed_card,
    "pulses.result": posts.say_result,
    "pulses.too_few": posts.say_too_few,
}
PLANNERS: list[Planner] = [occasions.plan_close, occasions.plan_weekly]
FIRES: dict[str, Fire] = {
    occasions.CLOSE: occasions.fire_close,
    occasions.WEEKLY: occasions.fire_weekly,
    occasions.TOO_FEW: occasions.fire_too_few,
}
WAITING: list[WaitingSource] = [waiting_answers]
