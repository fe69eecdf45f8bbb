"""The page for people: complete, self-contained, and safe to open."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conformance.report import Run, write_page
from conformance.report.page import breakable, pretty, prose
from tests.data.report_journals import HOSTILE, Journal, every_verdict, hostile

html = pytest.importorskip("lxml.html", reason="lxml reads the page back")

CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def page(journal: Journal, folder: Path, *, valid: bool = True) -> Any:
    """The page as a tree."""
    path = write_page(Run.load(journal.write(folder, valid=valid)), folder / "index.html")
    return html.document_fromstring(path.read_text("utf-8"))


def text_of(element: Any) -> str:
    """The words of an element on one line."""
    for part in element.iter("td", "th", "dt", "dd", "p", "li", "pre", "h3", "h4", "summary", "br"):
        part.tail = f" {part.tail or ''}"
    return re.sub(r"\s+", " ", element.text_content()).strip()


def full() -> Journal:
    """A journal with something for every section."""
    journal = every_verdict().exchange().exchange("x2", response=None, error="Connection refused.")
    journal.cell(
        "meeting", "title", "lobby", "failed", exchanges=["x1"], expected="present", actual="missing"
    )
    journal.cell("meeting", "title", "ended", documented="N/A")
    journal.add("situation", name="meeting.lobby", provider="control", exchanges=["x1"], missing=None)
    journal.add("situation", name="meeting.ended", provider=None, exchanges=[], missing="no control API")
    journal.add("reading", conflict="delete-answer", followed="ok", detail="Seen once.", exchanges=["x1"])
    journal.deviation("rest.a.passed", "stale").add("note", level="warning", text="A warning.")
    return journal.footer(leftovers=["meeting abc"])


@pytest.mark.parametrize("poison", [None, *HOSTILE], ids=["full", *map(str, range(len(HOSTILE)))])
def test_ids_are_unique_and_links_lead_somewhere(tmp_path: Path, poison: str | None) -> None:
    """Every link stays on the page and finds its place."""
    tree = page(full(), tmp_path) if poison is None else page(hostile(poison), tmp_path, valid=False)

    ids = tree.xpath("//@id")
    links = tree.xpath("//a/@href")
    labels = " ".join(tree.xpath("//@aria-labelledby")).split()

    assert sorted(set(ids)) == sorted(ids)
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(ids)
    assert set(labels) <= set(ids)


@pytest.mark.parametrize("poison", [None, *HOSTILE], ids=["full", *map(str, range(len(HOSTILE)))])
def test_the_page_asks_nobody_for_anything(tmp_path: Path, poison: str | None) -> None:
    """One file: no address of a resource, no foreign element, a policy that forbids the rest."""
    tree = page(full(), tmp_path) if poison is None else page(hostile(poison), tmp_path, valid=False)

    assert [CSP] == tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert [] == tree.xpath("//@src | //@srcset | //@action | //@style[contains(., 'url')] | //@data")
    assert ["data:,"] == tree.xpath("//link/@href")
    assert [] == tree.xpath("//img | //iframe | //object | //embed | //base | //video | //svg")
    assert 1 == len(tree.xpath("//script"))
    assert 1 == len(tree.xpath("//style"))
    ours = tree.xpath("string(//style)") + tree.xpath("string(//script)")
    assert not re.search(r"url\(|@import|https?:", ours)
    assert [] == tree.xpath("//@*[starts-with(name(), 'on')]")


@pytest.mark.parametrize("poison", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(tmp_path: Path, poison: str) -> None:
    """The page holds no unseen character, and shows the markup instead of obeying it."""
    page(hostile(poison), tmp_path, valid=False)
    written = (tmp_path / "index.html").read_text("utf-8")

    assert not re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", written)
    assert "<script>alert" not in written
    assert "\u2028" not in poison or "line one" in written
    assert "49{%" not in written
    assert len(written) < 6_000_000


def test_both_figures_stand_apart(tmp_path: Path) -> None:
    """Conformance and coverage, each with its two integers."""
    figures = [
        text_of(item) for item in page(every_verdict().footer(), tmp_path).xpath("//*[@class='figure']")
    ]

    assert [
        "Conformance 75.0 % 3 of 4 rules that were judged did not fail.",
        "Coverage 57.1 % 4 of 7 rules that apply were judged.",
    ] == figures


def test_a_failure_tells_rule_source_and_findings(tmp_path: Path) -> None:
    """A vendor needs nothing but this article and its exchange."""
    (article,) = page(full(), tmp_path).xpath("//article[@id='rest.availability.meeting.lobby.title']")

    text = text_of(article)

    for words in ("✗ failed", "What title promises.", "guide, Meeting attributes", "must", "documented"):
        assert words in text
    assert "Expected present" in text
    assert "Actual missing" in text
    assert "#exchange-x1" == article.xpath(".//a/@href")[-1]
    assert '-H "Authorization: Bearer $WEBEX_TOKEN"' in article.xpath("string(.//pre[@class='curl'])")


def test_each_exchange_is_embedded_once(tmp_path: Path) -> None:
    """Findings link to it."""
    tree = page(full(), tmp_path)

    assert 2 == len(tree.xpath("//details[starts-with(@id, 'exchange-')]"))
    assert 1 == (tmp_path / "index.html").read_text("utf-8").count("&#34;title&#34;: &#34;Weekly&#34;")
    assert "Connection refused." in text_of(tree.get_element_by_id("exchange-x2"))


def test_a_cell_shows_sign_promise_and_way(tmp_path: Path) -> None:
    """Colour is not the only carrier, and a cell leads to its rule."""
    failed, passed = page(full(), tmp_path).xpath("//td[@data-a and starts-with(@class, 'v-')]")

    assert ["✗ Yes", "✓ N/A"] == [text_of(failed), text_of(passed)]
    assert ["#rest.availability.meeting.lobby.title"] == failed.xpath("a/@href")
    assert ["title, lobby: documented Yes, failed"] == failed.xpath("a/@aria-label")


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("advisories", "rest.a.advisory"),
        ("known", "rest.a.known"),
        ("errors", "rest.a.error"),
        ("indeterminate", "rest.a.indeterminate"),
        ("lapsed", "stale rest.a.passed Ticket 12. Declared 2026-01-01, expires 2026-02-01."),
        ("untested", "1 Because. rest.a.not-exercised"),
        ("not-applicable", "1 Because. rest.a.not-applicable"),
        ("situations", "meeting.lobby control the control API of the target x1"),
        ("situations", "meeting.ended not reached no control API"),
        ("conflicts", "followed ok: 200. deck-2020, Slide 12"),
        ("leftovers", "meeting abc"),
        ("rules", "rest.a.passed What passed promises."),
        ("repeat", "webex-conformance run rest --target example.toml"),
        ("repeat", "guide Meetings guide 2025-01-31 sha256:"),
        ("repeat", "warning A warning."),
    ],
)
def test_every_section_has_its_content(tmp_path: Path, section: str, words: str) -> None:
    """Nothing of the journal is left out."""
    (found,) = page(full(), tmp_path).xpath(f"//section[@aria-labelledby='{section}']")

    assert words in text_of(found)


def test_a_conflict_nobody_observed_says_so(tmp_path: Path) -> None:
    """Silence is not a reading."""
    assert "not observed" in text_of(
        page(Journal().footer(), tmp_path).get_element_by_id("conflict-delete-answer")
    )


@pytest.mark.parametrize(
    ("journal", "words"),
    [(Journal(), "Its journal has no end."), (Journal().footer(interrupted=True), "It was interrupted.")],
    ids=["truncated", "interrupted"],
)
def test_a_run_that_is_not_complete_carries_a_banner(tmp_path: Path, journal: Journal, words: str) -> None:
    """Its figures are not to be trusted as a whole."""
    (banner,) = page(journal, tmp_path).xpath("//*[@role='alert']")

    assert text_of(banner).startswith(f"This run is not complete. {words}")


def test_a_complete_run_carries_none(tmp_path: Path) -> None:
    """No alarm without a cause."""
    assert [] == page(every_verdict().footer(), tmp_path).xpath("//*[@role='alert']")


def test_an_empty_run_does_not_look_clean(tmp_path: Path) -> None:
    """Nothing judged is not nothing failed."""
    text = text_of(page(Journal().footer(), tmp_path))

    assert "Nothing was judged, so nothing could fail." in text
    assert "Conformance none 0 of 0" in text


def test_headings_descend_without_gaps(tmp_path: Path) -> None:
    """One first heading, and no level is left out."""
    levels = [int(item.tag[1]) for item in page(full(), tmp_path).xpath("//h1|//h2|//h3|//h4")]

    assert 1 == levels.count(1)
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_without_script_nothing_is_hidden_but_the_filter(tmp_path: Path) -> None:
    """The page reads without JavaScript."""
    hidden = page(full(), tmp_path).xpath("//*[@hidden]/@id")

    assert ["filter", "reset"] == hidden


def test_a_large_run_stays_small(tmp_path: Path) -> None:
    """460 rules and 30 exchanges are less than a megabyte."""
    journal = Journal()
    body = {f"attribute{number}": "value of some length" for number in range(45)}
    answer = {"status": 200, "headers": {}, "body": body, "bytes": 2041, "truncated": False}
    for number in range(30):
        journal.exchange(f"x{number}", response=answer)
    for number in range(460):
        verdict = ("failed", "passed", "passed", "not-exercised")[number % 4]
        journal.cell("meeting", f"attribute{number}", "lobby", verdict, exchanges=[f"x{number % 30}"])

    page(journal.footer(), tmp_path)

    assert (tmp_path / "index.html").stat().st_size < 1_000_000


def test_bodies_are_pretty_wherever_they_came_from() -> None:
    """JSON as text is JSON; other text is left alone."""
    assert pretty({"a": [1]}) == pretty('{"a": [1]}') == '{\n  "a": [\n    1\n  ]\n}'
    assert "{not json" == pretty("{not json")
    assert "null" == pretty(None)


def test_prose_sets_code_and_escapes() -> None:
    """Backticks become code, markup stays text, an odd backtick is a backtick."""
    assert "<code>a&lt;b&gt;</code> is &amp; was" == prose("`a<b>` is & was")
    assert "one ` only" == prose("one ` only")


def test_long_names_break_where_their_parts_meet() -> None:
    """Before a capital or a dot."""
    assert "rest<wbr>.join<wbr>Url&lt;" == breakable("rest.joinUrl<")
