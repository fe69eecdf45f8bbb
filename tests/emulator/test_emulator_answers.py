"""Faults of answers: texts, statuses, properties, warnings and ids."""

from __future__ import annotations

import pytest

TEXTS = {
    "1": "Parameter 'start' or 'end' is before current time",
    "3": "Meeting is in progress",
    "4": "is not allowed for this API.",
    "5": "meeting.err.two_meeting_schedule_at_same_day",
}
PAST = {"start": "2031-03-02T09:00:00Z", "end": "2031-03-02T10:00:00Z"}
SITE = "/sites/north-example.webex.com"


def refusals(desk):
    """Break each restriction once; give status and description by its number."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=3")["id"]
    second, third = (each for each in desk.children(series)[1:])
    busy = desk.create()["id"]
    run = desk.act("join", busy, **{"as": "host"})["instanceId"]
    answers = {
        "1": desk.call("PATCH", f"/meetings/{series}", json=PAST),
        "3": desk.call("PATCH", f"/meetings/{busy}", json={"title": "x"}),
        "4": desk.call("PATCH", f"/meetings/{run}", json={"title": "x"}),
        "5": desk.call(
            "PATCH", f"/meetings/{second['id']}", json={name: third[name] for name in ("start", "end")}
        ),
    }
    return {
        number: (answer.status_code, answer.json()["errors"][0]["description"])
        for number, answer in answers.items()
    }


@pytest.mark.parametrize("fault", [None, "1", "3", "4", "5"])
def test_one_message_is_changed(desk, fault):
    """The refusal of that restriction has another text and the same status."""
    desk.faults(*([f"message-changed:{fault}"] if fault else []))

    for number, (status, text) in refusals(desk).items():
        assert (400, number != fault) == (status, TEXTS[number] in text)


def test_the_message_of_a_creation_is_not_meant(desk):
    """The restrictions are about updates."""
    desk.faults("message-changed:1")

    answer = desk.call("POST", "/meetings", json={"title": "x", **PAST})

    assert TEXTS["1"] == answer.json()["errors"][0]["description"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(200, 202), (400, 422), (401, 403), (403, 400), (404, 400), (405, 404), (415, 400)],
)
def test_one_status_is_changed(desk, right, wrong):
    """That status becomes another on writes of one meeting; reads and other statuses stay."""
    path = f"/meetings/{desk.create()['id']}"
    plain = {"Content-Type": "text/plain"}
    calls = {
        200: ("PUT", path, "host", {"json": {"agenda": "x"}}),
        400: ("PATCH", path, "host", {"json": {"title": ""}}),
        401: ("PATCH", path, "nobody", {"json": {"title": "x"}}),
        403: ("PATCH", path, "guest", {"json": {"title": "x"}}),
        404: ("PATCH", "/meetings/unknown", "host", {"json": {"title": "x"}}),
        405: ("POST", path, "host", {"json": {"title": "x"}}),
        415: ("PUT", path, "host", {"content": "x", "headers": plain}),
    }
    before = {status: desk.call(*call[:3], **call[3]) for status, call in calls.items()}
    assert list(calls) == [answer.status_code for answer in before.values()]

    desk.faults(f"status-changed:{right}")

    for status, call in calls.items():
        method, where, who, more = call
        answer = desk.call(method, where, who, **{**more, "headers": dict(more.get("headers", {}))})
        assert (wrong if status == right else status) == answer.status_code
        assert before[status].json().keys() == answer.json().keys()
    assert (200, 401) == (desk.call("GET", path).status_code, desk.call("GET", path, "nobody").status_code)


def test_only_the_seven_statuses_can_be_changed(desk):
    """There is no other."""
    assert 400 == desk.faults("status-changed:204").status_code


@pytest.mark.parametrize("path", ["title", "telephony.callInNumbers.label", "meetingOptions.enabledChat"])
def test_answers_to_updates_lack_a_property(desk, path):
    """Reads show it still, and nothing that is stored is lost."""
    one_off = desk.create()["id"]
    whole = desk.get(one_off)
    desk.faults(f"answer-drops:{path}")

    shown = desk.call("PATCH", f"/meetings/{one_off}", json={"reminderTime": 15}).json()

    assert [] == values(shown, path)
    assert whole == desk.get(one_off)
    assert values(whole, path)
    name = path.partition(".")[0]
    assert {**whole, name: 0} == {**shown, name: 0}


def values(value, path):
    """Collect the values that a dotted path leads to, through arrays as well."""
    name, _, rest = path.partition(".")
    if isinstance(value, list):
        return [found for each in value for found in values(each, path)]
    if name not in value:
        return []
    return values(value[name], rest) if rest else [value[name]]


def test_a_path_that_is_none_is_refused(desk):
    """Property names joined by dots, nothing else; what answers never have is no mistake."""
    assert [400, 400, 200] == [
        desk.faults(f"answer-drops:{path}").status_code
        for path in ("a..b", "a b", "registration.rules.order")
    ]


@pytest.mark.parametrize(
    "gap",
    [
        {"publicMeeting": True},
        {"audioConnectionOptions": {"entryAndExitTone": "beep"}},
        {"audioConnectionOptions": {"audioConnectionType": "VoIP"}},
        *(
            {"meetingOptions": {name: False}}
            for name in ("enabledPolling", "enabledNote", "enabledUCFRichMedia")
        ),
        {"meetingOptions": {"noteType": "allowOne"}},
    ],
)
def test_every_gap_of_a_converged_site_is_warned_of(desk, gap):
    """Creations and updates that name it are warned, with link and code; other sites warn of nothing."""
    one_off = desk.create()["id"]
    assert "Warning" not in desk.call("PATCH", f"/meetings/{one_off}", json=gap).headers
    desk.control("PATCH", SITE, converged=True)

    for answer in (
        desk.call("PATCH", f"/meetings/{one_off}", json=gap),
        desk.call("POST", "/meetings", json=desk.body(**gap)),
    ):
        assert "https://developer.webex.com/docs/meetings#warnings, code 1001" in answer.headers["Warning"]


@pytest.mark.parametrize("body", [{"title": "x"}, {"meetingOptions": {"enabledChat": False}}])
def test_what_a_converged_site_supports_is_no_reason_to_warn(desk, body):
    """Neither when creating nor when updating."""
    desk.control("PATCH", SITE, converged=True)
    made = desk.call("POST", "/meetings", json=desk.body(**body))

    answer = desk.call("PATCH", f"/meetings/{made.json()['id']}", json=body)

    assert {"Warning"}.isdisjoint([*made.headers, *answer.headers])


@pytest.mark.parametrize(
    ("fault", "converged", "shown"),
    [
        (None, True, (True, True, True)),
        ("missing", True, (False, False, False)),
        ("unasked", True, (True, True, True)),
        ("unasked", False, (True, True, True)),
        ("missing", False, (False, False, False)),
        ("code", True, (True, False, True)),
        ("link", True, (True, True, False)),
    ],
)
def test_warnings_slip(desk, fault, converged, shown):
    """The warning is missing, unasked, or lacks one of its two parts."""
    one_off = desk.create()["id"]
    desk.control("PATCH", SITE, converged=converged)
    desk.faults(*([f"warning-slips:{fault}"] if fault else []))

    text = desk.call("PATCH", f"/meetings/{one_off}", json={"publicMeeting": True}).headers.get("Warning", "")

    assert shown == (bool(text), "1001" in text, "https://" in text)


GAPS = {
    "publicMeeting": {"publicMeeting": True},
    "entryAndExitTone": {"audioConnectionOptions": {"entryAndExitTone": "beep"}},
    "audioConnectionType": {"audioConnectionOptions": {"audioConnectionType": "VoIP"}},
    "enabledPolling": {"meetingOptions": {"enabledPolling": True}},
    "enabledNote": {"meetingOptions": {"enabledNote": False}},
    "noteType": {"meetingOptions": {"noteType": "allowOne"}},
    "enabledUCFRichMedia": {"meetingOptions": {"enabledUCFRichMedia": True}},
}


@pytest.mark.parametrize("name", GAPS)
def test_the_warning_of_one_attribute_is_missing(desk, name):
    """Other attributes are warned of, and so is the attribute together with another one."""
    desk.control("PATCH", SITE, converged=True)
    path = f"/meetings/{desk.create(scheduledType='webinar')['id']}"
    desk.faults(f"warning-slips:missing.{name}")

    warned = {each for each in GAPS if "Warning" in desk.call("PATCH", path, json=GAPS[each]).headers}

    assert GAPS.keys() - {name} == warned
    together = GAPS["publicMeeting"] | GAPS["noteType"]
    assert "Warning" in desk.call("PATCH", path, json=together).headers


def test_the_warning_of_creations_is_missing(desk):
    """That of updates is not."""
    desk.control("PATCH", SITE, converged=True)
    desk.faults("warning-slips:missing.on-creation")

    made = desk.call("POST", "/meetings", json=desk.body(publicMeeting=True))

    path = f"/meetings/{made.json()['id']}"
    assert "Warning" not in made.headers
    assert "Warning" in desk.call("PATCH", path, json={"publicMeeting": True}).headers


@pytest.mark.parametrize("on", [True, False])
def test_the_meeting_of_a_one_off_has_an_unrelated_id(desk, on):
    """The id can be read and names that scheduled meeting; series that recur are not touched."""
    one_off, series = desk.create()["id"], desk.create(recurrence="FREQ=DAILY;COUNT=2")["id"]
    desk.faults(*(["identity-slips:one-off"] if on else []))

    (child,) = desk.children(one_off)

    assert on is (one_off not in child["id"])
    assert child["id"] == desk.get(child["id"])["id"]
    assert one_off == child["meetingSeriesId"] == desk.get(one_off)["id"]
    assert all(each["id"].startswith(series) for each in desk.children(series))
    desk.faults()
    assert (404 if on else 200) == desk.call("GET", f"/meetings/{child['id']}").status_code
