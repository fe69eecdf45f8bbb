"""The published description of the control API and what the emulator answers are the same thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from conformance.emulator import Emulator, control
from conformance.emulator.resources import PRODUCERS

DOCUMENT = yaml.safe_load(
    (Path(__file__).parents[2] / "specs" / "control" / "openapi.yaml").read_text(encoding="utf-8")
)
SITE = "north-example.webex.com"
SAM = "sam.attendee@example.com"
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = {
    (path, method): operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("/clock", "post"): {"advanceSeconds": 1, "holder": "a", "holdSeconds": 1},
    ("/meetings/{action}", "post"): {"meetingIds": ["MEETING"], "as": "attendee", "email": SAM},
    ("/artifacts", "post"): {"meetingId": "RUN", "kinds": list(PRODUCERS), "recording": {"name": "Kiln"}},
    ("/tokens", "post"): {"email": SAM, "scopes": ["spark:all"], "expiresInSeconds": 5},
    ("/sites/{siteUrl}", "patch"): {"webinars": True},
    ("/faults", "put"): {"active": ["slow-answer:0"]},
}
"""For each operation with a body one that names every property that there can be."""


def resolve(schema: Any) -> Any:
    """Put what references name in their places."""
    if isinstance(schema, dict) and "$ref" in schema:
        found = DOCUMENT
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return resolve(found)
    if isinstance(schema, dict):
        return {name: resolve(value) for name, value in schema.items()}
    return [resolve(each) for each in schema] if isinstance(schema, list) else schema


def schema_of(part: Any) -> dict[str, Any]:
    """Give the schema of a body or an answer."""
    return resolve(part)["content"]["application/json"]["schema"]


class Asked:
    """One operation asked of an emulator in which there is a meeting and one that is being held."""

    def __init__(self, desk, path, method):
        self.desk = desk
        self.operation = OPERATIONS[path, method]
        self.method, self.meeting = method.upper(), desk.create()["id"]
        self.run = desk.held(ends=False)
        self.artifact = desk.left(self.run, "chat")[0]
        self.path = path.format(action="join", siteUrl=SITE, artifactId=self.artifact)
        self.body = self._filled(BODIES.get((path, method)))

    def _filled(self, value):
        if isinstance(value, dict):
            return {name: self._filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        return {"MEETING": self.meeting, "RUN": self.run}.get(value, value)

    def ask(self, body=None, path=None):
        """Ask, and hold the answer against what the document says of its status."""
        answer = self.desk.control(
            self.method, path or self.path, **(self.body or {} if body is None else body)
        )
        answers = self.operation["responses"]
        assert str(answer.status_code) in answers, answer.text
        described = resolve(answers[str(answer.status_code)])
        if "content" in described:
            jsonschema_rs.validate(schema_of(described), answer.json(), validate_formats=True)
        else:
            assert b"" == answer.content
        return answer


def test_both_have_the_same_operations():
    """Path by path and method by method; the bare address is that of the description."""
    offered = {
        (path.removeprefix("/control") or "/", method.lower())
        for path, resource in control.resources(Emulator()).items()
        for method in resource.methods
    }
    assert offered == set(OPERATIONS)


def test_artifacts_are_of_the_same_kinds():
    """Those of the document are those that the emulator produces."""
    kinds = schema_of(OPERATIONS["/artifacts", "post"]["requestBody"])["properties"]["kinds"]
    assert set(kinds["items"]["enum"]) == set(PRODUCERS)


def test_abilities_are_the_same_and_are_explained(desk):
    """The emulator has every ability of the document, whose text says what each is for."""
    abilities = DOCUMENT["components"]["schemas"]["Description"]["properties"]["abilities"]
    assert abilities["items"]["enum"] == desk.control("GET", "").json()["abilities"]
    for name in abilities["items"]["enum"]:
        assert f"`{name}`" in abilities["description"], name


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_answers_are_as_described(desk, path, method):
    """What is asked rightly is answered with a documented success."""
    answer = Asked(desk, path, method).ask()
    assert 200 <= answer.status_code < 300


@pytest.mark.parametrize(("path", "method"), BODIES)
def test_bodies_are_as_described(desk, path, method):
    """All that the document lets be sent is taken, what it requires is needed, nothing more is known."""
    asked = Asked(desk, path, method)
    schema = schema_of(asked.operation["requestBody"])
    jsonschema_rs.validate(schema, asked.body)
    if "properties" not in schema:
        return
    assert set(asked.body) | ({"to"} if path == "/clock" else set()) == set(schema["properties"])
    assert 400 == asked.ask(asked.body | {"colour": "blue"}).status_code
    for name in schema.get("required", ()):
        lacking = {each: value for each, value in asked.body.items() if each != name}
        assert 400 == asked.ask(lacking or {"colour": "blue"}).status_code
    for name in schema["properties"]:
        for wrong in (None, {"a": 1}, [[]]):
            assert 400 == asked.ask(asked.body | {name: wrong}).status_code, (name, wrong)


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ("/artifacts", "post", {"meetingId": "0" * 32, "kinds": ["chat"]}),
        ("/artifacts/nothing", "delete", None),
        ("/meetings/dance", "post", {"meetingIds": ["0" * 32]}),
        ("/meetings/join", "post", {"meetingIds": ["0" * 32], "as": "host"}),
        ("/sites/nowhere", "get", None),
        ("/sites/nowhere", "patch", {"webinars": True}),
        ("/tokens", "post", {"email": "nobody@example.com", "scopes": []}),
    ],
)
def test_what_does_not_exist_is_refused_as_described(desk, path, method, body):
    """With 404 and a message, where the document has a 404."""
    names = {
        "artifacts/": "/artifacts/{artifactId}",
        "meetings/": "/meetings/{action}",
        "sites/": "/sites/{siteUrl}",
    }
    template = next((name for part, name in names.items() if part in path), path)
    asked = Asked(desk, template, method)
    assert 404 == asked.ask(body, path).status_code


def test_series_leave_nothing_behind(desk):
    """Only instances do; an object that was taken away is not there to be taken away again."""
    asked = Asked(desk, "/artifacts", "post")
    assert 404 == asked.ask({"meetingId": asked.meeting, "kinds": ["chat"]}).status_code
    for kinds in ([], ["summary"], ["chat", "summary"], ["chat", 7]):
        assert 400 == asked.ask({"meetingId": asked.run, "kinds": kinds}).status_code
    assert [asked.artifact] == [
        each["id"] for each in desk.found("/meetings/postMeetingChats", meetingId=asked.run)
    ]
    gone = [desk.control("DELETE", f"/artifacts/{asked.artifact}").status_code for _ in range(2)]
    assert [204, 404] == gone
