"""The stage of generated requests: what is gone, who may not ask, and what odd targets make of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from conformance.checks import Indeterminate, NotExercised, hold_samples
from tests.sampled import answered, at, rule, verdict
from tests.samples import CONTRACT, RULES


def test_what_is_gone_is_asked_for_again(tmp_path: Path) -> None:
    """The very same object, twice; it is not used afterwards."""
    with at(tmp_path) as target:
        [reply] = target.samples("delete-meeting.again").replies
        paths = [one.url.path for one in target.told("DELETE")]
        hold_samples(rule("delete-meeting.again"), target.samples("delete-meeting.again"))
        verdict(target, rule("delete-meeting.accepted"))

    assert 404 == reply.status
    assert (2, 1) == (len(paths), len(set(paths)))
    assert len(set(paths) | {one.url.path for one in target.told("DELETE")}) > 1


def test_what_cannot_be_deleted_shows_nothing_of_what_is_gone(tmp_path: Path) -> None:
    """The first refusal says why."""

    def say(request: httpx.Request) -> httpx.Response | None:
        return answered(403) if request.method == "DELETE" else None

    refused = pytest.raises(NotExercised, match="for the first time was answered 403")
    with at(tmp_path, say) as target, refused:
        target.samples("delete-meeting.again")


def test_what_nobody_may_open_is_not_exercised(tmp_path: Path) -> None:
    """By the role that is missing."""
    with at(tmp_path) as target:
        actors = {name: one for name, one in target.profile.actors.items() if one.role == "user"}
        target.site.profile = replace(target.profile, actors=actors)
        target.stage = target.site.samples(CONTRACT, 7, {})
        with pytest.raises(NotExercised, match="no token of the role admin"):
            target.samples("list-admin-meetings.accepted")


ODD = [
    "list-meetings",
    "create-meeting",
    "patch-meeting",
    "delete-meeting",
    "create-webhook",
    "get-my-own-details",
]


@pytest.mark.parametrize(
    "reply",
    [
        (200, b"null"),
        (200, b"[]"),
        (200, b'{"id": 7, "items": [null, 7]}'),
        (200, b"<html>"),
        (200, b"\xff\xfe"),
        (204, b""),
        (302, b""),
        (400, b'{"message":' * 5000),
        (404, b"[]"),
        (500, b"x" * 100_000),
    ],
)
def test_whatever_a_target_answers_is_judged(tmp_path: Path, reply: tuple[int, bytes]) -> None:
    """Every rule passes, fails, or says what was missing, on a target that answers everything alike."""
    status, content = reply
    chosen = [one for one in RULES if one.address.split(".")[2] in ODD]
    for number, behind in enumerate(((), ("/v1/meetings", "/v1/webhooks"))):
        folder = tmp_path / str(number)
        folder.mkdir()

        def say(request: httpx.Request, behind: tuple[str, ...] = behind) -> httpx.Response | None:
            if request.url.path.startswith("/control") or (
                request.url.path in behind and request.method == "POST"
            ):
                return None
            return answered(status, content)

        with at(folder, say) as target:
            ended = Counter(verdict(target, one) for one in chosen)
            target.stage.release()
        assert ended.keys() <= {"passed", "Failure", "NotExercised", "Indeterminate"}
        assert len(chosen) == sum(ended.values())


def test_an_odd_id_of_a_webhook_is_none(tmp_path: Path) -> None:
    """What was made under it cannot be taken away, and the run ends all the same."""

    def say(request: httpx.Request) -> httpx.Response | None:
        made = request.method == "POST" and request.url.path == "/v1/webhooks"
        return answered(200, b'{"id": "../x"}') if made else None

    with at(tmp_path, say) as target:
        verdict(target, rule("create-webhook.accepted"))
        target.stage.release()


def test_a_read_that_fails_is_no_verdict(tmp_path: Path) -> None:
    """What was accepted and cannot be read afterwards is not lost."""

    def say(request: httpx.Request) -> httpx.Response | None:
        seen = request.method == "GET" and request.url.path.startswith("/v1/meetings/")
        return answered(500) if seen else None

    with at(tmp_path, say) as target, pytest.raises(Indeterminate, match="reading /meetings/"):
        target.samples("patch-meeting.kept")
