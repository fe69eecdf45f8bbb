"""The journal: valid lines, whole whatever happens, and not mangled by its own gate."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema_rs
import pytest

from conformance import contract
from conformance.evidence import Exchange, Journal, Message, Redactor, utc_text

AT = datetime(2026, 3, 1, 9, 30, 0, 123_456, tzinfo=UTC)
SCHEMA = Path(__file__).resolve().parents[1] / "specs" / "schemas" / "journal.schema.json"


@pytest.fixture
def redactor():
    """The gate of a run."""
    return Redactor(["host-token-1"], marker="wxc-1")


@pytest.fixture
def journal(tmp_path, redactor):
    """A journal on disk."""
    with Journal(tmp_path / "journal.jsonl", redactor) as one:
        yield one


def lines_of(journal: Journal) -> list[dict]:
    """What stands in a journal's file, each line valid by the schema."""
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")), validate_formats=True)
    lines = [json.loads(line) for line in journal.path.read_text("utf-8").splitlines()]
    assert [] == [str(error) for line in lines for error in validator.iter_errors(line)]
    return lines


def exchange(**more) -> Exchange:
    """An exchange as the transport records it."""
    request = Message(
        headers=(("Authorization", "Bearer host-token-1"),), content=b'{"password": "Tr0ub4dor"}'
    )
    fields = {"at": AT, "elapsed": 0.01, "purpose": "read", "actor": "host", "method": "POST"}
    return Exchange(**{**fields, "url": "https://example.com/v1/meetings", "request": request, **more})


def verdict(**more) -> dict:
    """A verdict line."""
    rule = contract.load().rules["rest.availability.meeting.lobby.password"]
    return {
        "kind": "verdict",
        "at": utc_text(AT),
        "address": rule.address,
        "verdict": "passed",
        "level": rule.level,
        "provenance": rule.provenance,
        "text": rule.text,
        "source": rule.source,
        "section": rule.section,
        "exchanges": ["x0001"],
        "cell": {"table": "meeting", "attribute": "password", "state": "lobby", "documented": "Yes"},
        **more,
    }


def test_an_exchange_is_a_valid_line_without_its_secrets(journal):
    """Request and answer are written, their credentials are not."""
    answer = Message(headers=(("Content-Type", "application/json"),), content=b'{"hostKey": "987654"}')

    number = journal.exchange(exchange(status=200, response=answer))

    assert "x0001" == number
    [line] = lines_of(journal)
    assert {"password": "«password redacted»"} == line["request"]["body"]
    assert {"hostKey": "«hostKey redacted»"} == line["response"]["body"]
    assert {"authorization": "«authorization redacted»"} == line["request"]["headers"]
    assert 21 == line["response"]["bytes"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b'{"title": "\\ud800"}',
        b"[1e999]",
        b'{"n": NaN}',
        b"[" * 10_000,
        b"\x00",
        '{"a": "\u2028\u0085"}'.encode(),
    ],
)
def test_hostile_bodies_become_valid_lines(journal, content):
    """Whatever a target answers, its exchange is one line of strict JSON."""
    journal.exchange(exchange(status=200, response=Message(content=content, headers=(("X", "\xff\ud800"),))))

    [line] = journal.path.read_bytes().splitlines()
    assert "exchange" == json.loads(line, parse_constant=pytest.fail)["kind"]
    lines_of(journal)


def test_an_exchange_without_an_answer_says_why(journal):
    """No answer is evidence too."""
    journal.exchange(exchange(error="No connection; the token host-token-1 was not sent."))

    [line] = lines_of(journal)
    assert (None, "No connection; the token «credential redacted» was not sent.") == (
        line["response"],
        line["error"],
    )


@pytest.mark.parametrize(
    "word",
    ["passed", "guide", "meeting", "rest.availability.meeting.lobby.password", "x0001", "verdict", "lobby"],
)
def test_a_password_that_is_a_word_of_ours_mangles_nothing_of_ours(journal, redactor, word):
    """Address, verdict, source and rule text are no free text; reasons are."""
    redactor.body({"password": word})
    redactor.learn(word, "credential", everywhere=True)

    journal.append(verdict(reason=f"it answered {word}"))

    expected = verdict(reason="it answered «password redacted»")
    assert [expected] == lines_of(journal)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"kind": "note", "level": "warning", "text": "SECRET"}, "text"),
        (
            {
                "kind": "situation",
                "name": "meeting.lobby",
                "provider": None,
                "exchanges": [],
                "missing": "SECRET",
            },
            "missing",
        ),
        (
            {"kind": "reading", "conflict": "c", "followed": "a", "detail": "SECRET", "exchanges": []},
            "detail",
        ),
        (verdict(actual="SECRET", expected="x"), "actual"),
        (verdict(expected="SECRET"), "expected"),
        (verdict(reason="SECRET"), "reason"),
        (verdict(note="SECRET"), "note"),
    ],
)
def test_free_text_passes_the_gate(journal, redactor, line, field):
    """Where words of the target or of people can stand, learnt secrets and addresses are hidden."""
    redactor.body({"password": "Tr0ub4dor"})
    text = "got Tr0ub4dor of jane@example.com by host-token-1"

    journal.append({**line, field: text})

    [written] = lines_of(journal)
    assert "got «password redacted» of «email redacted» by «credential redacted»" == written[field]


def test_words_inside_a_deviation_pass_the_gate(journal):
    """A declared deviation's reason is free text, also inside a verdict."""
    deviation = {"reason": "told by jane@example.com", "since": "2026-01-01", "expires": "2026-12-31"}

    journal.append(verdict(verdict="known", deviation=deviation))

    [line] = lines_of(journal)
    assert "told by «email redacted»" == line["deviation"]["reason"]


def test_whatever_kills_a_run_leaves_earlier_lines_whole(tmp_path):
    """A process that dies without closing anything has lost nothing that it wrote."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from conformance.evidence import Journal, Redactor\n"
        "journal = Journal(Path(sys.argv[1]), Redactor())\n"
        "for n in range(50): journal.append({'kind': 'note', 'level': 'info', 'text': str(n)})\n"
        "os._exit(9)\n"
    )
    path = tmp_path / "journal.jsonl"

    done = subprocess.run([sys.executable, "-c", program, path], check=False, cwd=SCHEMA.parents[2])

    assert 9 == done.returncode
    assert [str(number) for number in range(50)] == [
        json.loads(line)["text"] for line in path.read_text().splitlines()
    ]


def test_processes_share_a_journal(tmp_path):
    """Lines of several processes never run into each other, and their exchanges have different ids."""
    program = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from conformance.evidence import Exchange, Journal, Message, Redactor\n"
        "journal = Journal(Path(sys.argv[1]), Redactor(), worker=sys.argv[2])\n"
        "for n in range(200):\n"
        "    journal.exchange(Exchange(at=datetime.now(UTC), elapsed=0, purpose='p', actor='a',\n"
        "        method='GET',         url='https://example.com/', request=Message(content=b'x' * 5000)))\n"
    )
    path = tmp_path / "journal.jsonl"

    running = [
        subprocess.Popen([sys.executable, "-c", program, path, worker], cwd=SCHEMA.parents[2])
        for worker in ("gw0", "gw1")
    ]
    codes = [one.wait(30) for one in running]

    assert [0, 0] == codes
    ids = [json.loads(line)["id"] for line in path.read_text().splitlines()]
    assert {f"x-{worker}-{number:04d}" for worker in ("gw0", "gw1") for number in range(1, 201)} == set(ids)
    assert 400 == len(ids)


def test_a_journal_is_closed_once(journal):
    """Closing again does nothing, and what was written stays."""
    journal.append({"kind": "note", "level": "info", "text": "done"})

    journal.close()
    journal.close()

    assert 1 == len(lines_of(journal))


def test_a_journal_is_for_its_owner_alone(journal):
    """Even redacted, the evidence of a live site is nobody else's."""
    assert 0o600 == journal.path.stat().st_mode & 0o777


def test_times_are_written_in_utc():
    """Another zone's moment is the same moment."""
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert "2026-03-01T09:30:00.123Z" == utc_text(elsewhere)
