"""The ledger: what a run created is on disk before anybody relies on it, whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.targets import Ledger, read_ledger

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def path(tmp_path):
    """Where the ledger is."""
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def ledger(path):
    """A run's ledger."""
    one = Ledger(path, name="A site", rest="https://example.com/v1", actor="host")
    yield one
    one.close()


def kinds(path: Path) -> list[str]:
    """What stands on disk."""
    return [json.loads(line)["kind"] for line in path.read_text().splitlines()]


def test_each_step_is_on_disk_when_its_call_returns(ledger, path):
    """Whatever kills the process afterwards, the step is known."""
    number = ledger.intend("wxc-1 a")
    assert ["target", "intent"] == kinds(path)

    ledger.settle(number, created="abc")
    assert ["target", "intent", "created"] == kinds(path)

    ledger.deleted("abc")
    assert ["target", "intent", "created", "deleted"] == kinds(path)


def test_a_replay_knows_what_is_standing_and_what_is_unknown(ledger, path):
    """Created and not deleted is standing, intended and not settled is unknown, refused is neither."""
    for title, created in (("wxc-1 a", "a"), ("wxc-1 b", "b"), ("wxc-1 c", None)):
        ledger.settle(ledger.intend(title), created=created)
    ledger.intend("wxc-1 d")
    ledger.deleted("a")
    ledger.deleted("never-created")

    state = read_ledger(path)

    assert (["b"], ["wxc-1 d"], 2, 1) == (state.standing, state.unknown, state.created, state.deleted)
    assert "https://example.com/v1" == state.target["rest"]


def test_own_series_and_their_occurrences_are_owned(ledger):
    """An id is ours when the run created it or the series before its underscore."""
    ledger.settle(ledger.intend("wxc-1"), created="abc")

    owned = [
        ledger.owns(name) for name in ("abc", "abc_20260301T010000Z", "abc_x_y", "ab", "abcd", "", "_abc")
    ]

    assert [True, True, True, False, False, False, False] == owned


def test_an_earlier_runs_meeting_is_owned_when_it_is_adopted(ledger):
    """Cleaning up may delete what it was told of, and only that."""
    ledger.adopt("old")

    assert [True, False] == [ledger.owns("old"), ledger.owns("older")]


def test_a_torn_last_line_is_left_out(ledger, path):
    """A crash in mid-write costs the line that nothing relied on yet."""
    ledger.settle(ledger.intend("wxc-1"), created="abc")
    path.write_bytes(path.read_bytes() + b'{"kind": "deleted", "id": "a')

    assert ["abc"] == read_ledger(path).standing


def test_a_torn_line_does_not_swallow_what_is_appended_later(ledger, path):
    """Cleaning up after a crash appends to the same ledger, again and again."""
    ledger.settle(ledger.intend("wxc-1 a"), created="a")
    ledger.settle(ledger.intend("wxc-1 b"), created="b")
    path.write_bytes(path.read_bytes() + b'{"kind": "intent", "n": 3, "ti')

    for meeting in ("a", "b"):
        later = Ledger(path)
        later.deleted(meeting)
        later.close()

    state = read_ledger(path)
    assert ([], [], 2) == (state.standing, state.unknown, state.deleted)


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    "damage", ["{", "[]", "null", '{"kind": "created"}', '{"kind": "intent", "n": 1}', "", "[" * 10_000]
)
def test_damage_in_the_middle_is_named(path, damage):
    """A ledger that somebody damaged is not trusted to delete by."""
    path.write_text(path.read_text() + damage + '\n{"kind": "deleted", "id": "x"}\n')

    with pytest.raises(UsageError, match=r"Line 2 of the ledger .* is damaged"):
        read_ledger(path)


def test_a_missing_ledger_is_named(path):
    """No ledger is a usage error, not a traceback."""
    with pytest.raises(UsageError, match="There is no ledger at"):
        read_ledger(path)


def test_odd_titles_survive(ledger, path):
    """A title may hold whatever a case puts there."""
    title = "wxc-1 \u2028 \ud800 \n \x85 ü"

    ledger.intend(title)

    assert [title] == read_ledger(path).unknown


@pytest.mark.usefixtures("ledger")
def test_an_unknown_kind_of_a_later_version_is_passed_over(path):
    """Replaying an odd but whole line is no damage."""
    path.write_text(path.read_text() + '{"kind": "weather"}\n{"kind": "deleted", "id": "x"}\n')

    assert [] == read_ledger(path).standing


def test_processes_share_a_ledger(path):
    """Lines of several processes never run into each other, and their intents are kept apart."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from conformance.targets import Ledger\n"
        "ledger = Ledger(Path(sys.argv[1]), name='A site')\n"
        "for n in range(100):\n"
        "    number = ledger.intend(f'wxc-{sys.argv[2]}-{n}')\n"
        "    if n: ledger.settle(number, created=f'{sys.argv[2]}{n}')\n"
    )

    running = [subprocess.Popen([sys.executable, "-c", program, path, name], cwd=ROOT) for name in "ab"]
    codes = [one.wait(30) for one in running]

    state = read_ledger(path)
    assert [0, 0] == codes
    assert ({"wxc-a-0", "wxc-b-0"}, 198) == (set(state.unknown), len(set(state.standing)))


def test_a_ledger_is_closed_once(ledger, path):
    """Closing again does nothing."""
    ledger.close()
    ledger.close()

    assert ["target"] == kinds(path)


def test_a_vouched_write_is_known_by_all_of_it(ledger):
    """Method, path, query and body, whatever the order of keys."""
    body = {"a": 1, "b": [{"c": True, "d": None}]}
    ledger.vouch("PUT", "/x", {"q": ["1", "2"]}, body)

    assert ledger.vouched("PUT", "/x", {"q": ["1", "2"]}, {"b": [{"d": None, "c": True}], "a": 1})
    others = [
        ("POST", "/x", {"q": ["1", "2"]}, body),
        ("PUT", "/x/", {"q": ["1", "2"]}, body),
        ("PUT", "/x", {"q": ["2", "1"]}, body),
        ("PUT", "/x", {"q": ["1"]}, body),
        ("PUT", "/x", {}, body),
        ("PUT", "/x", {"q": ["1", "2"]}, {**body, "a": 1.5}),
        ("PUT", "/x", {"q": ["1", "2"]}, {**body, "a": True}),
        ("PUT", "/x", {"q": ["1", "2"]}, {**body, "a": "1"}),
        ("PUT", "/x", {"q": ["1", "2"]}, None),
    ]
    assert not any(ledger.vouched(*one) for one in others)


def test_what_is_vouched_for_is_on_no_disk(ledger, path):
    """It holds values of people's preferences."""
    ledger.vouch("PUT", "/x", {}, {"hostPin": "4711"})

    assert "4711" not in path.read_text()


def test_who_created_a_meeting_is_known(ledger, path):
    """Others are told 404 of a meeting that stands."""
    ledger.settle(ledger.intend("wxc-1 a"), created="a", actor="other")
    ledger.settle(ledger.intend("wxc-1 b"), created="b")

    assert ["other", "host", "host"] == [ledger.creator(name) for name in ("a", "b", "never")]
    assert {"a": "other"} == read_ledger(path).creators
    assert not ledger.gone("a")
    ledger.deleted("a")
    assert ledger.gone("a")


def test_snapshots_are_open_until_they_are_restored(ledger, path):
    """A change of preferences is known until it is undone; other processes' numbers are their own."""
    line = {"actor": "host", "path": "/meetingPreferences/audio", "query": {}, "sends": ["a"], "undo": []}
    first, second = ledger.snapshot(line), ledger.snapshot(line | {"path": "/meetingPreferences/video"})
    ledger.restored(first[0], first[1] + 1)
    assert 2 == len(read_ledger(path).changed)

    ledger.restored(*first)

    assert [second[0]] == [one["n"] for one in read_ledger(path).changed]


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "/meetings/abc"},
        {"path": 7},
        {"sends": "a"},
        {"undo": None},
        {"query": []},
        {"actor": None},
        {"body": "x"},
    ],
)
def test_a_damaged_snapshot_is_told(ledger, path, wrong):
    """It cannot be acted on, and must not be passed over in silence."""
    line = {"actor": "host", "path": "/meetingPreferences/audio", "query": {}, "sends": ["a"], "undo": []}
    ledger.snapshot(line | wrong)
    ledger.deleted("x")

    with pytest.raises(UsageError, match="damaged"):
        read_ledger(path)


def test_a_write_that_undoes_is_vouched_for_exactly(ledger):
    """Another body, query or path is another write."""
    ledger.vouch("PUT", "/meetingPreferences/sites", {"defaultSite": ["true"]}, {"siteUrl": "a"}, undo=True)
    ledger.vouch("PUT", "/meetingPreferences/audio", {}, {"a": 1})

    assert ledger.undoes("PUT", "/meetingPreferences/sites", {"defaultSite": ["true"]}, {"siteUrl": "a"})
    assert ledger.vouched("PUT", "/meetingPreferences/sites", {"defaultSite": ["true"]}, {"siteUrl": "a"})
    assert not ledger.undoes("PUT", "/meetingPreferences/sites", {"defaultSite": ["true"]}, {"siteUrl": "b"})
    assert not ledger.undoes("PUT", "/meetingPreferences/audio", {}, {"a": 1})
