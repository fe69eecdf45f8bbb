"""The stage of generated requests: what it sends and how often, and on what."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.checks import Failure, NotExercised, hold_samples
from conformance.errors import ContractError
from tests.sampled import Target, about, answered, at, drawn, rule, said, verdict
from tests.samples import CONTRACT, RULES
from tests.stages import MARKER


def test_each_set_is_sent_once_for_all_rules_that_look_at_it(tmp_path: Path) -> None:
    """Four rules look at what fits, two at defects, one at limits; asking again sends nothing."""
    expected = drawn("patchMeeting")
    with at(tmp_path) as target:
        counts = []
        for checks in (("accepted", "answer", "kept", "alone"), ("refused", "unchanged"), ("limits",)) * 2:
            for check in checks:
                hold_samples(rule(f"patch-meeting.{check}"), target.samples(f"patch-meeting.{check}"))
            counts.append(len(target.told("PATCH")))

    fits, defects, limits = (len(one) for one in (expected.fits, expected.defects, expected.limits))
    total = fits + defects + limits
    assert [fits, fits + defects, total, total, total, total] == counts
    assert min(fits, defects, limits) > 1


def test_replies_are_those_of_the_requests_in_order(tmp_path: Path) -> None:
    """With their name, what is wrong, what chance put there, and how each is made again from the seed."""
    expected = drawn("patchMeeting").defects
    with at(tmp_path) as target:
        target.stage._drawn = {}
        replies = target.samples("patch-meeting.refused").replies

    assert [(one.name, one.wrong, one.added) for one in expected] == [
        (one.name, one.wrong, one.added) for one in replies
    ]
    assert {400} == {one.status for one in replies}
    for number, one in enumerate(replies):
        told = {"operation": "patchMeeting", "set": "defects", "number": number, "name": one.name}
        assert told.items() <= one.example.items()


def test_only_rules_about_generated_requests_can_be_tried(tmp_path: Path) -> None:
    """Anything else is a defect of a case."""
    with at(tmp_path) as target, pytest.raises(ContractError, match="is not about generated requests"):
        target.stage.samples(CONTRACT.rules["rest.schema.meeting.lobby"])


def test_what_the_guard_refuses_is_passed_over(tmp_path: Path) -> None:
    """A list that names nothing may stand for everything, so it is neither sent nor judged."""
    made = drawn("moveRecordingsIntoRecycleBin").defects
    with at(tmp_path) as target:
        replies = target.samples("move-recordings-into-recycle-bin.refused").replies
        sent = target.told("POST", "/recordings/softDelete")

    assert {f"moveRecordingsIntoRecycleBin: {one.name}" for one in replies} == set(map(about, sent))
    assert 0 < len(replies) < len(made)
    for one in sent:
        listed = said(one)["recordingIds"]
        assert listed
        assert all(isinstance(each, str) and each for each in listed)


def test_what_is_made_for_requests_is_no_change(tmp_path: Path) -> None:
    """Nothing is sent twice over to find out who changed what nobody changed."""
    with at(tmp_path) as target:
        replies = target.samples("move-recordings-into-recycle-bin.refused").replies

    assert len(replies) == len(target.told("POST", "/recordings/softDelete"))


def test_what_may_be_asked_is_used_up(tmp_path: Path) -> None:
    """A limit of the profile's own is something missing, and nobody's failure."""
    with at(tmp_path, max_requests=1) as target:
        for name in ("patch-meeting.accepted", "delete-meeting.again"):
            with pytest.raises(NotExercised, match="the profile allows"):
                target.samples(name)


def test_a_budget_that_ends_among_the_requests_is_no_trouble_of_the_target(tmp_path: Path) -> None:
    """What was not sent was not exercised."""
    with at(tmp_path, max_requests=0) as target, pytest.raises(NotExercised, match="the profile allows"):
        hold_samples(rule("get-my-own-details.accepted"), target.samples("get-my-own-details.accepted"))


def test_a_target_that_gives_no_answer_is_given_up(tmp_path: Path) -> None:
    """After a few requests in a row nothing more is asked, whatever the operation."""

    def down(request: httpx.Request) -> None:
        if request.url.path.endswith("/meetings"):
            raise httpx.ConnectError("Nobody there.")

    with at(tmp_path, down) as target:
        ended = [verdict(target, rule(f"list-meetings.{check}")) for check in ("accepted", "refused")]
        before = len(target.asked)
        ended += [verdict(target, one) for one in RULES[:5]]

    assert {"Indeterminate"} == set(ended)
    assert 5 == len(target.told("GET", "/meetings"))
    assert before == len(target.asked)


def failing(target: Target, number: int, **more: Any) -> dict[str, Any]:
    """An example of a failure, as the journal keeps it."""
    reply = target.samples("patch-meeting.accepted").replies[number]
    return {**reply.example, **more}


@pytest.fixture(name="example")
def example_fixture(tmp_path: Path) -> dict[str, Any]:
    """The example of a request to which chance has added several things."""
    folder = tmp_path / "first"
    folder.mkdir()
    number = next(index for index, one in enumerate(drawn("patchMeeting").fits) if len(one.added) > 2)
    with at(folder) as target:
        return failing(target, number)


def test_a_replay_sends_one_request(tmp_path: Path, example: dict[str, Any]) -> None:
    """The one that the example speaks of; of the rule alone, and rules beside it send what they always do."""
    expected = drawn("patchMeeting").fits[example["number"]]
    with at(tmp_path, replay={"rest.generated.patch-meeting.accepted": example}) as target:
        [reply] = target.samples("patch-meeting.accepted").replies
        [request] = target.told("PATCH")

    assert expected.body.keys() == said(request).keys()
    assert (example, 200) == (reply.example, reply.status)


def test_a_replay_leaves_out_what_was_left_out(tmp_path: Path, example: dict[str, Any]) -> None:
    """Of the least that failed, no more is sent."""
    expected = drawn("patchMeeting").fits[example["number"]]
    left = [".".join(one) for one in expected.added[1:]]
    less = {**example, "without": left}
    with at(tmp_path, replay={"rest.generated.patch-meeting.accepted": less}) as target:
        [reply] = target.samples("patch-meeting.accepted").replies
        [request] = target.told("PATCH")

    assert expected.body.keys() - {name for _, name in expected.added[1:]} == said(request).keys()
    assert (less["number"], left) == (reply.example["number"], reply.example.get("without", left))


@pytest.mark.parametrize(
    "odd",
    [
        {"name": "another one"},
        {"number": 10_000},
        {"number": "x"},
        {"number": None},
        {"without": [7]},
        {"without": 7},
    ],
)
def test_a_request_that_is_drawn_no_more_is_not_sent(
    tmp_path: Path, example: dict[str, Any], odd: dict[str, Any]
) -> None:
    """Another version may draw others; what is damaged ends in a sentence."""
    address = "rest.generated.patch-meeting.accepted"
    with at(tmp_path, replay={address: {**example, **odd}}) as target:
        if odd == {"without": [7]}:  # nothing of that name is there, so nothing is left out
            assert 1 == len(target.samples("patch-meeting.accepted").replies)
            return
        with pytest.raises(NotExercised, match="drawn differently by this version"):
            target.samples("patch-meeting.accepted")
        assert [] == target.told("PATCH")


@pytest.mark.parametrize("place", [0, 3, -1])
def test_what_changes_behind_a_refusal_is_laid_to_the_right_request(tmp_path: Path, place: int) -> None:
    """It is sent again between two readings; those before it, which changed nothing, are not blamed."""
    made = drawn("patchMeeting").defects
    wanted = made[place]
    count = iter(range(1000))

    def change(request: httpx.Request) -> None:
        if about(request) == f"patchMeeting: {wanted.name}":
            changed = target.asks(
                "PATCH", request.url.path.removeprefix("/v1"), {"agenda": f"a{next(count)}"}
            )
            assert changed.status_code == 200

    with at(tmp_path, change) as target:
        found = target.samples("patch-meeting.unchanged")
        with pytest.raises(Failure, match="something has changed") as caught:
            hold_samples(rule("patch-meeting.unchanged"), found)

    assert [wanted.name] == [one.name for one in found.changed or ()]
    assert made.index(wanted) == caught.value.example["number"]
    assert 3 == len(caught.value.exchanges)


def test_what_an_accepted_request_changes_is_nobody_s_refusal(tmp_path: Path) -> None:
    """It is for another rule that it was accepted at all."""
    made = drawn("patchMeeting").defects[0]

    def take(request: httpx.Request) -> httpx.Response | None:
        if about(request) == f"patchMeeting: {made.name}":
            return target.asks("PATCH", request.url.path.removeprefix("/v1"), {"agenda": "taken"})
        return None

    with at(tmp_path, take) as target:
        found = target.samples("patch-meeting.unchanged")

    assert [] == found.changed
    assert 200 == found.replies[0].status


def test_of_the_creations_of_a_site_few_are_taken(tmp_path: Path) -> None:
    """A tenth of what the profile allows at most, for all kinds of requests together."""
    with at(tmp_path, control=False, max_creations=40) as target:
        ended = [
            verdict(target, rule(f"create-meeting.{check}")) for check in ("accepted", "limits", "refused")
        ]

    assert 3 == len(target.told("POST", "/meetings")) <= 40 // 10
    assert ["passed", "passed", "passed"] == ended


def test_making_a_request_smaller_creates_no_more(tmp_path: Path) -> None:
    """Where creations are few, they are few for this as well."""

    def fail(request: httpx.Request) -> httpx.Response | None:
        body = said(request) if request.method == "POST" and request.url.path == "/v1/meetings" else {}
        return answered(500) if len(body) > 5 else None

    with at(tmp_path, fail, control=False, max_creations=120) as target:
        assert "Failure" == verdict(target, rule("create-meeting.accepted"))

    assert len(target.told("POST", "/meetings")) <= 4


def test_what_nothing_can_undo_is_sent_to_emulators_alone(tmp_path: Path) -> None:
    """Neither preferences nor webhooks nor links of recordings are touched where others live."""
    alone = [one for one in RULES if one.sample and one.sample.call.emulator and not one.not_tested]
    with at(tmp_path, control=False) as target:
        ended = Counter(verdict(target, one) for one in alone)

    assert {"NotExercised": len(alone)} == ended
    assert len(alone) > 10
    paths = ("/webhooks", "/accessList", "/insert", "/delete")
    assert not [one for one in target.asked if one.method != "GET" and one.url.path.endswith(paths)]
    assert not [one for one in target.asked if "Preferences" in one.url.path and one.method != "GET"]


def test_nothing_is_written_that_the_run_did_not_make(tmp_path: Path) -> None:
    """Without a control API, each write names a meeting of the run or creates one with its marker."""
    names = (
        "patch-meeting",
        "create-invitee",
        "delete-meeting",
        "update-registration-form",
        "create-registrant",
    )
    with at(tmp_path, control=False) as target:
        before = {one.id for one in target.emulator.world.series.values()}
        for one in RULES:
            if one.address.split(".")[2] in names:
                verdict(target, one)

    writes = [one for one in target.asked if one.method != "GET"]
    assert len(writes) > 20
    for one in writes:
        told = one.url.path + json.dumps(said(one))
        assert not [name for name in before if name in told]
        if one.url.path == "/v1/meetings":
            assert MARKER in said(one)["title"]


def test_webhooks_are_taken_away(tmp_path: Path) -> None:
    """All that were made, those of requests that fit as well as those that others need."""
    with at(tmp_path) as target:
        before = target.webhooks()
        for name in ("create-webhook.accepted", "update-webhook.accepted", "create-webhook.kept"):
            hold_samples(rule(name), target.samples(name))
        made = target.webhooks()
        target.stage.release()
        after = target.webhooks()

    assert len(made) > len(before) + 1
    assert before == after


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """Meetings go with the run, also those that requests have created."""
    with at(tmp_path) as target:
        for name in (
            "create-meeting.accepted",
            "create-meeting.limits",
            "end-meeting.accepted",
            "create-interpreter.kept",
        ):
            verdict(target, rule(name))
        made = len(target.emulator.world.series)
        target.stage.release()
        target.site.clear()

    assert made > 5
    assert [] == [one.title for one in target.emulator.world.series.values() if MARKER in str(one.title)]
