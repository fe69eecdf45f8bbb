"""`webex-conformance replay`: one finding sent again, what it says, and what it cannot use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import replay
from conformance.contract import load
from conformance.emulator import RunningEmulator
from conformance.plugin.options import NO_PROFILE
from conformance.report import Run
from conformance.report.alike import pairs_of
from tests.data.report_journals import Journal
from tests.sites import act, command, judge, of_emulator

NO_TOKEN = "rest.errors.create-a-meeting.no-token"
FAULT = "error-slips:create-a-meeting.no-token"
DRAWN = "rest.update.random-series.daily"
OURS = {
    "name": "Embedded reference emulator",
    "rest": "http://127.0.0.1:9/v1",
    "profileDigest": NO_PROFILE,
    "abilities": ["control", "api"],
}


def judged(folder: Path, verdict: str = "failed", *, embedded: bool = True, **keys: Any) -> Path:
    """The folder of a run of the embedded emulator, or of a site, with one verdict."""
    header: dict[str, Any] = {
        "contract": {"digest": load().digest, "rules": 9, "sources": [], "conflicts": []}
    }
    journal = Journal(**header, **({"target": OURS} if embedded else {}))
    if verdict == "failed":
        keys = {"expected": "status 401", "actual": "answered 200"} | keys
    journal.exchange().verdict(NO_TOKEN, verdict, **keys).footer().write(folder)
    return folder


class Played:
    """Stands in for the run that a replay starts: keeps its options and leaves a journal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, verdict: str = "passed", **keys: Any) -> None:
        self.options: Mapping[str, Any] = {}
        self.examples: Any = None
        self._verdict, self._keys = verdict, keys
        monkeypatch.setattr(replay, "run_into", self._run_into)

    def _run_into(self, folder: Path, options: Mapping[str, Any], **_: Any) -> None:
        self.options = options
        if "replay" in options:
            self.examples = json.loads(Path(options["replay"]).read_text("utf-8"))
        journal = Journal(target=OURS)
        if self._verdict:
            journal.verdict(NO_TOKEN, self._verdict, **self._keys)
        journal.footer().write(folder)


def test_a_failure_is_sent_again_until_it_passes(tmp_path: Path) -> None:
    """With the fault it still fails, without it it passes now; each replay is a run like any other."""
    (tmp_path / "faults.txt").write_text(f"{FAULT}\n", "utf-8")
    first = judge(NO_TOKEN, "--seed", "5", cwd=tmp_path)

    broken = command("replay", "run", NO_TOKEN, "--faults", "faults.txt", "--out", "broken", cwd=tmp_path)
    sound = command("replay", "broken/journal.jsonl", NO_TOKEN, cwd=tmp_path)

    assert (0, 1, 0) == (first.code, broken.returncode, sound.returncode)
    assert broken.stdout.endswith("fails now\n")
    assert "then        passed" in broken.stdout
    assert "sent        POST /meetings: then 403, now 401" in sound.stdout
    assert "then        failed: expected status 401; actual POST /meetings: answered 403" in sound.stdout
    assert sound.stdout.endswith("passes now\n")
    assert "" == broken.stderr + sound.stderr
    (folder,) = (tmp_path / "reports").iterdir()
    again = Run.load(folder)
    assert [NO_TOKEN] == list(again.verdicts)
    assert 5 == again.header.seed
    assert {"journal.jsonl", "ledger.jsonl", "index.html", "results.json", "junit.xml"} == {
        path.name for path in folder.iterdir()
    }


def test_what_was_drawn_is_drawn_again_from_the_seed(tmp_path: Path, running: RunningEmulator) -> None:
    """On a site of its own, with the profile: the same moves of the same series."""
    target = of_emulator(tmp_path, running)
    act(running, "/faults", active=["interval-slips:daily"])
    first = judge(DRAWN, "--target", target, "--preset", "quick", cwd=tmp_path)

    nameless = command("replay", "run", DRAWN, cwd=tmp_path)
    still = command("replay", "run", DRAWN, "--target", "site.toml", "--out", "still", cwd=tmp_path)
    act(running, "/faults", active=[])
    now = command("replay", "still", DRAWN, "--target", "site.toml", cwd=tmp_path)

    assert (1, 2, 1, 0) == (first.code, nameless.returncode, still.returncode, now.returncode)
    assert "a journal holds no profile" in nameless.stderr
    assert "Give its profile: --target site.toml." in nameless.stderr
    assert still.stdout.endswith("still fails\n")
    told = [one.verdicts[DRAWN].actual for one in (first.run, Run.load(tmp_path / "still"))]
    assert told[0] == told[1]
    assert "quick" == Run.load(tmp_path / "still").header.effort["name"]
    assert "PATCH /meetings/" in still.stdout + now.stdout or "PUT /meetings/" in still.stdout + now.stdout


@pytest.mark.parametrize(
    ("verdict", "keys", "sentence", "code"),
    [
        ("passed", {}, "passes now", 0),
        ("failed", {"expected": "a", "actual": "b"}, "still fails", 1),
        ("advisory", {"expected": "a", "actual": "b"}, "still fails", 1),
        ("not-exercised", {"reason": "no token"}, "could not be judged: no token", 4),
        ("indeterminate", {"reason": "Nobody there."}, "could not be judged: Nobody there.", 4),
        ("error", {"reason": "KeyError"}, "could not be judged: KeyError", 3),
        ("", {}, "could not be judged: nothing was judged", 4),
    ],
)
def test_the_ending_is_a_sentence_and_a_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verdict: str,
    keys: dict[str, str],
    sentence: str,
    code: int,
) -> None:
    """Scripts read the code, people the last line."""
    Played(monkeypatch, verdict, **keys)

    done = command("replay", judged(tmp_path / "r"), NO_TOKEN, cwd=tmp_path)

    assert (code, "") == (done.returncode, done.stderr)
    assert sentence == done.stdout.splitlines()[-1]


def test_the_example_of_the_journal_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With seed, editions and effort of the run; what is for people alone stays behind."""
    played = Played(monkeypatch)
    example = {"walk": [{"step": "create"}], "script": "create", "curl": "curl"}
    folder = judged(tmp_path / "r", example=example)
    text = (folder / "journal.jsonl").read_text("utf-8")
    effort = '"effort":{"name":"quick","examples":9,"defects":8,"walks":3,"steps":10},"seed"'
    (folder / "journal.jsonl").write_text(text.replace('"seed"', effort, 1), "utf-8")

    done = command("replay", folder, NO_TOKEN, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert {NO_TOKEN: {"walk": [{"step": "create"}]}} == played.examples
    assert "from the example in its journal" in " ".join(done.stdout.split())
    wanted = {"target": "embedded", "edition": "rest=guide-2025,xml=41.12", "seed": 7, "address": NO_TOKEN}
    assert wanted | {"preset": "quick", "examples": 9, "faults": None} == {
        name: value for name, value in played.options.items() if name != "replay"
    }


def test_a_run_that_was_cut_short_can_be_replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it found before its end stands, and so does a torn last line."""
    Played(monkeypatch)
    journal = judged(tmp_path / "r") / "journal.jsonl"
    journal.write_text(journal.read_text("utf-8").partition('{"kind": "footer"')[0] + '{"kind": "ex', "utf-8")

    done = command("replay", "r", NO_TOKEN, cwd=tmp_path)

    assert Run.load(journal).truncated
    assert (0, "") == (done.returncode, done.stderr)


def test_a_redacted_example_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut out cannot be sent, and a mask in its place would be another request."""
    played = Played(monkeypatch)
    folder = judged(tmp_path / "r", example={"body": {"email": "«email redacted»"}})

    done = command("replay", folder, NO_TOKEN, cwd=tmp_path)

    assert "replay" not in played.options
    assert "the seed draws it again" in done.stdout


def test_another_site_or_contract_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, running: RunningEmulator, token: Path
) -> None:
    """Both may be the reason of another verdict."""
    del token
    Played(monkeypatch)
    folder = judged(tmp_path / "r", embedded=False)
    journal = folder / "journal.jsonl"
    journal.write_text(journal.read_text("utf-8").replace(load().digest, "sha256:" + "1" * 64), "utf-8")

    ours = command("replay", folder, NO_TOKEN, "--target", "embedded", cwd=tmp_path)
    other = command("replay", folder, NO_TOKEN, "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert "The run was on Example site, not on the embedded emulator." in ours.stdout
    assert "The run was on Example site, https://webex.example.com/v1." in other.stdout
    assert "The contract has changed" in ours.stdout


@pytest.mark.parametrize(
    ("lines", "address", "sentence"),
    [
        ("", NO_TOKEN, "is empty"),
        ("nothing of ours\n", NO_TOKEN, "is not the journal of a run"),
        ('{"kind":"header","journal":2,"run":"r"}\n', NO_TOKEN, "has version 2, not 1"),
        ('{"kind":"header","journal":1,"run":"r"}\n{"kind":"verd', NO_TOKEN, "it was cut short"),
        (None, "rest.errors.get-a-meeting.no-token", "says nothing about rest.errors.get-a-meeting.no-token"),
        (None, "rest.errors", "is the beginning of 1 addresses"),
        (None, "rest.nothing", "No rule is called rest.nothing"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, lines: str | None, address: str, sentence: str
) -> None:
    """Nothing is started, and no folder is left."""
    folder = judged(tmp_path / "r")
    if lines is not None:
        (folder / "journal.jsonl").write_text(lines, "utf-8")

    done = command("replay", folder, address, cwd=tmp_path)

    assert (2, "") == (done.returncode, done.stdout)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert 2 >= len(done.stderr.splitlines())
    assert not (tmp_path / "reports").exists()


def test_editions_and_rules_of_another_release_are_told(tmp_path: Path) -> None:
    """A journal outlives the release that wrote it."""
    journal = Journal(target=OURS, editions={"rest": "guide-2031"}).verdict(NO_TOKEN, "failed")
    journal.verdict("rest.gone", "failed").footer().write(tmp_path / "r")

    edition = command("replay", "r", NO_TOKEN, cwd=tmp_path)
    gone = command("replay", "r", "rest.gone", cwd=tmp_path)

    assert (2, 2) == (edition.returncode, gone.returncode)
    assert "There is no edition rest=guide-2031" in edition.stderr
    assert "rest.gone is a rule of another release" in gone.stderr


def test_requests_of_two_runs_are_paired_by_what_they_have_in_common(tmp_path: Path) -> None:
    """Ids differ from run to run; purpose, method and the shape of the path do not."""

    def sent(journal: Journal, name: str, method: str, path: str, purpose: str) -> None:
        request = {"method": method, "url": f"https://webex.example.com/v1{path}", "headers": {}}
        journal.exchange(name, request=request, purpose=purpose)

    then, now = Journal(), Journal()
    sent(then, "x1", "PATCH", "/meetings/abc", "move")
    sent(then, "x2", "DELETE", "/meetings/abc", "clear")
    sent(now, "x1", "POST", "/meetings", "create")
    sent(now, "x2", "PATCH", "/meetings/xyz", "lock")
    sent(now, "x3", "PATCH", "/meetings/xyz", "move")
    runs = [Run.load(one.footer().write(tmp_path / name)) for name, one in (("a", then), ("b", now))]

    pairs = pairs_of(runs[0], ["x1", "x2", "x9"], runs[1], ["x1"])

    assert [("x1", "x3"), ("x2", None), (None, "x1")] == [
        (old and old.id, new and new.id) for old, new in pairs
    ]
