"""Whole runs against servers that know nothing of the suite: an end, a true report, the right exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.alien import Alien, Answering, TinyMock, alien, always, dying, same_id, slow
from tests.sites import Ended, judge, profile

TINY = Path(__file__).parent / "data" / "tiny_mock.yaml"
GROUPS = ("rest.generated", "rest.lists", "rest.walks", "openapi")
# Where drawing for each operation would take most of the time, and teach nothing more.
SOME = (
    *("rest.generated.list-meetings", "rest.generated.get-meeting"),
    *("rest.lists.list-meetings", "rest.walks", "openapi"),
)
CREATIONS = 40
REQUESTS = 600
LIMITS = (
    "[limits]\nrequests_per_second = 0\ntimeout_seconds = 2\nmax_wait_seconds = 0.5\n"
    f"max_creations = {CREATIONS}\nmax_requests = {REQUESTS}\n"
)
API = '[abilities]\nstaging = ["api"]\n'
SLACK = 100  # deletions at the end are sent whatever the budget says


def whole(folder: Path, server: Alien, *words: str) -> Ended:
    """What comes of judging a server by documented calls alone, by the small document as well."""
    target = profile(folder, server.url, top=API, more=LIMITS)
    return judge(*(words or GROUPS), "--openapi", TINY, "--target", target, "--seed", "7", cwd=folder)


def creations(server: Alien) -> int:
    """How many meetings a server was asked to make."""
    return sum(one.method == "POST" and one.path == "/meetings" for one in server.asked)


def keeps_its_word(ended: Ended, server: Alien) -> None:
    """A report of each rule, no traceback, requests and creations within bounds, all of them told."""
    assert "Traceback" not in ended.out + ended.err
    assert "error" not in ended.counts
    (footer,) = ended.of("footer")
    assert footer["verdicts"] == ended.counts
    assert not footer["interrupted"]
    assert (ended.folder / "index.html").stat().st_size > 1000
    assert len(server.asked) <= REQUESTS + SLACK
    assert creations(server) <= CREATIONS
    assert footer["requests"] == len(server.asked)


def verdicts_of_the_file(ended: Ended) -> dict[str, str]:
    """Verdicts of the small document's rules, without what all addresses begin with."""
    return {
        address.removeprefix("openapi."): word
        for address, word in ended.verdicts.items()
        if address.startswith("openapi.")
    }


@pytest.mark.parametrize(
    ("answering", "code", "failed", "passed"),
    [
        pytest.param(always(200, {}), 1, "create-meeting.answer", "create-meeting.accepted", id="nothing"),
        pytest.param(same_id, 1, "list-meetings.refused", "get-meeting.answer", id="one meeting"),
        pytest.param(always(501), 1, "list-meetings.accepted", None, id="501"),
        pytest.param(always(404, {"message": "No."}), 4, None, None, id="404"),
        pytest.param(
            always(200, b"<html>Hello</html>", kind="text/html"), 1, "list-meetings.answer", None, id="pages"
        ),
    ],
)
def test_server_with_one_answer(
    tmp_path: Path, answering: Answering, code: int, failed: str | None, passed: str | None
) -> None:
    """The run ends within bounds, fails what the server does wrong and passes what it does right."""
    with alien(answering) as server:
        ended = whole(tmp_path, server, *SOME)

    keeps_its_word(ended, server)
    found = verdicts_of_the_file(ended)
    assert code == ended.code
    assert failed is None or "failed" == found[failed]
    assert passed is None or "passed" == found[passed]
    assert code == 1 or {"not-exercised"} == set(ended.counts)


def test_server_that_knows_no_token(tmp_path: Path) -> None:
    """Nothing is judged, which the exit code says, and a note says why; few requests were sent."""
    with alien(always(401, {"message": "Who?"})) as server:
        ended = whole(tmp_path, server)

    keeps_its_word(ended, server)
    assert (4, {"not-exercised"}) == (ended.code, set(ended.counts))
    assert len(server.asked) < 30
    (note,) = [one["text"] for one in ended.of("note") if "generated" in one["text"]]
    assert "answered 401 5 times in a row" in note


def test_server_that_stops_answering(tmp_path: Path) -> None:
    """After some requests in vain nothing more is asked of a group, and what may be left is named."""
    with alien(dying(same_id, 20)) as server:
        ended = whole(tmp_path, server, "rest.lists.list-meetings", "rest.generated", "openapi")

    keeps_its_word(ended, server)
    assert 4 == ended.code or ended.with_verdict("failed")
    assert len(server.asked) < 60
    assert any("was stopped: 5 requests in a row were not answered" in n["text"] for n in ended.of("note"))
    assert {"indeterminate"} == set(verdicts_of_the_file(ended).values())


def test_slow_server(tmp_path: Path) -> None:
    """Fifty milliseconds an answer cost time, and no verdict."""
    with alien(slow(TinyMock(), 0.05)) as server:
        ended = whole(tmp_path, server, "openapi")

    keeps_its_word(ended, server)
    assert (0, {"passed"}) == (ended.code, set(ended.counts))


def test_small_mock_with_a_document_of_its_own(tmp_path: Path) -> None:
    """What its file says it does, so no rule of the file fails; nothing is left on it."""
    mock = TinyMock()
    with alien(mock) as server:
        ended = whole(tmp_path, server, *SOME)

    keeps_its_word(ended, server)
    assert {"passed"} == set(verdicts_of_the_file(ended).values())
    assert {} == mock.meetings
    assert [] == ended.of("footer")[0]["leftovers"]


def test_small_mock_that_refuses_nothing(tmp_path: Path) -> None:
    """What its file forbids and it takes fails the rules about that, and no other one."""
    mock = TinyMock(lax=True)
    with alien(mock) as server:
        ended = whole(tmp_path, server, "openapi.create-meeting", "openapi.list-meetings.limits")

    keeps_its_word(ended, server)
    assert 1 == ended.code
    # Of a creation so few requests are sent that none of them lies beyond a limit.
    assert {"openapi.create-meeting.refused", "openapi.list-meetings.limits"} == ended.with_verdict("failed")
    assert {} == mock.meetings
