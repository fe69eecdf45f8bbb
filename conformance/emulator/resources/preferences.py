"""Meeting Preferences of a person on a site, his list of sites, and new ids for personal rooms.

Source: `rest-operations`, Meeting Preferences. A person without a `siteUrl` is asked about on his
default site. Administrators name somebody else by `userEmail`, as far as they manage the site.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter, hosting_site, prefer_site, preferred_site
from conformance.emulator.errors import ApiError, bad_request, forbidden, invalid, not_found
from conformance.emulator.fields import Email, Flag, Group, Items, Text
from conformance.emulator.preference_slips import disguise, hold_back, let_through, overwrite, takes
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.preference_store import (
    AUDIO,
    ROOM,
    SCHEDULING,
    VIDEO,
    VIDEO_OF_MANY,
    Preferences,
    preferences_of,
)
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.access import Caller
    from conformance.emulator.people import Person
    from conformance.emulator.world import World

__all__ = ["PATHS", "change", "change_default", "chosen_site", "owner_of", "preferences_for", "read"]

_OTHERS = "Not permitted to view or change other user's preferences."
_SITE = Group({"siteUrl": Text(least=1)}, ("siteUrl",))
_EMAILS = Group({"emails": Items(Email())})
_REFRESH = Group(
    {
        "siteUrl": Text(least=1),
        "personalMeetingRoomIds": Items(
            Group(
                {
                    "email": Email(),
                    "personId": Text(least=1),
                    "systemGenerated": Flag(),
                    "personalMeetingRoomId": Text(128, 1),
                }
            ),
            100,
        ),
    },
    ("siteUrl",),
)


def owner_of(call: Call, caller: Caller) -> Person:
    """Find whose preferences are meant: the caller's own, or those of `userEmail`.

    Raises:
        ApiError: 403 below the admin level, 404 when nobody has that address.
    """
    try:
        return acting_for(call, caller, call.query.get("userEmail"))
    except ApiError as problem:
        if problem.status == 404:
            raise not_found("'userEmail' is not the address of anybody in the organization.") from None
        raise forbidden(_OTHERS) from None


def _check_managed(caller: Caller, person: Person, site: str) -> None:
    if caller.person.email != person.email:
        caller.check_site(site)


def chosen_site(call: Call, caller: Caller, person: Person) -> str:
    """Give the site that `siteUrl` names, the person's default one without it.

    Raises:
        ApiError: 400 for a site that is not the person's, 403 for people without any and for sites
            that the administrator who asks does not manage.
    """
    site = hosting_site(person, call.query.get("siteUrl"), call.emulator.world)
    _check_managed(caller, person, site)
    return site


def preferences_for(call: Call, caller: Caller) -> Preferences:
    """Find the preferences that a call is about; see `owner_of` and `chosen_site`."""
    person = owner_of(call, caller)
    return preferences_of(call.emulator.world, person, chosen_site(call, caller, person))


def get_details(call: Call) -> Answer:
    """Get Meeting Preference Details: everything at once."""
    caller = enter(call)
    person = owner_of(call, caller)
    world = call.emulator.world
    site = chosen_site(call, caller, person)
    own = preferences_of(world, person, site)
    body: dict[str, Any] = {
        "personalMeetingRoom": own.shown_room(),
        "audio": own.audio,
        "video": own.video,
        "schedulingOptions": own.scheduling,
        "sites": _sites(person, world),
    }
    return Answer(disguise(world.faults, "whole", body, own.put))


def read(part: str, call: Call, own: Preferences, body: dict[str, Any]) -> Answer:
    """Answer a read of a part, faults included."""
    return Answer(disguise(call.emulator.faults, part, body, own.put))


def get_room(call: Call) -> Answer:
    """Get Personal Meeting Room Options."""
    own = preferences_for(call, enter(call))
    return read("personalMeetingRoom", call, own, own.shown_room())


def get_audio(call: Call) -> Answer:
    """Get Audio Options."""
    own = preferences_for(call, enter(call))
    return read("audio", call, own, own.audio)


def get_video(call: Call) -> Answer:
    """Get Video Options."""
    own = preferences_for(call, enter(call))
    return read("video", call, own, own.video)


def get_scheduling(call: Call) -> Answer:
    """Get Scheduling Options."""
    own = preferences_for(call, enter(call))
    return read("schedulingOptions", call, own, own.scheduling)


def change(part: str, call: Call, body: Group, of: Callable[[Preferences], dict[str, Any]]) -> Preferences:
    """Change a part of somebody's preferences; what a client cannot set is passed over.

    Args:
        part: The last word of its path.
        call: The request.
        body: What its body may hold.
        of: Gives what is changed.
    """
    caller = enter(call)
    sent = call.json()
    own = preferences_for(call, caller)
    faults, present = call.emulator.faults, of(own)
    changes = body.check(let_through(faults, part, sent, present), "")
    present.update(hold_back(faults, part, changes, present))
    own.put |= {f"{part}.{name}": value for name, value in changes.items()}
    own.forced |= overwrite(faults, part, sent)
    return own


def _changed(call: Call, body: Group) -> tuple[Preferences, dict[str, Any]]:
    """Find what is to change, and to what; what a client cannot set is left out of the body."""
    caller = enter(call)
    sent = call.json()
    own = preferences_for(call, caller)
    return own, body.check(sent, "")


def update_room(call: Call) -> Answer:
    """Update Personal Meeting Room Options; what is not named stays."""
    return Answer(change("personalMeetingRoom", call, ROOM, lambda own: own.room).shown_room())


def update_audio(call: Call) -> Answer:
    """Update Audio Options; what is not named stays."""
    return Answer(change("audio", call, AUDIO, lambda own: own.audio).audio)


def update_video(call: Call) -> Answer:
    """Update Video Options: the devices sent replace the ones before."""
    many = takes(call.emulator.faults, "defaults", "video", "videoDevices")
    return Answer(change("video", call, VIDEO_OF_MANY if many else VIDEO, lambda own: own.video).video)


def update_scheduling(call: Call) -> Answer:
    """Update Scheduling Options; what is not named stays."""
    return Answer(change("schedulingOptions", call, SCHEDULING, lambda own: own.scheduling).scheduling)


def insert_delegates(call: Call) -> Answer:
    """Insert Delegate Emails: add those who are none yet, and give all."""
    own, given = _changed(call, _EMAILS)
    delegates = {each.lower(): each for each in own.scheduling["delegateEmails"]}
    for each in given.get("emails", []):
        delegates.setdefault(each.lower(), each)
    own.scheduling["delegateEmails"] = list(delegates.values())
    return Answer({"emails": own.scheduling["delegateEmails"]})


def delete_delegates(call: Call) -> Answer:
    """Delete Delegate Emails; addresses that are none are passed over."""
    own, given = _changed(call, _EMAILS)
    gone = {each.lower() for each in given.get("emails", [])}
    own.scheduling["delegateEmails"] = [
        each for each in own.scheduling["delegateEmails"] if each.lower() not in gone
    ]
    return Answer(status=204)


def _sites(person: Person, world: World) -> list[dict[str, Any]]:
    return [{"siteUrl": site, "default": site == preferred_site(person, world)} for site in person.sites]


def list_sites(call: Call) -> Answer:
    """Get Site List: all sites where the person may host, or the one that `siteUrl` names."""
    caller = enter(call)
    person = owner_of(call, caller)
    sites = _sites(person, call.emulator.world)
    if person.sites and not any(site in caller.person.manages for site in person.sites):
        _check_managed(caller, person, preferred_site(person, call.emulator.world))
    if "siteUrl" in call.query:
        wanted = chosen_site(call, caller, person)
        sites = [each for each in sites if each["siteUrl"] == wanted]
    return Answer(disguise(call.emulator.faults, "sites", {"sites": sites}, {}))


def change_default(call: Call, caller: Caller, site: Any, part: str, *, to_default: bool) -> dict[str, Any]:
    """Make a site the default one, unless it is only to be looked at, and give it.

    Args:
        call: The request.
        caller: Who calls.
        site: Its address, as it was sent.
        part: The last word of the path.
        to_default: Whether it becomes the default one.

    Raises:
        ApiError: 400 for a site that is not the person's, 403 and 404 as elsewhere.
    """
    person, world = owner_of(call, caller), call.emulator.world
    faults = call.emulator.faults
    if takes(faults, "taken", part, "siteUrl") and site not in person.sites:
        site = preferred_site(person, world)
    wanted = hosting_site(person, _SITE.check({"siteUrl": site}, "")["siteUrl"], world)
    _check_managed(caller, person, wanted)
    if to_default and not takes(faults, "ignored", part, "siteUrl"):
        prefer_site(person, wanted, world)
    return {"siteUrl": wanted, "default": wanted == preferred_site(person, world)}


def update_site(call: Call) -> Answer:
    """Update Default Site; with `defaultSite` false nothing changes."""
    caller = enter(call)
    sent = call.json()
    to_default = read_flag(call, "defaultSite")
    if to_default is None:
        raise bad_request("'defaultSite' is required.")
    return Answer(change_default(call, caller, sent.get("siteUrl"), "sites", to_default=to_default))


def refresh_ids(call: Call) -> Answer:
    """Batch Refresh Personal Meeting Room ID of people on one site, all or none.

    Who is given no id of his own gets one from the system.
    """
    caller = enter(call)
    given = _REFRESH.check(call.json(), "")
    world, site = call.emulator.world, given["siteUrl"]
    if site not in world.sites:
        raise invalid("'siteUrl' is not a site of the organization.")
    caller.check_site(site)
    hosts = [each for each in world.people.values() if site in each.sites]
    ids = {each.email: preferences_of(world, each, site).room_id for each in hosts}
    items = []
    for each in given.get("personalMeetingRoomIds", []):
        person = _named(world, each, site)
        room_id = _room_id(each)
        others = {known.lower() for email, known in ids.items() if email != person.email}
        if room_id.lower() in others:
            raise bad_request("Personal meeting room ID is being used by someone else.")
        ids[person.email] = room_id
        items.append({"email": person.email, "personId": person.id, "personalMeetingRoomId": room_id})
    for each in hosts:
        preferences_of(world, each, site).room_id = ids[each.email]
    return Answer({"siteUrl": site, "personalMeetingRoomIds": items})


def _named(world: World, item: dict[str, Any], site: str) -> Person:
    by_email = world.people.get(item["email"].lower()) if "email" in item else None
    by_id = world.person_by_id(item["personId"]) if "personId" in item else None
    if "email" not in item and "personId" not in item:
        raise invalid("'personalMeetingRoomIds' needs an 'email' or a 'personId' in each item.")
    person = by_email or by_id
    if person is None or ("email" in item and "personId" in item and by_email is not by_id):
        raise not_found("There is nobody with this 'email' or 'personId'.")
    if site not in person.sites:
        raise invalid(f"'{person.email}' is not a host of the site.")
    return person


def _room_id(item: dict[str, Any]) -> str:
    own = item.get("personalMeetingRoomId")
    if own is None and item.get("systemGenerated") is False:
        raise invalid("'personalMeetingRoomId' is required when 'systemGenerated' is false.")
    if own is None or item.get("systemGenerated"):
        return f"room-{secrets.token_hex(4)}"
    return str(own)


_DELEGATES = "/meetingPreferences/schedulingOptions/delegateEmails"

PATHS: dict[str, dict[str, Operation]] = {
    "/meetingPreferences": {"GET": Operation("get-meeting-preference-details", get_details)},
    "/meetingPreferences/personalMeetingRoom": {
        "GET": Operation("get-personal-meeting-room-options", get_room),
        "PUT": Operation("update-personal-meeting-room-options", update_room),
    },
    "/meetingPreferences/audio": {
        "GET": Operation("get-audio-options", get_audio),
        "PUT": Operation("update-audio-options", update_audio),
    },
    "/meetingPreferences/video": {
        "GET": Operation("get-video-options", get_video),
        "PUT": Operation("update-video-options", update_video),
    },
    "/meetingPreferences/schedulingOptions": {
        "GET": Operation("get-scheduling-options", get_scheduling),
        "PUT": Operation("update-scheduling-options", update_scheduling),
    },
    f"{_DELEGATES}/insert": {"POST": Operation("insert-delegate-emails", insert_delegates)},
    f"{_DELEGATES}/delete": {"POST": Operation("delete-delegate-emails", delete_delegates)},
    "/meetingPreferences/sites": {
        "GET": Operation("get-site-list", list_sites),
        "PUT": Operation("update-default-site", update_site),
    },
    "/admin/meetingPreferences/personalMeetingRoom/refreshId": {
        "POST": Operation("batch-refresh-personal-meeting-room-id", refresh_ids)
    },
}
