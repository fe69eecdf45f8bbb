"""Walking along next links: where they lead, when they end, and to whom the token is never sent."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import Indeterminate, NotExercised, Outcome, Walk
from conformance.clients import RestClient
from conformance.errors import GuardRefusal, Unreachable
from conformance.staging.breaker import Breaker
from conformance.staging.paging import Pages, next_link

BASE = "https://rest.example.com/v1"


class Target:
    """Gives one page after the other, the last one for ever.

    Args:
        pages: of each the `Link` header, the body, and the status if it is another one than 200.
    """

    def __init__(self, *pages: Any) -> None:
        self.asked: list[httpx.Request] = []
        self._pages = list(pages)
        transport: Any = httpx.MockTransport(self._answer)
        rest = RestClient(BASE, transport, {"host": "made-up"})
        self.pages = Pages(rest, BASE, Breaker())

    def walk(self, limit: int = 4) -> Walk:
        """What comes of following the links."""
        return self.pages.walk("List Meetings", "host", "/meetings?max=2", 2, limit)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        page = self._pages.pop(0) if len(self._pages) > 1 else self._pages[0]
        if isinstance(page, Exception):
            raise page
        link, body, *status = page
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(
            status[0] if status else 200,
            headers=[(b"link", link.encode())] if link else [],
            content=content,
            extensions={"exchange": f"x{len(self.asked)}"},
        )


def items(*names: str) -> dict[str, Any]:
    """A page."""
    return {"items": [{"id": name} for name in names]}


def following(query: str, path: str = "/meetings") -> str:
    """A header that leads on."""
    return f'<{BASE}{path}?{query}>; rel="next"'


def test_pages_are_read_in_turn() -> None:
    """Each next address is asked as it was given, with the same token."""
    target = Target((following("max=2&cursor=b%3D"), items("a", "b")), ("", items("c")))

    walk = target.walk()

    assert ("end", 2, ("x1", "x2")) == (walk.way, walk.asked, walk.exchanges)
    assert ["a", "b", "c"] == [one["id"] for one in walk.items]
    assert f"{BASE}/meetings?max=2&cursor=b%3D" == str(target.asked[1].url)
    assert {"Bearer made-up"} == {one.headers["authorization"] for one in target.asked}


@pytest.mark.parametrize(
    "link",
    [
        '</v1/meetings?max=2&offset=2>; rel="next"',
        "<?max=2&offset=2>; rel=next",
        f'<{BASE}/meetings?offset=0>; rel="first", <{BASE}/meetings?max=2&offset=2>; title=x; rel="next"',
        '<HTTPS://Rest.Example.com:443/v1/meetings?max=2&offset=2>; REL="prev next"',
    ],
)
def test_links_are_read_as_the_standard_has_them(link: str) -> None:
    """Addresses may be relative, and relations may stand in any order."""
    target = Target((link, items("a")), ("", items("b")))

    assert "end" == target.walk().way
    assert "/v1/meetings?max=2&offset=2" == target.asked[1].url.raw_path.decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.com/v1/meetings?max=2&offset=2",
        "http://rest.example.com/v1/meetings?max=2&offset=2",
        "https://rest.example.com:8443/v1/meetings?offset=2",
        "https://rest.example.com@evil.example.com/v1/meetings?offset=2",
        "https://me:secret@rest.example.com/v1/meetings?offset=2",
        "//evil.example.com/v1/meetings?offset=2",
        "/v1/people?max=2",
        "/v1/meetings/../people?max=2",
        "/v1/meetings/7?max=2",
        "https://[rest/v1/meetings?offset=2",
        "https://rest.example.com:x/v1/meetings?offset=2",
        "javascript:alert(1)",
        "",
    ],
)
def test_no_token_is_sent_anywhere_else(address: str) -> None:
    """A link to another server, operation or object ends the walk."""
    target = Target((f'<{address}>; rel="next"', items("a")))

    walk = target.walk()

    # An empty address is that of the page itself.
    assert ("back" if not address else "elsewhere") == walk.way
    assert 1 == len(target.asked)


def test_a_link_that_the_guard_stops_leads_elsewhere() -> None:
    """What the guard takes for something else than a read of the list is not sent."""
    target = Target((following("offset=2"), items("a")), GuardRefusal("No."))

    walk = target.walk()

    assert ("elsewhere", ("x1",)) == (walk.way, walk.exchanges)


@pytest.mark.parametrize("query", ["max=2", "max=2&", f"offset={'9' * 9000}", "offset=\u00e9"])
def test_a_page_is_read_once(query: str) -> None:
    """A link back to a page that was read ends the walk, as does one that nobody could send."""
    target = Target((following(query), items("a")))

    assert target.walk().way == ("back" if query.startswith("max") else "elsewhere")
    assert 1 == len(target.asked)


def test_the_order_of_parameters_does_not_matter() -> None:
    """It is the same page."""
    target = Target((following("offset=2&max=2"), items("a")), (following("max=2&offset=2"), items("b")))

    assert ("back", 2) == (target.walk().way, len(target.asked))


def test_a_walk_without_an_end_is_cut_off() -> None:
    """Each link is new, and none is the last; empty pages count as well."""
    target = Target(*((following(f"offset={number}"), items()) for number in range(9)))

    walk = target.walk(limit=4)

    assert ("long", 4, []) == (walk.way, len(target.asked), walk.items)


@pytest.mark.parametrize(("status", "body"), [(400, {"message": "No."}), (404, {}), (302, {})])
def test_a_refusal_is_told(status: int, body: Any) -> None:
    """Of the first page and of later ones."""
    walk = Target((following("offset=2"), items("a")), ("", body, status)).walk()

    assert ("refused", 1, ("x1", "x2")) == (walk.way, len(walk.pages), walk.exchanges)
    assert walk.said.startswith(str(status))


@pytest.mark.parametrize(
    "page",
    [
        ("", {"message": "Sorry."}, 500),
        ("", b"<html>", 200),
        ("", b"<html>", 404),
        ("", {}),
        ("", {"items": None}),
        ("", []),
        Unreachable("Nobody there."),
    ],
)
def test_what_is_no_page_decides_nothing(page: Any) -> None:
    """A server in trouble, and an answer that is no list."""
    with pytest.raises((Outcome, Unreachable)) as caught:
        Target((following("offset=2"), items("a")), page).walk()

    assert isinstance(caught.value, Indeterminate | Unreachable)
    assert not isinstance(caught.value, NotExercised)


def test_items_that_are_no_objects_count() -> None:
    """They fill a page as any others do."""
    [page] = Target(("", {"items": [{"id": "a"}, 7, None]})).walk().pages

    assert (3, 1) == (page.size, len(page.items))


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    """Whatever a target puts there."""
    found = next_link(header)
    assert found is None or f"<{found}>" in header


def test_long_headers_are_read_at_once() -> None:
    """None of them makes the reading take longer than its length."""
    for sign in ("<", ";", '; rel="', "<a>;", "; rel = ", " "):
        assert next_link(sign * 20_000) is None
