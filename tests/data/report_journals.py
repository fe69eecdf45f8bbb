"""Journals for the tests of the report, built in code and held against the schema of journals."""

import json
from pathlib import Path
from typing import Any, Self

import jsonschema_rs

SCHEMA = Path(__file__).resolve().parents[2] / "specs" / "schemas" / "journal.schema.json"
DIGEST = "sha256:" + "0123456789abcdef" * 4
AT = "2026-03-02T09:30:00Z"
CONFLICT = {
    "id": "delete-answer",
    "title": "What a successful DELETE answers",
    "kind": "between-sources",
    "affects": ["rest.delete.answer"],
    "readings": [
        {"id": "no-content", "text": "204 without a body.", "source": "guide", "section": "Delete"},
        {"id": "ok", "text": "200.", "source": "deck-2020", "section": "Slide 12"},
    ],
    "treatment": "Either is taken; the report says which.",
}


HOSTILE = [
    "<script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(2)>",
    "\"'><a href='javascript:alert(3)'>&amp;&lt;</details></style></script>",
    "{{ 7 * 7 }}{% raw %}[bold red]markup[/] :skull: [link=https://evil.example]x[/link]",
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;https://evil.example\x07link\x9b1m",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\ufffe\uffff",
    "\u202edrow\u2066x\u200f half \ud800 of a pair",
    "]]> --> <!-- <![CDATA[ <?php",
    "line one\nline two\r\nline three\u2028four",
    "x" * 200_000,
]


class Journal:
    """A journal that grows line by line; starts with its header."""

    def __init__(self, **header: Any) -> None:
        self.lines: list[dict[str, Any]] = [
            {
                "kind": "header",
                "journal": 1,
                "run": "2026-03-02-0930-example",
                "started": AT,
                "tool": {"name": "webex-conformance", "version": "0.1.0"},
                "editions": {"rest": "guide-2025", "xml": "41.12"},
                "target": {
                    "name": "Example site",
                    "rest": "https://webex.example.com/v1",
                    "profileDigest": DIGEST,
                    "abilities": ["api", "discover"],
                },
                "contract": {
                    "digest": DIGEST,
                    "rules": 500,
                    "sources": [
                        {"id": "guide", "title": "Meetings guide", "date": "2025-01-31", "digest": DIGEST}
                    ],
                    "conflicts": [CONFLICT],
                },
                "environment": {"python": "3.11.7"},
                "seed": 7,
                "selection": ["rest"],
                "command": "webex-conformance run rest --target example.toml",
            }
            | header
        ]

    def add(self, kind: str, /, **keys: Any) -> Self:
        """Append any line."""
        self.lines.append({"kind": kind, **keys})
        return self

    def exchange(self, name: str = "x1", **keys: Any) -> Self:
        """Append an exchange: a meeting that was read."""
        request = {
            "method": "GET",
            "url": "https://webex.example.com/v1/meetings/abc",
            "headers": {"Accept": "application/json", "Authorization": "Bearer [redacted]"},
        }
        response = {
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": {"id": "abc", "title": "Weekly"},
            "bytes": 30,
            "truncated": False,
        }
        line = {
            "id": name,
            "at": AT,
            "elapsed": 0.042,
            "purpose": "read a meeting",
            "actor": "host",
            "request": request,
            "response": response,
            "error": None,
        }
        return self.add("exchange", **line | keys)

    def verdict(self, address: str, verdict: str = "passed", **keys: Any) -> Self:
        """Append a verdict with all that its rule needs."""
        line = {
            "at": AT,
            "address": address,
            "verdict": verdict,
            "level": "must",
            "provenance": "documented",
            "text": f"What {address.rpartition('.')[2]} promises.",
            "source": "guide",
            "section": "Meeting attributes",
            "exchanges": [],
        }
        return self.add("verdict", **line | keys)

    def cell(self, table: str, attribute: str, state: str, verdict: str = "passed", **keys: Any) -> Self:
        """Append the verdict of a cell of a table."""
        documented = keys.pop("documented", "Yes")
        cell = {"table": table, "attribute": attribute, "state": state, "documented": documented}
        address = f"rest.availability.{table}.{state}.{attribute}"
        return self.verdict(address, verdict, cell=cell, **keys)

    def tried(self, operation: str, level: str, check: str, verdict: str = "passed", **keys: Any) -> Self:
        """Append the verdict of a rule about scopes; `conflict` and `followed` leave it open."""
        access = {
            "resource": keys.pop("resource", "Meetings"),
            "operation": operation,
            "level": level,
            "check": check,
            "scopes": keys.pop("scopes", ["meeting:schedules_read"]),
        }
        access |= {name: keys.pop(name) for name in ("conflict", "followed") if name in keys}
        address = f"rest.scope.{operation.lower().replace(' ', '-')}.{level}.{check}"
        return self.verdict(address, verdict, access=access, **keys)

    def deviation(self, address: str, state: str = "stale") -> Self:
        """Append a declared deviation that no longer holds."""
        dates = {"since": "2026-01-01", "expires": "2026-02-01"}
        return self.add("deviation", address=address, state=state, reason="Ticket 12.", **dates)

    def footer(self, **keys: Any) -> Self:
        """End the run."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line["kind"] == "verdict":
                counts[line["verdict"]] = counts.get(line["verdict"], 0) + 1
        line = {
            "finished": "2026-03-02T09:30:04.500Z",
            "verdicts": counts,
            "requests": 31,
            "created": 4,
            "deleted": 4,
            "leftovers": [],
            "interrupted": False,
        }
        return self.add("footer", **line | keys)

    def text(self, *, valid: bool = True) -> str:
        """Return the journal; `valid` holds every line against the schema."""
        if valid:
            validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")))
            for line in self.lines:
                validator.validate(line)
        return "".join(json.dumps(line) + "\n" for line in self.lines)

    def write(self, folder: Path, *, valid: bool = True) -> Path:
        """Write `journal.jsonl` into `folder` and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "journal.jsonl"
        path.write_text(self.text(valid=valid), "utf-8")
        return path


def every_verdict() -> Journal:
    """One address for each verdict."""
    words = "not-applicable not-exercised passed advisory known failed indeterminate error"
    journal = Journal()
    for word in words.split():
        findings = {"expected": "this", "actual": "that", "reason": "Because."}
        journal.verdict(f"rest.a.{word}", word, **findings)
    return journal


def hostile(poison: str = HOSTILE[0]) -> Journal:
    """A journal with `poison` in every place that a target, a profile or a document can reach."""
    conflict = CONFLICT | {"id": poison, "title": poison, "treatment": poison, "affects": [poison]}
    journal = Journal(
        run=poison,
        started=poison,
        editions={poison: poison},
        selection=[poison],
        command=poison,
        environment={poison: poison},
        tool={"name": poison, "version": poison},
    )
    header = journal.lines[0]
    header["target"] |= {"name": poison, "rest": poison, "abilities": [poison]}
    header["contract"]["conflicts"] = [conflict]
    header["contract"]["sources"] = [{"id": poison, "title": poison, "date": poison, "digest": DIGEST}]
    body = {poison: [poison, {"deep": poison}]}
    journal.exchange(
        request={"method": poison, "url": poison, "headers": {poison: poison}, "body": body},
        response={"status": 200, "headers": {poison: poison}, "body": poison, "bytes": 1, "truncated": True},
        purpose=poison,
        actor=poison,
    )
    journal.exchange("x2", response=None, error=poison)
    texts = ("text", "source", "section", "expected", "actual", "reason", "note", "level", "provenance")
    cell = {"table": poison, "attribute": poison, "state": poison, "documented": poison}
    access = dict.fromkeys(("resource", "operation", "level", "check", "conflict", "followed"), poison)
    dates = {"reason": poison, "since": poison, "expires": poison, "link": poison}
    for line in every_verdict().lines[1:]:
        keys = line | dict.fromkeys(texts, poison) | {"cell": cell, "deviation": dates, "at": poison}
        keys["access"] = access | {"scopes": [poison]}
        keys |= {"exchanges": ["x1", "x2", poison]}
        journal.lines.append(keys)
    journal.add("situation", name=poison, provider=poison, exchanges=["x1"], missing=poison)
    journal.add("reading", conflict=poison, followed=poison, detail=poison, exchanges=["x1"])
    journal.add("deviation", address="rest.a.passed", state=poison, **dates)
    journal.add("note", level=poison, text=poison)
    return journal.footer(finished=poison, leftovers=[poison])
