"""How the clients of a target's APIs use the run's transport."""

from __future__ import annotations

from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

__all__ = ["client_over"]


def client_over(channel: httpx.BaseTransport) -> httpx.Client:
    """An HTTP client that sends everything through the channel, and keeps nothing between requests."""
    return httpx.Client(
        transport=channel,
        trust_env=False,
        headers={"user-agent": "webex-conformance"},
        # A cookie that one actor was given must not go out with another actor's request.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
