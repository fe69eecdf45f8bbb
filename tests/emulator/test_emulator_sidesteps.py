"""Wrong side effects of updates: each fault changes one thing that is right without it."""

from __future__ import annotations

import pytest

DAILY = {
    "start": "2031-03-10T20:00:00Z",
    "end": "2031-03-10T21:00:00Z",
    "recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=4",
}
BODIES = {
    "start": {"start": "2031-03-10T19:00:00Z", "end": "2031-03-10T20:00:00Z"},
    "end": {"start": "2031-03-10T20:00:00Z", "end": "2031-03-10T22:00:00Z"},
    "recurrence": {"recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=5"},
}


@pytest.fixture
def series(desk):
    """Give the id of a daily series of four and the ids of its scheduled meetings."""
    own_id = desk.create(**DAILY)["id"]
    return own_id, [each["id"] for each in desk.children(own_id)]


def change(desk, meeting_id, method="PATCH", who="host", **body):
    """Update a meeting and give the answer's body."""
    answer = desk.call(method, f"/meetings/{meeting_id}", who, json=body)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def titles(desk, series_id):
    """Give the titles of a series' scheduled meetings in order."""
    return [each["title"] for each in desk.children(series_id)]


@pytest.mark.parametrize("fault", [None, *BODIES])
@pytest.mark.parametrize("changed", list(BODIES))
def test_exceptions_are_kept(desk, series, fault, changed):
    """The exceptional meeting survives that one change of its series, with its own title and times."""
    change(desk, series[1][1], title="Special", start="2031-03-11T20:30:00Z", end="2031-03-11T20:50:00Z")
    desk.faults(*([f"update-slips:exceptions-kept.{fault}"] if fault else []))

    change(desk, series[0], **BODIES[changed])

    second = desk.children(series[0])[1]
    kept = ("Special", "2031-03-11T20:30:00Z", "2031-03-11T20:50:00Z", True)
    shown = tuple(second[name] for name in ("title", "start", "end", "isModified"))
    assert (shown == kept) is (fault == changed)
    assert second["isModified"] is (fault == changed)
    assert second == desk.get(second["id"])


def test_exceptions_survive_a_rule_with_other_days(desk, series):
    """Where the old day is gone the exceptional meeting keeps its number in the series."""
    change(desk, series[1][1], title="Special")
    desk.faults("update-slips:exceptions-kept.recurrence")

    change(desk, series[0], recurrence="FREQ=WEEKLY;COUNT=4")

    assert ["Plain", "Special", "Plain", "Plain"] == titles(desk, series[0])


def test_exceptions_without_a_mark_are_kept_and_cancelled_too(desk, series):
    """Faults that are on together do not get in each other's way."""
    desk.faults(
        *("update-slips:modified-unmarked", "update-slips:exceptions-kept.end"),
        "update-slips:exceptions-cancelled",
    )
    change(desk, series[1][1], title="Special")

    change(desk, series[0], **BODIES["end"])
    assert "Special" == titles(desk, series[0])[1]
    change(desk, series[0], agenda="Other")
    assert ["Plain"] * 4 == titles(desk, series[0])


def test_several_changes_at_once_cancel_exceptions(desk, series):
    """Each fault is about one change alone."""
    change(desk, series[1][1], title="Special")
    desk.faults(*(f"update-slips:exceptions-kept.{name}" for name in BODIES))

    change(desk, series[0], **BODIES["start"], **BODIES["recurrence"])

    assert ["Plain"] * 5 == titles(desk, series[0])


@pytest.mark.parametrize("body", [{"agenda": "Other"}, {"agenda": "Other", "timezone": "Etc/UTC"}])
@pytest.mark.parametrize("on", [True, False])
def test_exceptions_are_cancelled_by_any_update(desk, series, on, body):
    """An update that leaves times and rule alone takes exceptions away."""
    change(desk, series[1][1], title="Special")
    desk.faults(*(["update-slips:exceptions-cancelled"] if on else []))

    change(desk, series[0], **body)

    assert on is ("Special" not in titles(desk, series[0]))


@pytest.mark.parametrize(
    ("fault", "of_series", "of_meetings"),
    [
        (None, "Plain", ["Plain", "Special", "Plain", "Plain"]),
        ("siblings-changed", "Plain", ["Special"] * 4),
        ("series-changed", "Special", ["Plain", "Special", "Plain", "Plain"]),
    ],
)
def test_a_title_spreads(desk, series, fault, of_series, of_meetings):
    """The title of one scheduled meeting reaches its siblings, or its series."""
    desk.faults(*([f"update-slips:{fault}"] if fault else []))

    change(desk, series[1][1], title="Special")

    assert (of_series, of_meetings) == (desk.get(series[0])["title"], titles(desk, series[0]))
    assert [False, True, False, False] == [each["isModified"] for each in desk.children(series[0])]


@pytest.mark.parametrize("on", [True, False])
def test_an_update_leaves_no_mark(desk, series, on):
    """The change itself is stored."""
    desk.faults(*(["update-slips:modified-unmarked"] if on else []))

    change(desk, series[1][2], title="Special")

    assert ("Special", not on) == (titles(desk, series[0])[2], desk.children(series[0])[2]["isModified"])


@pytest.mark.parametrize("on", [True, False])
def test_scheduled_meetings_are_left_behind(desk, series, on):
    """The series takes its new title, its meetings keep the old one."""
    desk.faults(*(["update-slips:occurrences-left"] if on else []))

    change(desk, series[0], title="New")

    assert ("New", ["Plain" if on else "New"] * 4) == (desk.get(series[0])["title"], titles(desk, series[0]))


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(("who", "status"), [("host", 403), ("admin", 404)])
def test_the_host_changes(desk, on, who, status):
    """The address in the body is shown as the host's afterwards, whatever the answer was."""
    one_off = desk.create()
    desk.faults(*(["update-slips:host-changed"] if on else []))

    answer = desk.call(
        "PATCH", f"/meetings/{one_off['id']}", who, json={"hostEmail": "mira.host@example.com"}
    )

    expected = "mira.host@example.com" if on else one_off["hostEmail"]
    assert (status, expected) == (answer.status_code, desk.get(one_off["id"])["hostEmail"])


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("on", [True, False])
def test_put_resets_the_agenda(desk, on, method):
    """Only PUT does so, and only where the body names no agenda."""
    one_off = desk.create(agenda="Old")["id"]
    desk.faults(*(["update-slips:put-resets"] if on else []))

    change(desk, one_off, method, title="New")
    assert ("" if on and method == "PUT" else "Old") == desk.get(one_off)["agenda"]
    change(desk, one_off, method, agenda="Newer")
    assert "Newer" == desk.get(one_off)["agenda"]


@pytest.mark.parametrize(("fault", "seconds"), [(None, "0000"), ("start", "2800"), ("end", "0041")])
@pytest.mark.parametrize("which", [None, 1])
def test_seconds_stay(desk, series, fault, seconds, which):
    """Those of the start or of the end, of series and of scheduled meetings."""
    meeting_id = series[0] if which is None else series[1][which]
    day = "10" if which is None else "11"
    desk.faults(*([f"update-slips:seconds-kept.{fault}"] if fault else []))

    change(desk, meeting_id, start=f"2031-03-{day}T19:00:28.076Z", end=f"2031-03-{day}T20:00:41Z")

    shown = desk.get(meeting_id)
    assert seconds == shown["start"][17:19] + shown["end"][17:19]


def test_a_start_in_the_present_minute_is_rounded_up_all_the_same(desk):
    """Kept seconds are another fault than this one."""
    one_off = desk.create()["id"]
    desk.faults("update-slips:seconds-kept.start")

    assert (
        "2031-03-03T09:01:00Z"
        == change(desk, one_off, start="2031-03-03T09:00:28Z", end="2031-03-03T10:00:00Z")["start"]
    )


@pytest.mark.parametrize(
    ("frequency", "rule"), [("daily", "DAILY"), ("weekly", "WEEKLY"), ("monthly", "MONTHLY")]
)
@pytest.mark.parametrize("on", [True, False])
def test_intervals_end_early(desk, on, frequency, rule):
    """The last minute of the interval is refused, the one before is not, nor other frequencies."""
    body = DAILY | {"recurrence": f"FREQ={rule};COUNT=3"}
    first, second = (each["id"] for each in desk.children(desk.create(**body)["id"])[:2])
    edge = desk.get(second)["start"][:10]
    names = {"daily", "weekly", "monthly"}
    desk.faults(*(f"interval-slips:{name}" for name in ({frequency} if on else names - {frequency})))

    def moved(minutes):
        """The status of moving the first meeting to minutes before the edge."""
        start = f"2031-{_before(edge, minutes)}:00Z"
        end = f"{edge}T03:00:00Z"
        return desk.call("PATCH", f"/meetings/{first}", json={"start": start, "end": end}).status_code

    assert (400 if on else 200, 200) == (moved(1), moved(2))


def _before(day, minutes):
    """The month, day and minute so many minutes before midnight of a day."""
    return f"{day[5:8]}{int(day[8:]) - 1:02d}T23:{60 - minutes}"


@pytest.mark.parametrize("on", [True, False])
def test_defaults_of_tracking_codes_are_forgotten(desk, on):
    """Only an update lacks the code that was left out."""
    made = desk.create()
    division, region = {"name": "Division", "value": "x"}, made["trackingCodes"][0]
    desk.faults(*(["update-slips:default-forgotten"] if on else []))

    change(desk, made["id"], trackingCodes=[division])

    assert [division] + ([] if on else [region]) == desk.get(made["id"])["trackingCodes"]
    assert [region] == desk.create()["trackingCodes"]


@pytest.mark.parametrize("on", [True, False])
def test_the_note_type_outlasts_the_notes(desk, on):
    """A single note taker stays named when nobody takes notes any more."""
    one_off = desk.create(meetingOptions={"noteType": "allowOne"})["id"]
    desk.faults(*(["update-slips:note-type-kept"] if on else []))

    change(desk, one_off, meetingOptions={"enabledNote": False})

    options = desk.get(one_off)["meetingOptions"]
    assert (False, "allowOne" if on else "allowAll") == (options["enabledNote"], options["noteType"])


def test_slips_that_are_none_are_refused(desk):
    """The refusal lists what there is."""
    for fault in ("update-slips:nothing", "interval-slips:yearly", "update-slips", "locale-default:x"):
        answer = desk.faults(fault)
        assert (400, True) == (answer.status_code, fault.split(":")[0] in answer.json()["message"])
    assert "host-changed" in desk.faults("update-slips:nothing").json()["message"]
