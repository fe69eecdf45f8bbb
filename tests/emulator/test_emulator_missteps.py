"""Faults of the error contract: each spoils one answer of one operation, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.emulator.faults import FaultError, Faults
from conformance.emulator.missteps import KINDS, is_misstep, names_nothing

ZEROS = "0" * 32
FORM = {"content": b"probe=1", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
HALF = {"content": b"{", "headers": {"Content-Type": "application/json"}}
CALLS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "no-token": ("PUT", f"/meetings/{ZEROS}", "", {"json": {}}),
    "broken-token": ("PUT", f"/meetings/{ZEROS}", "never-given-out", {"json": {}}),
    "unknown-id": ("PUT", f"/meetings/{ZEROS}", "host", {"json": {"title": "A"}}),
    "method": ("POST", f"/meetings/{ZEROS}", "host", {"json": {}}),
    "media": ("PUT", f"/meetings/{ZEROS}", "host", FORM),
    "not-json": ("PUT", f"/meetings/{ZEROS}", "host", HALF),
}


def asked(desk: Any, kind: str) -> Any:
    """The answer to that mistake, made on Update a Meeting."""
    method, path, who, more = CALLS[kind]
    headers = {"TrackingID": "client_0001", **more.get("headers", {})}
    if not who:
        url = desk.running.base_url + path
        return desk.client.request(method, url, **{**more, "headers": headers})
    return desk.call(method, path, who, **{**more, "headers": headers})


@pytest.mark.parametrize("kind", CALLS)
def test_each_mistake_has_its_status_and_shape(desk, kind):
    """Without a fault: the documented status, all three properties, and the caller's own tracking id."""
    answer = asked(desk, kind)

    assert KINDS[kind] == answer.status_code
    assert ("client_0001", "client_0001") == (answer.headers["trackingid"], answer.json()["trackingId"])
    assert answer.json()["message"] == answer.json()["message"].strip() != ""
    assert all(each["description"] for each in answer.json()["errors"])
    if kind == "method":
        assert "DELETE, GET, PATCH, PUT" == answer.headers["allow"]


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.parametrize("other", [*CALLS, "tracking"])
def test_a_fault_spoils_its_own_kind_alone(desk, kind, other):
    """With the fault of another kind, or of another operation, the answer is as it was."""
    sound = asked(desk, kind)
    desk.control("PUT", "/faults", active=[f"error-slips:update-a-meeting.{other}"])
    spoilt = asked(desk, kind)
    desk.control("PUT", "/faults", active=[f"error-slips:get-a-meeting.{other}"])
    elsewhere = asked(desk, kind)

    assert sound.status_code == elsewhere.status_code
    if kind == other == "method":
        assert "DELETE, GET" == spoilt.headers["allow"]
    elif kind == other:
        assert sound.status_code != spoilt.status_code
        assert 400 <= spoilt.status_code < 500
    else:
        assert sound.status_code == spoilt.status_code
    # A method that is not offered is none of an operation, whose faults cannot touch it.
    kept = other != "tracking" or kind == "method"
    assert ("client_0001" == spoilt.headers["trackingid"]) is kept
    assert spoilt.headers["trackingid"] == spoilt.json()["trackingId"]


def test_a_series_meetings_are_an_operation_of_their_own(desk):
    """The guide has two operations for one path and method; faults tell them apart by the parameter."""
    desk.control("PUT", "/faults", active=["error-slips:list-meetings-of-a-meeting-series.no-token"])
    url = f"{desk.running.base_url}/meetings"

    assert 403 == desk.client.get(url, params={"meetingSeriesId": ZEROS}).status_code
    assert 401 == desk.client.get(url).status_code


@pytest.mark.parametrize(("faults", "after"), [([], "1"), (["error-slips:throttled"], "soon")])
def test_retry_after_can_be_spoilt(desk, faults, after):
    """What a throttled call is told to wait is a number, but for a fault."""
    desk.control("PUT", "/faults", active=[*faults, "throttle:1:1"])

    assert (429, after) == (
        (answer := desk.call("GET", "/meetings")).status_code,
        answer.headers["retry-after"],
    )
    assert 200 == desk.call("GET", "/meetings").status_code


@pytest.mark.parametrize(
    ("place", "is_one"),
    [
        ("update-a-meeting.method", True),
        ("list-people.tracking", True),
        ("throttled", True),
        ("throttled.method", False),
        ("update-a-meeting", False),
        ("update-a-meeting.", False),
        ("update-a-meeting.status", False),
        ("no-such-operation.method", False),
        ("", False),
    ],
)
def test_places_are_operations_and_kinds(place, is_one):
    """A fault that could never show itself is refused."""
    assert is_one is is_misstep(place)
    if not is_one:
        with pytest.raises(FaultError):
            Faults.of([f"error-slips:{place}"])


@pytest.mark.parametrize(
    ("text", "nothing"), [(ZEROS, True), ("0_0", True), (f"{ZEROS}_I_0", True), ("10", False), ("", False)]
)
def test_ids_of_zeros_are_told(text, nothing):
    """Whatever the form of an id, nobody has one of zeros."""
    assert nothing is names_nothing(text)
