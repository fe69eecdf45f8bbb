"""The one gate between what came over the wire and what is written or shown.

Two kinds of knowledge hide a value: its *name* (a JSON key, a header, a query parameter that is known
to carry a secret or somebody's personal data) and the *value* itself (credentials of the profile, and
every secret once seen under its name), wherever it turns up later: in a URL, an error page, a reason.

A password can be an ordinary word. Such a value is hidden in texts and values, but not in what gives them
their structure: JSON keys, paths of URLs and, in the journal's own lines, whatever is no free text.
"""

from __future__ import annotations

import base64
import html
import json
import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from conformance.evidence.broken import show_json
from conformance.evidence.names import is_free_text, is_hidden, is_secret
from conformance.evidence.searching import Words
from conformance.evidence.xml_coding import readable
from conformance.evidence.xml_redaction import show_markup

__all__ = ["Redactor"]

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SCHEME = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")
_PAIR = re.compile(r"([A-Za-z0-9_-]+)=([\"']?)([^&\s\"'<>]+)")
_USER_INFO = re.compile(r"(?<=://)[^/\s@\"'<>]+@")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_ORDINARY = re.compile(r"[A-Za-z]+")
_MIN_LEARNT = 5
# A hostile target could fill the memory with passwords and make each search slow.
_MAX_LEARNT = 4_000
_LIMIT = 20_000
_SLACK = 4_000


class Redactor:
    """Hides secrets and personal data in anything that is about to be written or shown.

    Args:
        secrets: credentials known from the start.
        marker: the run's marker; titles and agendas that contain it are ours and stay.
    """

    def __init__(self, secrets: Iterable[str] = (), *, marker: str | None = None) -> None:
        self._marker = marker
        self._names: dict[str, str] = {}
        self._anywhere = Words(self._masked)
        self._in_structure = Words(self._masked)
        for secret in secrets:
            self.learn(secret, "credential", everywhere=True)

    def learn(self, value: str, name: str, *, everywhere: bool = False) -> None:
        """Hide `value` from now on wherever it turns up, also percent-encoded or escaped.

        Args:
            value: the secret; shorter than five characters is left alone, it would cut up other text.
            name: what stands in its place.
            everywhere: also inside longer words and in Base64; otherwise only as a word of its own,
                since a six-digit key would otherwise be cut out of ids and times.
        """
        if len(value) < _MIN_LEARNT or value in self._names or len(self._names) >= _MAX_LEARNT:
            return
        encoded = quote(value, safe="", errors="surrogatepass")
        lower = _ESCAPE.sub(lambda hit: hit[0].lower(), encoded)
        forms = {value, encoded, lower, json.dumps(value)[1:-1], html.escape(value)}
        if everywhere:
            forms |= _in_base64(value) | _misread(value)
        forms -= self._names.keys()
        self._names |= dict.fromkeys(forms, name)
        self._anywhere.add(forms, inside=everywhere)
        self._in_structure.add((form for form in forms if not _ORDINARY.fullmatch(form)), inside=everywhere)

    def text(self, text: str) -> str:
        """`text` without known secrets, bearer tokens, secret parameters and e-mail addresses."""
        return _shapeless(self._anywhere.hide(text) if self._names else text)

    def structure(self, text: str) -> str:
        """Like `text`, but for keys and paths: a secret that is an ordinary word is left standing."""
        return _shapeless(self._in_structure.hide(text) if self._names else text)

    def deep(self, value: Any) -> Any:
        """`value`, any JSON, with `text` applied to each string in it, and `structure` to each key."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.structure(str(key)): self.deep(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.deep(item) for item in value]
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)  # JSON has no infinity
        return value

    def body(self, value: Any) -> Any:
        """A JSON body with secret and personal properties hidden by name, then `deep`.

        What is hidden under such a name is learnt, so that it stays hidden where it turns up later.
        The types stay: a string becomes a string, a list keeps its length, numbers become 0.
        """
        return self.deep(self._by_name(value, ""))

    def headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Headers, names in lower case, repeated ones joined with a comma."""
        shown: dict[str, str] = {}
        for name, value in headers:
            key = name.lower()
            if is_hidden(key):
                self._learn_header(key, value)
                clean = _mask(key)
            else:
                clean = self.text(value)
            shown[key] = f"{shown[key]}, {clean}" if key in shown else clean
        return shown

    def url(self, url: str) -> str:
        """A URL without user info and fragment, and with secret or personal query parameters hidden."""
        try:
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
            pairs = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            return self.text(url)
        query = "&".join(f"{quote(key)}={self._parameter(key, value)}" for key, value in pairs)
        return urlunsplit((parts.scheme, host, self.structure(parts.path), query, ""))

    def raw(self, text: str) -> str:
        """A body that cannot be parsed: what is hidden by name in JSON and XML, then `text`, then cut."""
        # A secret on the edge of the cut must be seen whole to be recognised.
        seen = show_json(readable(text[: _LIMIT + _SLACK]), is_hidden, self._shown)
        seen = self.text(show_markup(seen, self._shown, self.text))
        return seen[:_LIMIT] + "…" if len(text) > _LIMIT else seen

    def _parameter(self, key: str, value: str) -> str:
        clean = self.text(str(self._by_name(value, key)))
        return clean if clean != value else quote(value, safe=":/")

    def _by_name(self, value: Any, name: str) -> Any:
        if is_hidden(name):
            return self._hide(name, value)
        if isinstance(value, str):
            return self._shown(name, value)
        if isinstance(value, Mapping):
            return {key: self._by_name(item, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._by_name(item, name) for item in value]
        return value

    def _hide(self, name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._hide(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._hide(name, item) for item in value]
        if isinstance(value, str):
            return self._shown(name, value, hidden=True)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.learn(str(value), name)
            return 0
        return value

    def _shown(self, name: str, text: str, hidden: bool = False) -> str:
        if hidden or is_hidden(name):
            self.learn(text, name)
            return _mask(name)
        if is_free_text(name) and self._marker is not None and self._marker not in text:
            return _mask(f"somebody's {name}")
        return text

    def _learn_header(self, name: str, value: str) -> None:
        """Learn the secret itself, which may be echoed without the words around it."""
        self.learn(value, name)
        if name.endswith("cookie"):
            pairs = value.split(";")
            for pair in pairs[:1] if name == "set-cookie" else pairs:
                self.learn(pair.partition("=")[2].strip(), name)
        elif " " in value:
            self.learn(value.rsplit(maxsplit=1)[-1], name)

    def _masked(self, word: str) -> str:
        return _mask(self._names[word])


def _mask(name: str) -> str:
    return f"«{name} redacted»"


def _shapeless(text: str) -> str:
    """`text` without what shows by its form alone that it is private."""
    # Most strings are short words; only what could match is searched.
    if " " in text:
        text = _SCHEME.sub(lambda hit: f"{hit[1]} {_mask('credential')}", text)
    if "=" in text:
        text = _PAIR.sub(_pair, text)
    if "@" in text or "%40" in text:
        text = _EMAIL.sub(_mask("email"), _USER_INFO.sub(_mask("user info") + "@", text))
    return text


def _pair(hit: re.Match[str]) -> str:
    name = hit[1].lower()
    if hit[3].lower() == f"«{name}":  # the first word of a mask
        return hit[0]
    return f"{hit[1]}={hit[2]}{_mask(name)}" if is_secret(name) or name == "code" else hit[0]


def _misread(value: str) -> set[str]:
    """What is left of `value` where it came in another coding and was read as UTF-8."""
    forms = set()
    for coding in ("latin-1", "utf-16-le", "utf-16-be"):
        with suppress(UnicodeEncodeError):  # no coding has every sign
            forms.add(value.encode(coding).decode("utf-8", "replace").strip("\0"))
    return forms - {value}


def _in_base64(value: str) -> set[str]:
    """What `value` looks like in Base64, wherever in the encoded text it begins."""
    forms = set()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + value.encode("utf-8", "surrogatepass")).decode()
        # The first and last characters also depend on what stands before and after the value.
        core = encoded.rstrip("=")[(0, 2, 3)[shift] :]
        core = core if (len(value) + shift) % 3 == 0 else core[:-1]
        forms |= {core, core.translate(str.maketrans("+/", "-_"))}
    return {form for form in forms if len(form) >= _MIN_LEARNT}
