"""Rules out of a document of somebody else, which the user of a run calls the contract.

Where an operation has the method and the shape of path of one of ours, it is called as ours is, on objects of
the run. Of those that only the document has, those are read that name nothing, or objects that the run knows
how to make; none is written to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.contract.access import Call
from conformance.contract.foreign import Flaw, ForeignDocument, ForeignOperation, read_document
from conformance.contract.foreign.places import printable
from conformance.contract.foreign_doubts import Doubts
from conformance.contract.model import Rule, Source
from conformance.contract.sample import GIVEN, Sample, SampleCheck
from conformance.contract.store import Contract
from conformance.errors import UsageError

__all__ = ["OBJECTS", "with_document"]

OBJECTS = {
    "meetingId": "meeting",
    "registrantId": "registrant",
    "meetingInviteeId": "invitee",
    "inviteeId": "invitee",
    "participantId": "participant",
    "recordingId": "recording",
    "transcriptId": "transcript",
    "snippetId": "snippet",
    "pollId": "poll",
    "closedCaptionId": "caption",
    "archiveId": "archive",
    "interpreterId": "interpreter",
    "webhookId": "webhook",
    "personId": "person",
    "templateId": "template",
}
"""Objects that the suite makes or finds, by the parameter that names them."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_VERSION = re.compile(r"(/v\d+)/")
_READS = ("GET", "HEAD")
_OURS = ("authorization", "accept", "content-type", "accept-encoding", "user-agent")
"""Headers that our transport sends, or that no request needs."""

_LIMITS = frozenset({"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"})
_FORMS = frozenset({"enum", "format", "pattern"})
"""Beside these a limit of length is not tried."""

_HEDGES = frozenset(
    {
        *("x-needs", "x-required-when", "x-true-only-for", "x-requires-any", "x-same-prefix"),
        *("x-excludes", "x-ignored-when", "x-conflict"),
    }
)
"""Marks in our documents of what holds under conditions that no schema says."""

_WARY = re.compile(
    r"mail|notif|invit|remind|secret|passw|passcode|token|phone|ur[il]$|link|address|owner|admin|host"
    r"|purge|delete|remove|every|all$|ids?$|users?$|person|people|attendee|members?$|time|date|zone|site",
    re.IGNORECASE,
)
"""What may reach further than the object that is named, or mean more than a schema says."""

_TEXTS: dict[SampleCheck, str] = {
    "accepted": "{place} takes each request that fits the file's description of it, and answers with a "
    "status of success that the file names.",
    "answer": "What {place} answers with success fits the file's description of that answer: media type and "
    "body.",
    "kept": "What {place} has accepted is what a read gives back afterwards.",
    "refused": "{place} refuses each request that has one defect by the file's own schema, with a status "
    "from 400 to 499.",
    "unchanged": "When {place} refuses a request, all stays as it was.",
    "limits": "{place} takes a value that stands at a limit of the file's own schema, and refuses one just "
    "beyond it.",
}
_SAID = ("accepted", "answer", "refused", "limits")
"""What the file says itself; the rest is our own reading."""

_PERSONAL = "preferences are a person's own, so what a file says of writing them is not tried"
_UNKNOWN = "only the file has this operation, and nothing but reads is sent to such"
_LONG = 120


def with_document(whole: Contract, path: Path) -> Contract:
    """The contract, and after it the rules of a document that somebody calls the contract too.

    Args:
        whole: the contract of this installation.
        path: an OpenAPI document of version 3.0 or 3.1.

    Raises:
        UsageError: it cannot be read, or has no operation.
    """
    given = read_document(path)
    if not given.operations:
        raise UsageError(f"{path.name} has no operation that can be called.")
    source = Source(
        id=GIVEN,
        title=f"{given.title} ({printable(path.name)})",
        date=f"version {given.version}" if given.version else "no version",
        digest=given.digest,
        covers="What a run was given with --openapi.",
    )
    maker = _Maker(whole, given, Doubts(path, given))
    made = {rule.address: rule for operation in given.operations for rule in maker.rules(operation)}
    return replace(
        whole, sources={**whole.sources, GIVEN: source}, rules={**whole.rules, **made}, given=given
    )


class _Maker:
    def __init__(self, whole: Contract, given: ForeignDocument, doubts: Doubts) -> None:
        self._whole = whole
        self._given = given
        self._doubts = doubts
        self._marked: dict[tuple[str, str], frozenset[str]] = {}
        self._met = _Met(given.schemas)
        self._ours: dict[tuple[str, str], dict[SampleCheck, Rule]] = {}
        for rule in whole.rules.values():
            if rule.sample is not None:
                key = (rule.sample.call.method, _shape(rule.sample.path))
                self._ours.setdefault(key, {})[rule.sample.check] = rule
        known = [rules for one in self._ours.values() for rules in one.values() if rules.sample]
        names = [rule.sample.never for rule in known if rule.sample]
        self._never = frozenset.intersection(*names) if names else frozenset()
        self._prefix = self._beginning()
        self._editions = tuple(
            dict.fromkeys(
                edition
                for rule in whole.rules.values()
                if rule.address.startswith("rest.")
                for edition in rule.editions
            )
        )

    def _beginning(self) -> str:
        """What the paths begin with and ours do not; the base address of a target has it already."""
        found = Counter[str]()
        for one in self._given.operations:
            parts = one.path.split("/")[1:4]
            for end in range(len(parts)):
                beginning = "".join(f"/{part}" for part in parts[:end])
                if "{" not in beginning:
                    found[beginning] += (one.method, _shape(one.path[len(beginning) :])) in self._ours
        best = max(found.values(), default=0)
        if best:
            return min((one for one, number in found.items() if number == best), key=len)
        versions = {match[1] for one in self._given.operations if (match := _VERSION.match(one.path))}
        every = all(_VERSION.match(one.path) for one in self._given.operations)
        return versions.pop() if every and len(versions) == 1 else ""

    def rules(self, operation: ForeignOperation) -> Iterator[Rule]:
        """The rules of an operation, in the order in which they are judged."""
        ours = self._ours.get((operation.method, _shape(self._below(operation.path))), {})
        base = next((rule.sample for rule in ours.values() if rule.sample), None)
        call = base.call if base else self._call(operation)
        names, words = self._met.met(operation)
        unread = frozenset(name for name in names if _WARY.search(name))
        left = self._left(operation, call, base)
        for check in self._checks(operation, words, call, ours):
            yield self._rule(
                operation,
                Sample(
                    operation=f"openapi.{operation.id}",
                    check=check,
                    document=GIVEN,
                    path=operation.path,
                    tier=base.tier if base else "user",
                    call=call or Call(operation=operation.id, method=operation.method, path=operation.path),
                    read=base.read if base else "",
                    inside=base.inside if base else "",
                    unshown=base.unshown if base else frozenset(),
                    never=self._never | (base.never if base else frozenset()) | unread,
                    needs=base.needs if base else (),
                    unsure=self._unsure(base) if base else frozenset(),
                    left=left or _unheld(ours.get(check)),
                ),
            )

    def _unsure(self, base: Sample) -> frozenset[str]:
        """Names that our own document of an operation marks as holding under conditions."""
        key = (base.call.method, base.path)
        if key not in self._marked:
            document = self._whole.document(base.document)
            item = document["paths"][base.path]
            node = item[base.call.method.lower()]
            asked = [*item.get("parameters", ()), *node.get("parameters", ())]
            self._marked[key] = _hedged(document, [asked, node.get("requestBody", {})])
        return self._marked[key]

    def _rule(self, operation: ForeignOperation, sample: Sample) -> Rule:
        place = printable(f"{operation.method} {operation.path}")
        text = _TEXTS[sample.check].format(place=place)
        flaw = self._flaw(operation, sample.check)
        said = sample.check in _SAID and flaw is None
        if flaw is not None:
            where = flaw.place if len(flaw.place) <= _LONG else f"{flaw.place[: _LONG - 1]}…"
            text += f" The file is flawed there ({flaw.kind} at {where}), so breaking this is an advisory."
        return Rule(
            address=f"openapi.{operation.id}.{sample.check}",
            level="should" if flaw is not None else "must",
            text=text,
            source=GIVEN,
            section=place,
            provenance="documented" if said else "inferred",
            editions=self._editions,
            sample=sample,
        )

    def _flaw(self, operation: ForeignOperation, check: SampleCheck) -> Flaw | None:
        if check == "answer":
            return self._doubts.of_answer(operation.pointer)
        statuses = self._doubts.of_statuses(operation.pointer) if check == "accepted" else None
        return statuses or self._doubts.of_request(operation.pointer)

    def _checks(
        self,
        operation: ForeignOperation,
        words: frozenset[str],
        call: Call | None,
        ours: Mapping[SampleCheck, Rule],
    ) -> Iterator[SampleCheck]:
        """What there is to judge of an operation."""
        yield "accepted"
        if operation.method != "HEAD" and any(
            status == "default" or status.startswith(("2", "3")) for status in operation.responses
        ):
            yield "answer"
        if operation.method == "HEAD":
            return
        asks = any(one["in"] == "query" for one in operation.parameters)
        takes = operation.body is not None
        if "kept" in ours and takes:
            yield "kept"
        if asks or takes:
            yield "refused"
            if call is not None and call.watch:
                yield "unchanged"
            if words & _LIMITS:
                yield "limits"

    def _below(self, path: str) -> str:
        prefix = self._prefix
        return path[len(prefix) :] if prefix and path.startswith(f"{prefix}/") else path

    def _call(self, operation: ForeignOperation) -> Call | None:
        """How an operation is called that only the file has; None when it is not."""
        names = _PLACE.findall(operation.path)
        known = all(name in OBJECTS for name in names)
        if operation.method not in _READS or not known or (names and operation.method != "GET"):
            return None
        path = _PLACE.sub(lambda place: f"{{{OBJECTS[place[1]]}}}", self._below(operation.path))
        return Call(operation=operation.id, method=operation.method, path=path, reads=True)

    def _left(self, operation: ForeignOperation, call: Call | None, base: Sample | None) -> str:
        """Why nothing is sent to an operation; empty when something is."""
        if call is None:
            return _uncalled(operation)
        if base is not None and call.writes and call.path.startswith("/meetingPreferences"):
            return _PERSONAL
        needed = [
            one["name"]
            for one in operation.parameters
            if one["in"] in ("header", "cookie") and one["required"] and one["name"].lower() not in _OURS
        ]
        if needed:
            return f"it needs the header or cookie {', '.join(needed)}, of which nothing tells the value"
        if operation.body_media and operation.body is None:
            return f"its body is {' or '.join(operation.body_media)}, and what is sent is JSON"
        return ""


def _uncalled(operation: ForeignOperation) -> str:
    if operation.method not in _READS:
        return _UNKNOWN
    names = [name for name in _PLACE.findall(operation.path) if name not in OBJECTS]
    if not names:
        return "only the file has this operation, and of such those that name nothing are asked for headers"
    return f"nothing tells what {' and '.join(map(printable, names))} in its path could name"


def _shape(path: str) -> str:
    return _PLACE.sub("{}", path).rstrip("/") or "/"


def _unheld(rule: Rule | None) -> str:
    """Why our own rule of that kind is not judged, which holds here too."""
    return rule.not_tested or "" if rule is not None else ""


def _hedged(document: Mapping[str, Any], pending: list[Any]) -> frozenset[str]:
    """The names of parameters and properties that carry a mark, references followed."""
    names, seen = set[str](), set[str]()
    while pending:
        found = pending.pop()
        if isinstance(found, list):
            pending += found
        if not isinstance(found, Mapping):
            continue
        if isinstance(found.get("name"), str) and not _HEDGES.isdisjoint([*found, *_of(found, "schema")]):
            names.add(found["name"])
        names.update(
            name
            for name, one in _of(found, "properties").items()
            if isinstance(one, Mapping) and not _HEDGES.isdisjoint(one)
        )
        ref = found.get("$ref")
        if isinstance(ref, str) and ref not in seen:
            seen.add(ref)
            target: Any = document
            for part in ref.removeprefix("#/").split("/"):
                target = _of(target, part)
            pending.append(target)
        pending += found.values()
    return frozenset(names)


def _of(node: Any, name: str) -> Mapping[str, Any]:
    """The mapping that stands at a name; an empty one where none does."""
    found = node.get(name) if isinstance(node, Mapping) else None
    return found if isinstance(found, Mapping) else {}


class _Met:
    """What schemas mention, each of them looked at once."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._own: dict[str, tuple[set[str], set[str], set[str]]] = {}

    def met(self, operation: ForeignOperation) -> tuple[frozenset[str], frozenset[str]]:
        """Names of what can be sent to an operation, and the keywords that say something about it."""
        names, words, refs = _mentioned([list(operation.parameters), operation.body or {}])
        pending, seen = list(refs), set[str]()
        while pending:
            name = pending.pop()
            if name in seen or name not in self._schemas:
                continue
            seen.add(name)
            if name not in self._own:
                self._own[name] = _mentioned([self._schemas[name]])
            more = self._own[name]
            names |= more[0]
            words |= more[1]
            pending += more[2]
        return frozenset(names), frozenset(words)


def _mentioned(pending: list[Any]) -> tuple[set[str], set[str], set[str]]:
    """Names of properties and parameters, keywords, and what is referred to."""
    names, words, refs = set[str](), set[str](), set[str]()
    while pending:
        found = pending.pop()
        if isinstance(found, list):
            pending += found
        if not isinstance(found, Mapping):
            continue
        words.update(found if _FORMS.isdisjoint(found) else ())
        properties = found.get("properties")
        names.update(properties if isinstance(properties, Mapping) else ())
        if isinstance(found.get("name"), str):
            names.add(found["name"])
        if isinstance(found.get("$ref"), str):
            refs.add(found["$ref"].rpartition("/")[2])
        pending += found.values()
    return names, words, refs
