"""Classic events, licences and host PINs at the XML door, and each way in which they can be wrong."""

from __future__ import annotations

import pytest

from conformance.emulator.xml.slips.events import NAMES
from tests.emulator.xml_desk import Door

META = {"sessionName": "Glass fair"}
GIF = {"imageType": "GIF", "imageData": "R0lG"}


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def made(door, **schedule):
    """Make an event and give its key."""
    answer = door.ask("event.CreateEvent", metaData=META, schedule=schedule)
    assert answer.id == "", answer.reason
    return answer.text("sessionKey")


def shown(door, key, path):
    """Read one text of an event."""
    return door.ask("event.GetEvent", sessionKey=key).text(path)


def tone(door, key):
    """Read the tone of an event."""
    return shown(door, key, "schedule/entryExitTone")


def tones(door, events, meetings):
    """Give the site its tones."""
    door.traits(entryExitToneEvents=events, entryExitTone=meetings)


def off(operation, *given, keyed=True):
    """Probe an operation on a site that has switched classic events off after one was made."""

    def probe(door):
        key = {"sessionKey": made(door)} if keyed else {}
        door.traits(classicEvents=False)
        return door.ask(operation, **key, **dict(given)).id

    return probe


def described(operation, length):
    """Probe a description."""

    def probe(door):
        key = {"sessionKey": made(door)} if operation.endswith("SetEvent") else {}
        return door.ask(operation, **key, metaData=META | {"description": "x" * length}).id

    return probe


def created_early(door):
    """Make an event that lets people in early."""
    return door.ask("event.CreateEvent", metaData=META, schedule={"openTime": 15}).id


def session_id(door):
    """Look at an event as at a session."""
    return door.ask("ep.GetSessionInfo", sessionKey=made(door)).id


def listed_id(door):
    """List events, of which there is one."""
    made(door)
    return door.ask("event.LstsummaryEvent").id


def renamed(door):
    """Rename an event."""
    key = made(door)
    assert door.ask("event.SetEvent", sessionKey=key, metaData={"sessionName": "Glass show"}).id == ""
    return shown(door, key, "metaData/sessionName")


def long_text(door):
    """Measure a long description as it is shown."""
    given = META | {"description": "x" * 10_000}
    key = door.ask("event.CreateEvent", metaData=given).text("sessionKey")
    return len(shown(door, key, "metaData/description"))


def default_tone(door):
    """Read the tone of an event without its own."""
    tones(door, "ANNOUNCENAME", "NOTONE")
    return tone(door, made(door))


def later_tone(door):
    """Read the tone of an event without its own after that of the site was changed."""
    tones(door, "NOTONE", "ANNOUNCENAME")
    key = made(door)
    tones(door, "BEEP", "ANNOUNCENAME")
    return tone(door, key)


def tone_after_change(door):
    """Read the tone of an event without its own after something else of it was changed."""
    tones(door, "BEEP", "NOTONE")
    key = made(door)
    door.ask("event.SetEvent", sessionKey=key, metaData={"description": "Lens"})
    return tone(door, key)


def own_tone(door):
    """Read the tone that an event was made with."""
    return tone(door, made(door, entryExitTone="BEEP"))


def own_tone_later(door):
    """Read the tone that an event was given."""
    key = made(door)
    door.ask("event.SetEvent", sessionKey=key, schedule={"entryExitTone": "BEEP"})
    return tone(door, key)


def user(door, name, who="admin"):
    """Look at somebody."""
    return door.ask("user.GetUser", who, webExId=name)


def capacity(who):
    """Probe the capacity of a host's large events."""

    def probe(door):
        door.traits(largeEventCapacity=3000)
        return user(door, "theo.host", who).texts("largeEventCapacity")

    return probe


def pins(role="", **privilege):
    """Probe how many PINs are shown of a new user with these privileges and no others."""

    def probe(door):
        door.traits(userAdmins=["pia.roth@example.com"] if role == "userAdmin" else [])
        rights = {"host": "false"} | privilege
        new = {"webExId": "pia.roth", "email": "pia.roth@example.com", "privilege": rights}
        assert door.ask("user.CreateUser", "admin", **new).id == ""
        return len(user(door, "pia.roth").texts("phones/hostPIN"))

    return probe


def set_pin(*, toggle=True, **groups):
    """Probe the PIN of a host after SetUser."""

    def probe(door):
        door.traits(startMeetingFromPhone=toggle)
        given = {name: {"hostPIN": pin} for name, pin in groups.items()}
        assert door.ask("user.SetUser", "admin", webExId="theo.host", **given).id == ""
        door.traits(startMeetingFromPhone=True)
        return user(door, "theo.host").text("phones/hostPIN")

    return probe


def told(who, *, toggle=True):
    """Probe how many PINs are shown of a host."""

    def probe(door):
        door.traits(startMeetingFromPhone=toggle)
        return len(user(door, "theo.host", who).texts("phones/hostPIN"))

    return probe


CREATE, SET = "event.CreateEvent", "event.SetEvent"
FAULTS = {
    "events.open.create-event": (off(CREATE, ("metaData", META), keyed=False), "010106", ""),
    "events.open.set-event": (off(SET), "010106", ""),
    "events.open.get-event": (off("event.GetEvent"), "010106", ""),
    "events.open.get-session-info": (off("ep.GetSessionInfo"), "010106", ""),
    "events.open.list-events": (off("event.LstsummaryEvent"), "010106", ""),
    "events.open.upload-image": (off("event.UploadEventImage", *GIF.items()), "010106", ""),
    "events.closed.create-event.early": (created_early, "", "010106"),
    "events.closed.get-session-info": (session_id, "", "010106"),
    "events.closed.list-events": (listed_id, "", "010106"),
    "events.set-event.name": (renamed, "Glass show", "Glass fair"),
    **{
        f"events.{name}.description-{length}": (described(operation, length), right, wrong)
        for name, operation in (("create-event", CREATE), ("set-event", SET))
        for length, right, wrong in ((9999, "", "060068"), (10_000, "", "060068"), (10_001, "060068", ""))
    },
    "events.get-event.description": (long_text, 10_000, 9900),
    "events.tone.announcename-not-notone": (default_tone, "ANNOUNCENAME", "NOTONE"),
    "events.tone.beep-not-announcename": (later_tone, "BEEP", "ANNOUNCENAME"),
    "events.set-event.tone": (tone_after_change, "BEEP", "NOTONE"),
    "events.create-event.own-tone": (own_tone, "BEEP", "NOTONE"),
    "events.set-event.own-tone": (own_tone_later, "BEEP", "NOTONE"),
    "licence.capacity-of-oneself": (capacity("host"), ["3000"], []),
    "licence.capacity-in-hundreds": (capacity("admin"), ["3000"], ["30"]),
    "host-pin.create-user.host": (pins(host="true"), 1, 0),
    "host-pin.create-user.siteAdmin": (pins(siteAdmin="true"), 1, 0),
    "host-pin.create-user.roSiteAdmin": (pins(roSiteAdmin="true"), 1, 0),
    "host-pin.create-user.userAdmin": (pins("userAdmin"), 1, 0),
    "host-pin.create-user.attendeeOnly": (pins(attendeeOnly="true"), 0, 1),
    "host-pin.create-user.without-room": (pins(host="true", isEnablePMR="false"), 1, 0),
    "host-pin.get-user.without-room": (pins(host="true", isEnablePMR="false"), 1, 0),
    "host-pin.get-user.oneself": (told("host"), 1, 0),
    "host-pin.get-user.no-toggle": (told("admin", toggle=False), 0, 1),
    "host-pin.set-user.phones": (set_pin(phones="1111"), "1111", "7382"),
    "host-pin.set-user.no-toggle": (set_pin(phones="1111", toggle=False), "7382", "1111"),
    "host-pin.set-user.both": (set_pin(phones="1111", personalMeetingRoom="2222"), "2222", "1111"),
}
"""By fault: what it shows itself in, what that gives without it, and with it."""


@pytest.mark.parametrize("fault", NAMES)
def test_each_deviation_shows_itself_where_it_says(door, fault):
    """Things are wrong as long as it is on."""
    probe, _, wrong = FAULTS[fault]
    door.desk.faults(f"xml-slips:{fault}")
    assert probe(door) == wrong


@pytest.mark.parametrize("fault", NAMES)
def test_what_deviations_break_is_right_without_them(door, fault):
    """And there is something to be seen of each."""
    probe, right, _ = FAULTS[fault]
    assert probe(door) == right
    assert set(FAULTS) == set(NAMES)


def test_a_call_that_may_not_pass_is_refused_while_another_may(door):
    """A deviation of one call opens no other."""
    key = made(door)
    door.traits(classicEvents=False)
    door.desk.faults("xml-slips:events.open.get-event")
    assert door.ask("event.GetEvent", sessionKey=key).id == ""
    for operation in ("event.SetEvent", "ep.GetSessionInfo"):
        assert door.ask(operation, sessionKey=key).id == "010106"
    for operation in ("event.LstsummaryEvent", "event.LstrecordedEvent", "event.LstsummaryProgram"):
        assert door.ask(operation).id == "010106"


def test_without_a_personal_room_the_room_shows_no_pin(door):
    """The PIN stands with the phones alone, and the privilege says that there is no room."""
    assert door.ask("user.SetUser", "admin", webExId="theo.host", privilege={"isEnablePMR": "false"}).id == ""
    answer = user(door, "theo.host")
    assert answer.texts("personalMeetingRoom/hostPIN") == []
    assert len(answer.texts("phones/hostPIN")) == 1
    assert answer.text("privilege/isEnablePMR") == "false"


def test_only_licensed_hosts_have_large_events(door):
    """Attendees have none, nor has anybody where the site has none."""
    assert user(door, "sam.attendee").text("largeEventCapacity") == "0"
    door.traits(largeEvents=False)
    assert user(door, "theo.host").text("largeEventCapacity") == "0"
