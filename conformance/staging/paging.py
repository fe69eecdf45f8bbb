"""Walking through the pages of a list along its next links, as far as they stay on the list."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from conformance.checks import Indeterminate, Page, Walk, Way
from conformance.clients import Answer, RestClient
from conformance.errors import GuardRefusal
from conformance.staging.breaker import Breaker
from conformance.staging.players import unreached

__all__ = ["Pages", "next_link"]

_LONGEST = 8192
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


class Pages:
    """Reads lists along their next links.

    A token is sent to the address of the list alone, wherever a link leads.

    Args:
        rest: the REST client.
        base: the base address of the REST API.
        breaker: is told of every answer.
    """

    def __init__(self, rest: RestClient, base: str, breaker: Breaker) -> None:
        self._rest = rest
        self._base = base.rstrip("/")
        self._breaker = breaker

    def walk(self, operation: str, actor: str, address: str, asked: int, limit: int) -> Walk:
        """Read a list page by page.

        Args:
            operation: as the document names it.
            actor: whose token is sent.
            address: path and query of the first page, below the base address.
            asked: the `max` that it asks for; 0 for none.
            limit: so many pages are read at most.

        Raises:
            Indeterminate: an answer is no list, or one of a server in trouble.
            TargetTrouble: no whole answer came.
        """
        pages: list[Page] = []
        exchanges: list[str] = []
        seen: set[str] = set()
        way: Way | None = None
        said = ""
        following: str | None = address
        while way is None and following is not None:
            seen.add(_parts(following))
            try:
                answer = self._page(operation, actor, following, len(pages) + 1)
            except GuardRefusal:
                way = "elsewhere"
                break
            exchanges.append(answer.exchange)
            if not answer.ok:
                way, said = "refused", answer.sentence()
                break
            pages.append(
                Page(items=tuple(answer.items), size=len(answer.object["items"]), exchange=answer.exchange)
            )
            way, following = self._onward(following, answer, seen)
            if way is None and len(pages) >= limit:
                way = "long"
        return Walk(pages=tuple(pages), asked=asked, way=way or "end", said=said, exchanges=tuple(exchanges))

    def _page(self, operation: str, actor: str, address: str, number: int) -> Answer:
        """One page, or its refusal."""
        purpose = f"{operation}, page {number}"
        answer = self._rest.send("GET", address, actor=actor, purpose=purpose)
        self._breaker.note(answer, actor)
        if answer.status >= 500 or answer.flaw:
            raise unreached(operation, answer)
        if answer.ok and not isinstance(answer.object.get("items"), list):
            raise Indeterminate(f"{operation} answered without a list", [answer.exchange])
        return answer

    def _onward(self, address: str, answer: Answer, seen: AbstractSet[str]) -> tuple[Way | None, str | None]:
        """Where the next link of a page leads, or how the walk ends there."""
        link = next_link(answer.headers.get("link", ""))
        if link is None:
            return "end", None
        following = self._below(address, link)
        if following is None:
            return "elsewhere", None
        return ("back", None) if _parts(following) in seen else (None, following)

    def _below(self, address: str, link: str) -> str | None:
        """Path and query of a link to another page of the list; None for one that leads anywhere else."""
        path = address.partition("?")[0]
        try:
            there, here = urlsplit(urljoin(f"{self._base}{address}", link)), urlsplit(f"{self._base}{path}")
            same = _origin(there) == _origin(here) and there.path == here.path
        except ValueError:
            return None
        if not same or there.username is not None or not _plain(there.query):
            return None
        return f"{path}?{there.query}"


def next_link(header: str) -> str | None:
    """The address of the next page in a `Link` header; None when it names none."""
    for address, parameters in _LINK.findall(header):
        rels = {
            word.lower() for quoted, bare in _REL.findall(parameters) for word in (quoted or bare).split()
        }
        if "next" in rels:
            return str(address)
    return None


def _parts(address: str) -> str:
    """An address whose parameters are in order, so that equal pages are told."""
    path, _, query = address.partition("?")
    return f"{path}?{urlencode(sorted(parse_qsl(query, keep_blank_values=True)))}"


def _origin(parts: Any) -> tuple[str, str | None, int | None]:
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or usual


def _plain(query: str) -> bool:
    """Whether a query can be sent as it stands."""
    return query.isascii() and query.isprintable() and len(query) <= _LONGEST
