"""A world full of other people's things, and a text of it in which every byte tells."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from conformance.emulator import Emulator, RunningEmulator
from conformance.emulator.access import prefer_site
from conformance.emulator.resources.preference_store import preferences_of
from conformance.emulator.schedule import Schedule

__all__ = ["PEOPLE", "dump", "populate"]

PEOPLE = dict(
    zip(("admin", "officer", "host", "other", "attendee", "guest"), Emulator().population, strict=True)
)
_HOSTS = ("host", "other", "admin")
# What faults remember of the last write, also of one that changed nothing; no answer shows it.
_UNSEEN = {"put"}
_KINDS = ("recording", "recording", "archive", "transcript", "poll", "chat", "closedCaption", "question")


class _Maker:
    """Calls an emulator as its people do."""

    def __init__(self, running: RunningEmulator, http: httpx.Client) -> None:
        self._running = running
        self._http = http

    def send(self, person: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        """One request, which must succeed."""
        answer = self._http.request(
            method,
            self._running.base_url + path,
            params=query or None,
            json=body,
            headers={"authorization": f"Bearer {PEOPLE[person].token}"},
        )
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    def control(self, path: str, **body: Any) -> Any:
        """One request to the control API, which must succeed."""
        answer = self._http.post(self._running.control_url + path, json=body)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json()


def populate(running: RunningEmulator) -> None:
    """Give several people meetings in every state, what belongs to these, and preferences of their own."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    with httpx.Client(trust_env=False) as http:
        for number, person in enumerate(_HOSTS):
            _meetings(_Maker(running, http), person, start + timedelta(hours=number))
    with running.emulator.lock:
        for number, name in enumerate(PEOPLE):
            _preferences(running, name, number)


def _create(make: _Maker, person: str, title: str, start: datetime, **more: Any) -> str:
    times = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
    body = {"title": f"{title} of {person}", "sendEmail": False, **times, **more}
    made: str = make.send(person, "POST", "/meetings", body)["id"]
    return made


def _meetings(make: _Maker, person: str, start: datetime) -> None:
    form = {"requireFirstName": True, "requireLastName": True, "requireEmail": True}
    one_off = _create(make, person, "A talk", start, registration=form)
    series = _create(make, person, "A lecture", start, recurrence="FREQ=DAILY;INTERVAL=1;COUNT=3")
    far = _create(make, person, "A year away", start + timedelta(days=298))
    for meeting in (one_off, series, far):
        invitee = {"meetingId": meeting, "email": "pat.foreign@example.com", "sendEmail": False}
        make.send(person, "POST", "/meetingInvitees", invitee)
    body = {"firstName": "Pat", "lastName": "Foreign", "email": "pat.foreign@example.com", "sendEmail": False}
    make.send(person, "POST", f"/meetings/{one_off}/registrants", body)
    _held(make, person, start, one_off)
    hook = {
        "name": f"Hook of {person}",
        "targetUrl": "https://example.com/hook",
        "resource": "meetings",
        "event": "created",
    }
    make.send(person, "POST", "/webhooks", hook)


def _held(make: _Maker, person: str, start: datetime, one_off: str) -> None:
    """One meeting that goes on with somebody in the lobby, one that ended and left everything behind."""
    guarded = {"unlockedMeetingJoinSecurity": "allowJoinWithLobby", "enabledJoinBeforeHost": False}
    for title, ends in (("Live", False), ("Ended", True)):
        meeting = _create(make, person, title, start, **({} if ends else guarded))
        joined = make.control("/meetings/join", meetingIds=[meeting], **{"as": "host"})
        instance = joined["items"][0]["instanceId"]
        who = {"as": "attendee", "email": "pat.foreign@example.com"}
        make.control("/meetings/join", meetingIds=[meeting], **who)
        if not ends:
            call = {"meetingId": instance, "address": "device@example.com", "displayName": "A device"}
            make.send(person, "POST", "/meetingParticipants/callout", call)
            continue
        make.control("/meetings/end", meetingIds=[instance])
        made = make.control("/artifacts", meetingId=instance, kinds=list(_KINDS))["items"]
        bin_ = {"recordingIds": [made[0]["id"]]}
        make.send(person, "POST", "/recordings/softDelete", bin_)
    make.send(person, "GET", f"/meetings/{one_off}")


def _preferences(running: RunningEmulator, name: str, number: int) -> None:
    """Preferences that are nobody else's, so that a write to the wrong person would show."""
    person, world = PEOPLE[name], running.emulator.world
    for site in person.sites:
        own = preferences_of(world, person, site)
        own.room |= {"topic": f"Room {number} on {site}", "hostPin": f"{1357 + number}"}
        own.audio |= {"enabledTollFree": number % 2 == 0, "audioPin": f"{2468 + number}"}
        own.video["videoDevices"] = own.video["videoDevices"][: number % 2]
        own.scheduling |= {"enabledJoinBeforeHost": True, "joinBeforeHostMinutes": 5 * (number % 4)}
    if person.sites:
        prefer_site(person, person.sites[0], world)


def dump(running: RunningEmulator) -> dict[str, str]:
    """Every series and everything on a shelf, by class and id, each as canonical JSON."""
    world = running.emulator.world
    with running.emulator.lock:
        things = {f"Series {each.id}": each for each in world.series.values()}
        for kind, shelf in world._shelves.items():
            things |= {f"{kind.__name__} {name}": thing for name, thing in shelf.items()}
        things["sites"] = world.sites
        return {name: json.dumps(_plain(thing), sort_keys=True) for name, thing in things.items()}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.name not in _UNSEEN]
        fields = {name: _plain(getattr(value, name)) for name in names}
        return {"": type(value).__name__, **fields}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, set | frozenset | list | tuple):
        items = [_plain(one) for one in value]
        return items if isinstance(value, list | tuple) else sorted(items, key=repr)
    if isinstance(value, Schedule):  # its later starts follow from these, and come when they are needed
        return [str(value.zone), repr(value.rule), repr(value.starts[0])]
    if isinstance(value, datetime | date | timedelta):
        return repr(value)
    assert value is None or isinstance(value, str | int | float | bool), f"{value!r} would not show a change"
    return value
