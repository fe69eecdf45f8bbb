"""The page in a real browser: it asks nobody, filters, fits a phone and follows the colour scheme."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.report import Run, write_page
from tests.data.report_journals import HOSTILE, Journal, hostile

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")


def sample() -> Journal:
    """Two tables, some of each verdict, one exchange."""
    journal = Journal().exchange()
    for table, states in (("meetingSeries", ("active", "expired")), ("meeting", ("lobby", "ended"))):
        for state in states:
            for attribute in ("id", "title", "password", "enableConnectAudioBeforeHost"):
                journal.cell(table, attribute, state, exchanges=["x1"])
    journal.cell(
        "meeting", "hostKey", "lobby", "failed", exchanges=["x1"], expected="absent", actual="present"
    )
    journal.verdict("rest.update.rule-5", "failed", actual="x" * 5000)
    journal.verdict("rest.update.rule-6", "advisory", level="should")
    journal.verdict("rest.update.rule-7", "not-exercised", reason="No actor.")
    return journal.footer()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the sample run."""
    folder = tmp_path_factory.mktemp("page")
    return write_page(Run.load(sample().write(folder)), folder / "index.html").as_uri()


@pytest.fixture
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A tab that lets nothing but files through, and fails the test over any trouble."""
    context = browser.new_context(**getattr(request, "param", {"viewport": {"width": 1280, "height": 900}}))
    page = context.new_page()
    page.asked, page.trouble = [], []
    page.on("request", lambda sent: page.asked.append(sent.url))
    page.on("console", lambda message: page.trouble.append(message.text))
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("dialog", lambda dialog: (page.trouble.append(dialog.message), dialog.dismiss()))
    context.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
    yield page
    context.close()
    assert [] == page.trouble


def visible(tab: Any, selector: str) -> list[str]:
    """The addresses of the elements that can be seen."""
    return [item.get_attribute("data-a") for item in tab.locator(selector).all() if item.is_visible()]


def test_only_the_file_itself_is_asked_for(tab: Any, address: str) -> None:
    """Nothing leaves the machine of whoever opens the page."""
    tab.goto(address)
    tab.wait_for_timeout(300)

    assert [url for url in tab.asked if not url.startswith("data:")] == [address]


@pytest.mark.parametrize("poison", HOSTILE[:8], ids=range(8))
def test_a_hostile_target_runs_no_script(tab: Any, tmp_path: Path, poison: str) -> None:
    """No dialog, no request, no error."""
    path = write_page(Run.load(hostile(poison).write(tmp_path, valid=False)), tmp_path / "index.html")

    tab.goto(path.as_uri())
    tab.fill("#query", "a")

    assert [url for url in tab.asked if not url.startswith("data:")] == [path.as_uri()]


def test_filtering_by_text_shows_only_matching_rules(tab: Any, address: str) -> None:
    """Rows of tables, findings and counts follow the words."""
    tab.goto(address)
    tab.locator("#every > summary").click()

    tab.fill("#query", "password")

    expected = {f"rest.availability.{place}.password" for place in PLACES}
    assert expected == set(visible(tab, "#every tr[data-a]"))
    assert ["password"] * 2 == [
        row.inner_text().split()[0] for row in tab.locator("tr[data-row]:visible").all()
    ]
    assert [] == visible(tab, "article.finding")
    assert "4 of 20 rules" == tab.locator("#shown").inner_text()
    assert "4" == tab.locator("[data-chip=passed]").inner_text()
    assert "0" == tab.locator("[data-chip=failed]").inner_text()


PLACES = ("meetingSeries.active", "meetingSeries.expired", "meeting.lobby", "meeting.ended")


def test_filtering_by_verdict_hides_the_others(tab: Any, address: str) -> None:
    """Unchecked verdicts go, everywhere on the page."""
    tab.goto(address)
    tab.locator("#every > summary").click()

    for verdict in ("passed", "advisory", "not-exercised"):
        tab.uncheck(f"input[value={verdict}]")

    failed = ["rest.availability.meeting.lobby.hostKey", "rest.update.rule-5"]
    assert failed == visible(tab, "#every tr[data-a]")
    assert failed == visible(tab, "article.finding")
    assert 1 == len(tab.locator("tr[data-row]:visible").all())
    assert tab.locator("#untested").is_hidden()
    assert "2 of 20 rules" == tab.locator("#shown").inner_text()


def test_the_address_of_the_page_keeps_the_filter(tab: Any, address: str) -> None:
    """A filtered view can be sent on and comes back; reset takes it away."""
    tab.goto(address)
    tab.fill("#query", "title lobby")
    tab.uncheck("input[value=failed]")
    kept = tab.url

    tab.goto("about:blank")
    tab.goto(kept)

    assert kept.endswith("#q=title+lobby&hide=failed")
    assert "title lobby" == tab.input_value("#query")
    assert "1 of 20 rules" == tab.locator("#shown").inner_text()
    tab.click("#reset")
    tab.wait_for_function("document.getElementById('shown').textContent === '20 rules'")
    assert tab.url == address


def test_a_link_brings_out_what_is_folded_or_filtered_away(tab: Any, address: str) -> None:
    """A cell leads to its rule in the folded list, also when a filter hid it."""
    tab.goto(address)
    tab.fill("#query", "password")
    tab.evaluate("location.hash = 'rest.availability.meeting.lobby.title'")

    row = tab.locator("[id='rest.availability.meeting.lobby.title']")
    playwright.expect(row).to_be_visible()
    playwright.expect(row).to_be_in_viewport()


def test_a_link_opens_its_exchange(tab: Any, address: str) -> None:
    """The exchange unfolds where the finding leads to it."""
    tab.goto(address)

    tab.locator("article.finding .exchange-link").first.click()

    playwright.expect(tab.locator("#exchange-x1 pre.curl")).to_be_in_viewport()


def test_the_keyboard_reaches_everything(tab: Any, address: str) -> None:
    """First the way past the head, later the filter."""
    tab.goto(address)

    tab.keyboard.press("Tab")
    assert "skip" == tab.evaluate("document.activeElement.className")
    tab.locator("#query").focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    assert not tab.locator("input[name=verdict]").first.is_checked()


@pytest.mark.parametrize(
    "tab", [{"viewport": {"width": 380, "height": 800}}], indirect=True, ids=["380 pixels"]
)
@pytest.mark.parametrize("poison", [None, *HOSTILE], ids=["sample", *map(str, range(len(HOSTILE)))])
def test_a_phone_needs_no_sideways_scrolling(tab: Any, tmp_path: Path, poison: str | None) -> None:
    """Everything fits 380 pixels, unfolded too, however long a word is."""
    journal = sample() if poison is None else hostile(poison)
    path = write_page(Run.load(journal.write(tmp_path, valid=poison is None)), tmp_path / "index.html")
    tab.goto(path.as_uri())

    tab.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")

    assert tab.evaluate("document.documentElement.scrollWidth") <= 380


@pytest.mark.parametrize(
    ("tab", "dark"),
    [({"color_scheme": "light"}, False), ({"color_scheme": "dark"}, True)],
    indirect=["tab"],
    ids=["light", "dark"],
)
def test_the_page_follows_the_colour_scheme(tab: Any, address: str, dark: bool) -> None:
    """Dark on dark screens, light on light ones."""
    tab.goto(address)

    red = int(tab.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]"))

    assert (red < 60) is dark


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True, ids=["no script"])
def test_the_page_reads_without_script(tab: Any, address: str) -> None:
    """Findings and tables are there; only the filter is not."""
    tab.goto(address)

    assert 3 == len(visible(tab, "article.finding"))
    assert 17 == tab.locator("td[data-a]:visible").count()
    assert tab.locator("#filter").is_hidden()


def scopes() -> Journal:
    """Operations by level: two resources, one failure, one open rule."""
    journal = Journal()
    for operation in ("Get a Meeting", "Batch Update Meeting Registrants status"):
        for level in ("user", "admin", "compliance", "guest"):
            for check in ("allowed", "refused-without", "refused-read-only", "refused-for-others"):
                journal.tried(operation, level, check)
    journal.tried("Delete a Transcript", "compliance", "refused-without", "failed", resource="Transcripts")
    disputed = {"conflict": "rows-missing", "followed": "table", "resource": "Transcripts"}
    journal.tried(
        "Delete a Transcript", "compliance", "allowed", "not-applicable", reason="Open.", **disputed
    )
    return journal.footer()


def test_filtering_dims_marks_and_hides_operations(tab: Any, tmp_path: Path) -> None:
    """A row stays as long as one of its marks does, a resource as long as one of its rows does."""
    tab.goto(write_page(Run.load(scopes().write(tmp_path)), tmp_path / "index.html").as_uri())
    section = "section[aria-labelledby=access]"

    tab.uncheck("input[value=passed]")

    assert ["Delete a Transcript"] == [
        row.inner_text().split("\n")[0].split("\t")[0]
        for row in (tab.locator(f"{section} tr[data-row]:visible").all())
    ]
    assert ["Transcripts"] == [one.inner_text() for one in tab.locator(f"{section} .resource:visible").all()]
    tab.uncheck("input[value=not-applicable]")
    assert ["\N{EN DASH} open table"] == [
        one.inner_text() for one in tab.locator(f"{section} .mark.out:visible").all()
    ]
    tab.fill("#query", "delete transcript")
    assert 1 == tab.locator(f"{section} tr[data-row]:visible").count()


@pytest.mark.parametrize(
    ("tab", "width"),
    [({"viewport": {"width": width, "height": 900}}, width) for width in (400, 800, 1280)],
    indirect=["tab"],
    ids=["phone", "tablet", "desk"],
)
def test_operations_by_level_fit(tab: Any, tmp_path: Path, width: int) -> None:
    """Every mark is within the window, and stays a cell of a table for those who cannot see it."""
    tab.goto(write_page(Run.load(scopes().write(tmp_path)), tmp_path / "index.html").as_uri())

    edges = tab.locator("td .mark").evaluate_all(
        "marks => marks.map(one => one.getBoundingClientRect().right)"
    )

    assert max(edges) <= width
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    table = tab.get_by_role("table").first
    assert (9 if width == 400 else 12) == table.get_by_role("cell").count()  # a phone leaves empty ones out
    assert 5 == table.get_by_role("columnheader").count()
    tab.emulate_media(media="print")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
