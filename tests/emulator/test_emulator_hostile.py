"""A sweep over every path and method with calls that nobody should make; none may break anything.

What an operation reads is not written down here: a first call to it is watched. Each later call is right
but for one place, so that the wrong value gets past the checks of all the others.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from starlette.datastructures import QueryParams

from conformance.emulator import Emulator, bodies, rest
from conformance.emulator.fields import Email, Flag, Group, Items, Number, Text

SEED = 20_310_303
SAM, THEO, SITE = "sam.attendee@example.com", "theo.host@example.com", "north-example.webex.com"
KINDS = ("recording", "transcript", "chat", "poll", "closedCaption", "question", "archive")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")
RESOURCES = rest.resources(Emulator())
OFFERED = sorted(
    ((path, method) for path, resource in RESOURCES.items() for method in resource.methods),
    key=lambda offered: (offered[1] == "DELETE", offered[0].endswith(("/end", "/purge"))),
)
"""Every operation; what there is is taken away last."""

DEEP: Any = "x"
for _ in range(300):
    DEEP = [DEEP]
NASTY = "\ud800\0\u202e\r\n\n-->\n"
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 7, 1.5, 10**30, -(10**30), 1e308, 5e-324),
    *("", " ", "x" * 20_000, NASTY, "null", "true", "-1", "\u0661\u0662", "P1D", "UTC", "Mars/Phobos"),
    *("a@example.com", "@", "FREQ=DAILY;COUNT=0", "FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2", "/etc/passwd"),
    *("%s%n", "{0.__class__}", "' OR 1=1", [], {}, [None], [[]], [{}], [0] * 2_000),
    *({"": None}, {"a": {"b": []}}, {"id": {}}, DEEP),
)
"""Values for properties and, written as text, for parameters."""

TIMES = (
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "2031-02-30"),
    *("9999-12-31T23:59:59-23:59", "2031-03-04T24:00:00", "2031-W01-1", "2031-03-04T09:00:00+99:99"),
)
RAW = (
    *(b"", b" ", b"\xff\xfe", b"{", b'{"a":1', b"[]", b"null", b'"x"', b"1", b"NaN", b'{"a":NaN}'),
    *(b'{"a":1e999}', b"[" * 100_000, b'{"a":' * 5_000, b'{"a":' + b"9" * 5_000 + b"}"),
    *(b'{"title":"\\ud800"}', b"\xef\xbb\xbf{}", b"a=1&b=2", b"<x/>", b"\0" * 1_000),
)
MEDIA = (*("text/plain", "", "a/b/c", "application/x+json"), "application/json;charset=utf-16")
HEADERS = ("timezone", "hostEmail", "siteUrl", "password", "trackingId", "Accept-Language", "Range")
IDS = (
    *("0" * 32, f"{'0' * 32}_I_{'0' * 18}", f"{'0' * 32}_20310230T256199Z", f"{'0' * 32}_00010101T000000Z"),
    *("_", "__", "..", ".", "%", "%00", "\0", "x" * 4_000, "\u0130", "a b", "a\r\nb: c", "'", "-1", "null"),
    *("me", "\u0663", "Y2lzY29zcGFyazovL3VzL1g", "{meetingId}"),
)
OTHERS = frozenset({"hostEmail", "userEmail", "from", "to"})
"""Parameters without which calls are right more often than with them."""


def sample(kind: Any, random: Random, right: dict[str, Any]) -> Any:
    """Make up a value that a field takes; properties of some names have the right values."""
    if isinstance(kind, Group):
        return {
            name: random.choice(right[name]) if name in right else sample(each, random, right)
            for name, each in kind.members.items()
            if name not in OTHERS and (name in kind.required or random.random() < 0.7)
        }
    if isinstance(kind, Items):
        return [sample(kind.of, random, right) for _ in range(min(kind.most, random.randint(0, 2)))]
    if isinstance(kind, Text):
        return random.choice(kind.words) if kind.words else "x" * max(1, kind.least)
    if isinstance(kind, Number):
        return random.choice((kind.least, kind.most))
    if isinstance(kind, Flag):
        return random.random() < 0.5 if kind.only is None else kind.only
    return random.choice((SAM, THEO, "new@example.com")) if isinstance(kind, Email) else "x"


def spoil(value: Any, random: Random) -> Any:
    """Put something wrong into one place of a value, at any depth."""
    if isinstance(value, dict) and value and random.random() < 0.6:
        name = random.choice(list(value))
        return {**value, name: spoil(value[name], random)}
    if isinstance(value, list) and value and random.random() < 0.6:
        place = random.randrange(len(value))
        return [*value[:place], spoil(value[place], random), *value[place + 1 :]]
    return random.choice(VALUES)


def text(value: Any) -> str:
    """Write a value as a parameter; halves of surrogate pairs cannot be sent."""
    return str(value).encode("utf-8", "replace").decode()[:8_000]


@dataclass
class Target:
    """An operation and what a call to it was seen to read.

    Attributes:
        who: Somebody to whom it is open.
        names: The query parameters.
        group: The body; None for no body of properties.
    """

    path: str
    method: str
    who: str = "host"
    names: dict[str, None] = field(default_factory=dict)
    group: Group | None = None


class Watch:
    """Notes what the emulator reads of a call: names of parameters, and the first body it checks."""

    def __init__(self, monkeypatch):
        self.target = Target("", "")
        for name in ("get", "__getitem__", "__contains__"):
            monkeypatch.setattr(QueryParams, name, self._noting(getattr(QueryParams, name)))
        check = Group.check

        def noted(group, value, where):
            if not where and self.target.group is None:
                self.target.group = group
            return check(group, value, where)

        monkeypatch.setattr(Group, "check", noted)

    def _noting(self, read):
        def noted(params, name, *more):
            self.target.names.setdefault(name)
            return read(params, name, *more)

        return noted


class Sweep:
    """Everything that calls are made up from, over a world in which there is something of each kind."""

    def __init__(self, desk, watch):
        self.desk, self.watch = desk, watch
        self.random = Random(SEED)  # noqa: S311 - the same calls every time
        self.right = self._furnish()
        self.ids = [*IDS, *(each for some in self.right.values() for each in some if isinstance(each, str))]

    def _furnish(self):
        """Bring something of each kind into being; give the right values by the names they go by."""
        desk = self.desk
        people = [{"email": SAM}, {"email": "new@example.com"}]
        spoken = {"enabled": True, "interpreters": [{"languageCode1": "en", "languageCode2": "fi"}]}
        series = desk.create(
            recurrence="FREQ=DAILY;COUNT=3",
            enabledBreakoutSessions=True,
            invitees=people,
            simultaneousInterpretation=spoken,
        )["id"]
        asked = desk.create(registration={"autoAcceptRequest": True})["id"]
        form = {"firstName": "S", "lastName": "A", "email": SAM}
        registrant = desk.call("POST", f"/meetings/{asked}/registrants", json=form).json()["id"]
        webinar = desk.held(SAM, scheduledType="webinar")
        run = desk.held(SAM, ends=False)
        left = dict(zip(KINDS, desk.left(webinar, *KINDS), strict=True))
        path = f"/meetingTranscripts/{left['transcript']}/snippets"
        hook = {"name": "x", "targetUrl": "https://example.com/x", "resource": "meetings", "event": "created"}
        of = {"meetingId": webinar}
        questions = [*desk.found("/meetings/polls", **of)[0]["questions"], {"id": left["question"]}]
        visits = [each["id"] for each in desk.found("/meetingParticipants", meetingId=run)]
        now = desk.emulator.clock.now()
        playback = desk.call("GET", f"/recordings/{left['recording']}").json()["playbackUrl"]
        return {
            "meetingId": [series, asked, webinar, run, *(each["id"] for each in desk.children(series))],
            "meetingInviteeId": [each["id"] for each in desk.found("/meetingInvitees", meetingId=series)],
            "interpreterId": [each["id"] for each in desk.found(f"/meetings/{series}/interpreters")],
            "registrantId": [registrant],
            "registrants": [[{"id": registrant}]],
            "participantId": visits,
            "items": [[{"email": "a@example.com"}], [{"participantId": each} for each in visits]],
            "emails": [[SAM]],
            "recordingId": [left["recording"]],
            "recordingIds": [[left["recording"]]],
            "webShareLink": [playback],
            "transcriptId": [left["transcript"]],
            "snippetId": [each["id"] for each in desk.found(path)],
            "closedCaptionId": [left["closedCaption"]],
            "pollId": [left["poll"]],
            "questionId": [each["id"] for each in questions],
            "archiveId": [left["archive"]],
            "webhookId": [desk.call("POST", "/webhooks", json=hook).json()["id"]],
            "templateId": [desk.found("/meetings/templates")[0]["id"]],
            "sessionTypeId": ["3"],
            "personId": [desk.people["other"].id],
            "siteUrl": [SITE],
            "defaultSite": ["true"],
            "hostEmail": [THEO],
            "userEmail": [THEO],
            "email": [SAM],
            "service": ["All"],
            "from": [(now - timedelta(days=2)).isoformat()],
            "to": [(now + timedelta(days=2)).isoformat()],
            "start": [(now + timedelta(days=1)).isoformat()],
            "end": [(now + timedelta(days=1, hours=1)).isoformat()],
            "timezone": ["UTC"],
            "recurrence": ["FREQ=DAILY;COUNT=2"],
        }

    def address(self, path, pool=()):
        """Put ids in the place of the parameters of a path: right ones, or some of a pool."""

        def some(match):
            return quote(text(self.random.choice(pool or self.right[match[1]])), safe="")

        return re.sub(r"\{(\w+)\}", some, path.removeprefix("/v1"))

    def query(self, target):
        """Give the right value of each parameter that is needed or does no harm."""
        return {
            name: text(self.random.choice(self.right[name]))
            for name in target.names
            if name in self.right and name not in OTHERS
        }

    def body(self, target):
        """Give a right body."""
        return sample(target.group, self.random, self.right) if target.group else {}

    def learn(self, path, method):
        """Watch right calls by one person after the other until somebody is let in."""
        target = self.watch.target = Target(path, method)
        for target.who in ("host", "admin", "officer"):
            address = self.address(path, ("0",) if method == "DELETE" else ())
            content = None if method == "GET" else {}
            for _ in range(2):  # the second time with the parameters that the first one showed
                answer = self.desk.call(method, address, target.who, params=self.query(target), json=content)
            if answer.status_code != 403:
                break
        self.watch.target = Target("", "")
        if target.group is None and method in ("POST", "PUT", "PATCH"):
            target.group = bodies.CREATE
        return target

    def all_calls(self, target):
        """Make every kind of call to an operation; give the statuses."""
        random, seen = self.random, set()
        for name in (*target.names, "odd"):
            timely = re.search("from|to|time", name, re.IGNORECASE) and name != "topic"
            for value in TIMES if timely else random.sample((*VALUES, *self.ids), k=2):
                seen.add(self.call(target, query={name: text(value)}))
        if "{" in target.path:
            for _ in range(3):
                seen.add(self.call(target, address=self.address(target.path, IDS)))
        for who in random.sample(list(self.desk.people), k=2):
            chosen = random.sample(HEADERS, k=2)
            values = ("Asia/Tokyo", "x", "\xff", "../..", "", "x" * 3_000, "a\tb", SAM)
            headers = {name: random.choice(values).encode("latin-1") for name in chosen}
            seen.add(self.call(target, who=who, headers=headers))
        if target.method != "GET":
            for raw in random.sample(RAW, k=2):
                seen.add(self.call(target, content=raw))
            seen.add(self.call(target, headers={"Content-Type": random.choice(MEDIA)}))
            for name, kind in target.group.members.items() if target.group else ():
                fitting = NASTY if isinstance(kind, Text) else sample(kind, random, {})
                value = self.body(target).get(name)
                for wrong in (fitting, spoil(value, random), random.choice((*VALUES, *TIMES))):
                    content = json.dumps(self.body(target) | {name: wrong}).encode()
                    seen.add(self.call(target, content=content))
        return seen | {self.call(target) for _ in range(2)}

    def call(self, target, *, who="", address="", query=None, headers=None, content=None):
        """Make one call, right but for what is given, and judge what comes back."""
        if content is None and target.method != "GET":
            content = json.dumps(self.body(target)).encode()
        usual = {"Content-Type": "application/json"} if content is not None else {}
        answer = self.desk.call(
            target.method,
            address or self.address(target.path),
            who or target.who,
            params=self.query(target) | (query or {}),
            content=content,
            headers=usual | (headers or {}),
        )
        told = (target.method, str(answer.url)[:300], (content or b"")[:300], answer.text[:300])
        assert 200 <= answer.status_code < 500, told
        assert answer.headers["trackingid"], told
        if answer.status_code >= 400:
            shown = answer.json()
            assert isinstance(shown["message"], str), told
            assert shown["message"], told
            assert "Traceback" not in answer.text, told
        elif answer.content:
            media = answer.headers["content-type"].partition(";")[0]
            assert media in ("application/json", "text/vtt", "text/plain"), told
            assert media != "application/json" or isinstance(answer.json(), dict), told
        return answer.status_code


@pytest.fixture
def sweep(desk, monkeypatch):
    """Give what makes calls up, the same ones every time."""
    return Sweep(desk, Watch(monkeypatch))


def test_no_call_breaks_the_service(sweep, caplog):
    """Every operation: no 5xx, always JSON or a download; and what was accepted can be shown."""
    targets = [sweep.learn(path, method) for path, method in OFFERED]
    seen = {}
    for target in targets:
        if target.method == "DELETE" and "DELETE" not in {method for _, method in seen}:
            for read in targets:
                if read.method == "GET":
                    sweep.call(read)
        seen[target.path, target.method] = sweep.all_calls(target)
    assert [] == caplog.records
    reached = [offered for offered, statuses in seen.items() if statuses & {200, 204, 302}]
    assert len(reached) > len(OFFERED) / 2  # or else the sweep stops at the door
    sweep.desk.get(sweep.desk.create()["id"])


def test_methods_that_are_not_offered_are_refused(sweep):
    """With 405, whatever else is wrong with the call, by paths that name what there is."""
    for path, resource in RESOURCES.items():
        for method in set(METHODS) - set(resource.methods):
            address = re.sub(r"\{\w+\}", "0", path.removeprefix("/v1"))
            answer = sweep.desk.call(method, address, content=sweep.random.choice(RAW))
            assert (405, ", ".join(sorted(resource.methods))) == (
                answer.status_code,
                answer.headers["Allow"],
            ), (method, path)
            assert answer.json()["message"]


def test_wrong_tokens_are_refused_first(sweep):
    """With 401 by every operation, whatever the rest of the call is like."""
    for path, method in OFFERED:
        for token in ("-", "Bearer x", "x" * 5_000):
            headers = {"Authorization": f"Bearer {token}"}
            address = re.sub(r"\{\w+\}", "0", path.removeprefix("/v1"))
            content = None if method == "GET" else sweep.random.choice(RAW)
            answer = sweep.desk.call(method, address, content=content, headers=headers)
            assert 401 == answer.status_code, (method, path, token)
