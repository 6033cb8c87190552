"""Pulse checks: one question to a network's schools, confidential while open, anonymous after close."""

from services.feature import Feature
from services.pulses import following, keeping, occasions, posts, quiet, reminding
from services.pulses.commenting import LONGEST
from services.pulses.desk import desk
from services.pulses.slots import WEEKLY
from services.pulses.standing import section, told_of_items
from services.pulses.todo import waiting_answers
from services.pulses.use_cases import PulseService, Wanted

__all__ = ["FEATURE", "LONGEST", "PulseService", "Wanted", "told_of_items"]

FEATURE = Feature(
    name="pulses",
    planners=[*occasions.PLANNERS, *following.PLANNERS],
    fires={
        occasions.CLOSE: occasions.fire_close,
        occasions.OPEN: occasions.fire_open,
        reminding.REMIND: reminding.fire_remind,
        following.DID: following.fire_did,
        occasions.TELL: occasions.fire_tell,
        WEEKLY: occasions.fire_weekly,
        occasions.TOO_FEW: occasions.fire_too_few,
    },
    announcements={
        "pulses.card": posts.say_card,
        "pulses.closed_card": posts.say_closed_card,
        "pulses.lost": posts.say_lost,
        "pulses.result": posts.say_result,
        "pulses.comments": posts.say_comments,
        "pulses.not_opened": posts.say_not_opened,
        reminding.REMINDER: reminding.say_reminder,
        following.DID: following.say_did,
        "pulses.too_few": posts.say_too_few,
        quiet.FEW_ANSWERS: quiet.say_few_answers,
        quiet.RESTS: quiet.say_rests,
        quiet.RESTS_ASK: quiet.say_rests_ask,
    },
    asks=("pulses.too_few", quiet.FEW_ANSWERS, quiet.RESTS_ASK),
    goes_on=(quiet.RESTS_ASK,),
    todo=[waiting_answers],
    section=section,
    desk=desk,
    # Whom no reminder goes to has answered.
    discreet={reminding.REMINDER},
    kept=keeping.KEPT,
)
