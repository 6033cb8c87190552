"""A browser, or whoever else asks over HTTP on this machine."""

from __future__ import annotations

import ssl
from typing import Any

import httpx

_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing is encrypted on the loopback; of itself each client would read all certificates of the world, for 25 ms."""


def browser(**options: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=_TLS, **options)
