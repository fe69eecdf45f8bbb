"""The one gate between what came over the wire and what is written or shown.

Two kinds of knowledge hide a value: its *name* (a JSON key, a header, a query parameter that is known
to carry a secret or somebody's personal data) and the *value* itself (credentials of the profile, and
every secret once seen under its name), wherever it turns up later: in a URL, an error page, a reason.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

__all__ = ["Redactor"]

_SECRET_NAMES = re.compile(
    r"^(proxy-)?authorization$|cookie$|password|passcode|^secret$|_secret$|clientsecret|^token$|_token$|"
    r"accesstoken|refreshtoken|sessionticket|^host_?key$|hostpin$|audiopin$|"
    r"^(start|join|web|registration|personalmeetingroom)link$|^streamurl$|^registrationid$|"
    r"^(playback|download)url$|^credential$",
    re.IGNORECASE,
)
_PERSONAL_NAMES = re.compile(
    r"^(host|person|user)?_?e-?mails?$|^(host)?(displayname|firstname|lastname|nickname|username)$|^sipaddress$|"
    r"^(host)?user_?id$|^personid$|^(office|mobile|work)number$|^(address[12]|workphone|fax|city|zipcode)$",
    re.IGNORECASE,
)
# Free text of meetings that this run did not create belongs to somebody else.
_FREE_TEXT_NAMES = frozenset({"title", "agenda"})
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")
_QUERY = re.compile(r"(?i)\b(access_token|refresh_token|token|password|mtid|code)=([^&\s\"'<>]+)")
_MIN_LEARNT = 5
_LIMIT = 20_000


class Redactor:
    """Hides secrets and personal data in anything that is about to be written or shown.

    Args:
        secrets: credentials known from the start.
        marker: the run's marker; titles and agendas that contain it are ours and stay.
    """

    def __init__(self, secrets: Iterable[str] = (), *, marker: str | None = None) -> None:
        self._names: dict[str, str] = {}
        self._shapes: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._marker = marker
        for secret in secrets:
            self.learn(secret, "credential", everywhere=True)

    def learn(self, value: str, name: str, *, everywhere: bool = False) -> None:
        """Hide `value` from now on wherever it turns up, also percent-encoded.

        Args:
            value: the secret; shorter than five characters is left alone, it would cut up other text.
            name: what stands in its place.
            everywhere: also inside longer words and in Base64; otherwise only as a word of its own,
                since a six-digit key would otherwise be cut out of ids and times.
        """
        forms = {value, quote(value, safe="")}
        if everywhere:
            forms |= {base64.b64encode(value.encode()).decode().rstrip("="), json.dumps(value)[1:-1]}
        for form in forms - self._names.keys():
            if len(form) >= _MIN_LEARNT:
                escaped = re.escape(form)
                self._names[form] = name
                self._shapes[form] = escaped if everywhere else f"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])"
                self._pattern = None

    def text(self, text: str) -> str:
        """`text` without known secrets, bearer tokens, secret query parameters and e-mail addresses."""
        if self._names:
            if self._pattern is None:
                # Longest first: a secret that contains another is hidden as one.
                ordered = sorted(self._shapes, key=len, reverse=True)
                self._pattern = re.compile("|".join(self._shapes[form] for form in ordered))
            text = self._pattern.sub(lambda hit: _mask(self._names[hit[0]]), text)
        # Most strings are short words; only what could match is searched.
        if " " in text:
            text = _BEARER.sub(lambda hit: f"{hit[1]} {_mask('credential')}", text)
        if "=" in text:
            text = _QUERY.sub(lambda hit: f"{hit[1]}={_mask(hit[1].lower())}", text)
        if "@" in text or "%40" in text:
            text = _EMAIL.sub(_mask("email"), text)
        return text

    def deep(self, value: Any) -> Any:
        """`value`, any JSON, with `text` applied to each string in it, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.deep(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.deep(item) for item in value]
        return value

    def body(self, value: Any) -> Any:
        """A JSON body with secret and personal properties hidden by name, then `deep`.

        What is hidden under a secret's name is learnt, so that it stays hidden where it turns up later.
        The types stay: a string becomes a string, a list keeps its length, numbers become 0.
        """
        return self.deep(self._by_name(value, None))

    def headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Headers, names in lower case, repeated ones joined with a comma."""
        shown: dict[str, str] = {}
        for name, value in headers:
            key = name.lower()
            clean = self._hide(key, value) if _SECRET_NAMES.search(key) else self.text(value)
            shown[key] = f"{shown[key]}, {clean}" if key in shown else str(clean)
        return shown

    def url(self, url: str) -> str:
        """A URL without user info and with secret or personal query parameters hidden."""
        try:
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
            pairs = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            return self.text(url)
        query = "&".join(f"{quote(key)}={self._parameter(key, value)}" for key, value in pairs)
        return self.text(urlunsplit((parts.scheme, host, parts.path, query, "")))

    def _parameter(self, key: str, value: str) -> str:
        clean = str(self._by_name(value, key))
        return clean if clean != value else quote(value, safe=":/")

    def raw(self, text: str) -> str:
        """A body that is no JSON: redacted text, cut after 20,000 characters."""
        return self.text(text[:_LIMIT]) + ("…" if len(text) > _LIMIT else "")

    def _by_name(self, value: Any, name: str | None) -> Any:
        if name is not None and value is not None and not isinstance(value, bool):
            if _SECRET_NAMES.search(name) or _PERSONAL_NAMES.search(name):
                return self._hide(name, value)
            if name in _FREE_TEXT_NAMES and isinstance(value, str) and not self._ours(value):
                return _mask(f"somebody's {name}")
        if isinstance(value, Mapping):
            return {key: self._by_name(item, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._by_name(item, name) for item in value]
        return value

    def _ours(self, text: str) -> bool:
        return self._marker is None or self._marker in text

    def _hide(self, name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._hide(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._hide(name, item) for item in value]
        if isinstance(value, str):
            self.learn(value, name)
            return _mask(name)
        return value if isinstance(value, bool) or value is None else 0


def _mask(name: str) -> str:
    return f"«{name} redacted»"
