"""Who may come in from Slack: a request counts as Slack's before anything in it is read as more than bytes.

The headers are looked at first, then the length, then the signature over the raw body. Only then is the body parsed.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from msgspec import Struct
from starlette.datastructures import Headers

MOST_AGE_SECONDS = 300
"""How far a request's timestamp may be from now; what was signed before could have been recorded and sent again."""

TIMESTAMP = re.compile("[0-9]{1,12}")
MARK = re.compile("v0=[0-9a-f]{64}")


class Signature(Struct, frozen=True):
    """What the headers claim: when the request was signed, and the signature itself."""

    timestamp: str
    mark: str

    def fits(self, secret: str, body: bytes) -> bool:
        """Whether whoever signed this body at that time knows the secret. Without a secret, nobody does."""
        signed = b"v0:" + self.timestamp.encode() + b":" + body
        expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(expected, self.mark)


def claimed_signature(headers: Headers, now: float) -> Signature | None:
    """The signature that the headers carry, or None where they carry none of Slack's form and of about `now` (epoch
    seconds): then the body need not even be read."""
    timestamps, marks = headers.getlist("x-slack-request-timestamp"), headers.getlist("x-slack-signature")
    if len(timestamps) != 1 or len(marks) != 1:
        return None
    [timestamp], [mark] = timestamps, marks
    if not TIMESTAMP.fullmatch(timestamp) or not MARK.fullmatch(mark):
        return None
    return Signature(timestamp, mark) if abs(now - int(timestamp)) <= MOST_AGE_SECONDS else None
