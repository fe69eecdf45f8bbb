"""Personal rooms, audio passwords, large events and the lobby at the XML door, and the faults of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from conformance.emulator.xml.slips.sessions import NAMES
from tests.emulator.xml_desk import Answered, Door


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _room(door: Door, who: str = "host") -> str:
    shown = door.ask("user.GetUser", who, webExId=door.credentials(who)["webExID"])
    return shown.text("personalMeetingRoom/accessCode")


def _webinar(door: Door) -> dict[str, Any]:
    return door.desk.create(scheduledType="webinar")


def _large(door: Door) -> str:
    return str(_webinar(door)["meetingNumber"])


def _info(door: Door, key: str, who: str = "host", **more: Any) -> Answered:
    return door.ask("ep.GetSessionInfo", who, sessionKey=key, **more)


def _is(answer: Answered, path: str) -> str:
    """Give the text at a path; `-` when there is none, and the exception id of a refusal."""
    return answer.id or (answer.texts(path) or ["-"])[0]


class TestPersonalRooms:
    """Every host has one, behind the access code that GetUser shows."""

    def test_it_is_a_session_of_its_host(self, door: Door) -> None:
        """It tells whose it is, and that it is one, in the order of the schema."""
        shown = _info(door, _room(door))
        assert shown.children[:4] == ["status", "sessionkey", "confID", "accessControl"]
        assert shown.text("isPersonalMeetingRoom") == "true"
        assert shown.text("host/email") == "theo.host@example.com"
        assert shown.text("isCreator") == "true"
        assert _info(door, _room(door), "other").text("isCreator") == "false"

    def test_both_doors_have_the_same_one(self, door: Door) -> None:
        """The code is the one of the preferences."""
        preferences = door.desk.call("GET", "/meetingPreferences/personalMeetingRoom").json()
        assert preferences["telephony"]["accessCode"] == _room(door)

    def test_no_two_are_alike(self, door: Door) -> None:
        """Another host has another room."""
        assert _room(door) != _room(door, "other")

    @pytest.mark.parametrize(("flag", "needed"), [("1", "true"), ("0", "false"), ("", "false")])
    def test_the_site_says_whether_joining_needs_an_account(self, door: Door, flag: str, needed: str) -> None:
        """Only 1 demands one."""
        door.traits(personalRoomForceLogin=flag)
        assert _info(door, _room(door)).text("attendeeOptions/joinRequiresAccount") == needed

    @pytest.mark.parametrize("there", [True, False])
    def test_it_has_a_sip_address_where_video_systems_can_join(self, door: Door, there: bool) -> None:
        """As other sessions have."""
        door.traits(cloudRooms=there)
        assert bool(_info(door, _room(door)).texts("sipURL")) is there


@pytest.mark.parametrize("needed", ["true", "false"])
def test_a_meeting_keeps_whether_joining_it_needs_an_account(door: Door, needed: str) -> None:
    """What CreateMeeting or SetMeeting says both operations show."""
    key = door.create(attendeeOptions={"joinRequiresAccount": needed})
    for operation, name in (("ep.GetSessionInfo", "sessionKey"), ("meeting.GetMeeting", "meetingKey")):
        shown = door.ask(operation, **{name: key})
        assert shown.text("attendeeOptions/joinRequiresAccount") == needed
    change = {"joinRequiresAccount": "true" if needed == "false" else "false"}
    assert door.ask("meeting.SetMeeting", meetingkey=key, attendeeOptions=change).id == ""
    assert _info(door, key).text("attendeeOptions/joinRequiresAccount") == change["joinRequiresAccount"]


@pytest.mark.parametrize(("edition", "there"), [("41.3", False), ("41.4", True)])
def test_a_large_event_tells_its_numeric_password(door: Door, edition: str, there: bool) -> None:
    """Since 41.4 it does, whatever the site has, to those who are told the other one."""
    door.traits(xmlEdition=edition)
    body = _webinar(door)
    key = body["meetingNumber"]
    shown = _info(door, key)
    assert shown.text("accessControl/sessionPassword") == body["password"]
    digits = [body["phoneAndVideoSystemPassword"]] if there else []
    assert shown.texts("accessControl/audioPassword") == digits
    assert _info(door, key, "other").texts("accessControl/audioPassword") == []


_CALLS = {
    "session-info": ("ep.GetSessionInfo", "sessionKey", "accessControl"),
    "list-sessions": ("ep.LstsummarySession", "sessionKey", "session"),
    "get-meeting": ("meeting.GetMeeting", "meetingKey", "enableOptions"),
}


def _flag(
    door: Door, place: str, element: str, who: str = "host", *, large: bool = False, lobby: bool = True
) -> str:
    """Give a flag as an operation shows it of a webinar or another meeting."""
    door.traits(preMeetingLobby=lobby)
    operation, name, parent = _CALLS[place]
    shown = door.ask(operation, who, **{name: _large(door) if large else door.create()})
    return _is(shown, f"{parent}/{element}")


def _account(door: Door, key: str, site: str = "") -> str:
    door.traits(personalRoomForceLogin=site)
    return _info(door, key).text("attendeeOptions/joinRequiresAccount")


def _there(door: Door, element: str, who: str = "host", *, audio: bool = True, **more: Any) -> str:
    """Give an element of the access control of a new meeting; of digits only that they are shown."""
    door.traits(audioPasswords=audio)
    text = _is(_info(door, door.create(), who, **more), f"accessControl/{element}")
    return "shown" if text.isdecimal() else text


def _sip(door: Door, *, there: bool) -> str:
    door.traits(cloudRooms=there)
    return _is(_info(door, door.create()), "sipURL").partition("@")[2]


def _ahead(door: Door) -> int:
    key = door.create()
    return int(_info(door, key).text("sessionkey")) - int(key)


def _made(door: Door, operation: str, kind: int = 3, **key: str) -> str:
    """Give the exception id of making or changing a meeting."""
    return door.ask(operation, **key, metaData={"confName": "A", "meetingType": kind}).id


def _is_told(door: Door, element: str) -> bool:
    return bool(_info(door, _large(door)).texts(f"accessControl/{element}"))


_KNOWN = {"sessionPassword": "Furnace7a"}
_NORTH = "north-example.webex.com"
_FAULTS: dict[str, tuple[Any, Any, Callable[[Door], Any]]] = {
    "session-info.force-login.one": ("true", "false", lambda door: _account(door, _room(door), "1")),
    "session-info.force-login.other": ("false", "true", lambda door: _account(door, _room(door), "yes")),
    "session-info.force-login.empty": ("false", "true", lambda door: _account(door, _room(door))),
    "session-info.account.by-site": ("false", "true", lambda door: _account(door, door.create(), "1")),
    "session-info.account.never": (
        *("true", "false"),
        lambda door: _account(door, door.create(attendeeOptions={"joinRequiresAccount": "true"})),
    ),
    "session-info.key": (0, 1, _ahead),
    "session-info.sip-url.hidden": (_NORTH, "", lambda door: _sip(door, there=True)),
    "session-info.sip-url.always": ("", _NORTH, lambda door: _sip(door, there=False)),
    "session-info.audio.not-for-host": ("shown", "-", lambda door: _there(door, "audioPassword")),
    "session-info.audio.host-only": (
        *("shown", "-"),
        lambda door: _there(door, "audioPassword", "other", **_KNOWN),
    ),
    "session-info.audio.everybody": ("-", "shown", lambda door: _there(door, "audioPassword", "other")),
    "session-info.audio.always": ("-", "shown", lambda door: _there(door, "audioPassword", audio=False)),
    "session-info.large-event.password": (True, False, lambda door: _is_told(door, "sessionPassword")),
    "session-info.large-event.numeric-password": (True, False, lambda door: _is_told(door, "audioPassword")),
    "create-meeting.large-event": ("110064", "", lambda door: _made(door, "meeting.CreateMeeting", 1310)),
    "set-meeting.large-event": (
        *("110064", ""),
        lambda door: _made(door, "meeting.SetMeeting", meetingkey=_large(door)),
    ),
    "set-meeting.to-large-event": (
        *("110064", ""),
        lambda door: _made(door, "meeting.SetMeeting", 1310, meetingkey=door.create()),
    ),
}
for _element in ("isEnforceAudioPassword", "isEnforceAudioLogin"):
    _FAULTS |= {
        f"session-info.{_element}.hidden": ("true", "-", partial(_there, element=_element, who="other")),
        f"session-info.{_element}.false": ("true", "false", partial(_there, element=_element)),
        f"session-info.{_element}.true": ("false", "true", partial(_there, element=_element, audio=False)),
    }
for _place in _CALLS:
    for _element in ("enableEvent", "enableWebniar"):
        _seen = partial(_flag, place=_place, element=_element)
        _FAULTS |= {
            f"{_place}.{_element}.hidden": ("false", "-", _seen),
            f"{_place}.{_element}.true": ("false", "true", partial(_seen, who="admin")),
            f"{_place}.{_element}.false": ("true", "false", partial(_seen, large=True)),
        }
    _seen = partial(_flag, place=_place, element="enablePreMeetingLobby")
    _FAULTS |= {
        f"{_place}.enablePreMeetingLobby.hidden": ("true", "-", _seen),
        f"{_place}.enablePreMeetingLobby.false": ("true", "false", partial(_seen, who="admin")),
        f"{_place}.enablePreMeetingLobby.true": ("false", "true", partial(_seen, lobby=False)),
    }


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_fault_shows_itself(door: Door, name: str) -> None:
    """Without a fault the door is right, and with it it is wrong, in that one place."""
    right, wrong, look = _FAULTS[name]
    assert look(door) == right
    answer = door.desk.faults(f"xml-slips:{name}")
    assert answer.status_code == 200, answer.text
    assert look(door) == wrong
