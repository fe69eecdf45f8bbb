"""The control API beside the Webex side, under `/control`: clock, meetings, tokens, sites, faults.

It follows the published description of the control API; every body is checked against it, unknown
keys included, so that a mistaken harness learns of its mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator import actions
from conformance.emulator.clock import ClockHeldError
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.faults import FAULT_KINDS, FaultError, Faults
from conformance.emulator.resources import PRODUCERS
from conformance.emulator.resources.recording_seeds import plant
from conformance.emulator.sites import TraitError, change_traits
from conformance.emulator.times import read_time
from conformance.emulator.wire import Answer, Call, Operation, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.app import Emulator
    from conformance.emulator.meetings import Instance
    from conformance.emulator.world import Found

__all__ = ["resources"]


def _body(call: Call, **kinds: type) -> dict[str, Any]:
    body = call.json()
    for name, value in body.items():
        if name not in kinds:
            raise bad_request(f"'{name}' is not known here.")
        if kinds[name] is float:
            # NaN fails the comparison as well, and no sensible number of seconds is this large.
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
                raise bad_request(f"'{name}' must be a number.")
        elif not isinstance(value, kinds[name]):
            raise bad_request(f"'{name}' has a value of the wrong type.")
    return body


def describe(_call: Call) -> Answer:
    """Say which emulator this is and what it can do."""
    abilities = ["clock", "meetings", "artifacts", "tokens", "sites", "reset", "faults"]
    return Answer({"name": "webex-conformance reference emulator", "control": "1", "abilities": abilities})


def read_clock(call: Call) -> Answer:
    """Give the present, to the microsecond, and the holder if there is one."""
    clock = call.emulator.clock
    shown = {"now": clock.now().isoformat(timespec="microseconds").replace("+00:00", "Z")}
    return Answer(shown | ({"holder": clock.holder} if clock.holder else {}))


def move_clock(call: Call) -> Answer:
    """Move the present forwards, hold the clock, or let it go."""
    body = _body(call, advanceSeconds=float, to=str, holder=str, holdSeconds=float)
    holder, seconds = body.get("holder", ""), body.get("holdSeconds")
    if "holder" in body and not holder:
        raise bad_request("'holder' cannot be empty.")
    if seconds is not None and not (0 <= seconds <= 600):
        raise bad_request("'holdSeconds' must be from 0 to 600.")
    if seconds and not holder:
        raise bad_request("'holdSeconds' needs a 'holder'.")
    if "to" in body and "advanceSeconds" in body:
        raise bad_request("'to' and 'advanceSeconds' exclude each other.")
    advance = body.get("advanceSeconds", 0)
    if advance < 0:
        raise bad_request("'advanceSeconds' cannot be negative.")
    to = read_time(body["to"], "to") if "to" in body else None
    clock = call.emulator.clock
    try:
        if advance or to is not None:
            clock.move(advance, to=to, holder=holder)
        if seconds is not None:
            clock.hold(holder, seconds)
    except ClockHeldError as held:
        raise ApiError(423, str(held), headers={"Retry-After": str(held.retry_after)}) from None
    except ValueError as problem:
        raise bad_request(str(problem)) from None
    return read_clock(call)


def act(call: Call) -> Answer:
    """Do one action on several meetings; an unknown id stops it before anything is done."""
    action = call.path["action"]
    if action not in actions.ACTIONS:
        raise not_found(f"There is no action '{action}'.")
    body = _body(call, **{"meetingIds": list, "as": str, "email": str})
    ids = body.get("meetingIds")
    if not ids or not all(isinstance(each, str) for each in ids):
        raise bad_request("'meetingIds' must be an array of at least one string.")
    role, email = body.get("as", ""), body.get("email", "")
    if role not in ("host", "attendee") and (role or action == "join"):
        raise bad_request("'as' must be host or attendee.")
    now = call.emulator.clock.now()
    meetings = [(each, call.emulator.world.find(each, now)) for each in ids]
    for meeting_id, found in meetings:
        if found is None:
            raise not_found(f"There is no meeting '{meeting_id}'.")
    items = []
    for meeting_id, found in meetings:
        if found is None:  # judged above; this tells the type checker so
            continue
        try:
            run = _act(call, action, found, role, email)
        except actions.ImpossibleError as problem:
            raise ApiError(409, f"'{meeting_id}': {problem}") from None
        item = {"meetingId": meeting_id}
        items.append(item | {"instanceId": run.id, "state": run.state} if run else item)
    return Answer({"items": items})


def _act(call: Call, action: str, found: Found, role: str, email: str) -> Instance | None:
    now = call.emulator.clock.now()
    if action == "join":
        host = found.series.host.email
        if role == "host" and email.lower() not in ("", host):
            raise actions.ImpossibleError(f"{email} is not the host.")
        return actions.join(found, role, email.lower(), now)
    if action == "leave":
        return actions.leave(found, email.lower(), now)
    plain: dict[str, Callable[[Found, Any], Instance | None]] = {
        "lock": actions.lock,
        "unlock": actions.unlock,
        "admit": actions.admit,
        "end": actions.end,
    }
    return plain[action](found, now)


def mint_token(call: Call) -> Answer:
    """Make an access token with exactly the scopes asked for."""
    body = _body(call, email=str, scopes=list, expiresInSeconds=float)
    if "email" not in body or "scopes" not in body:
        raise bad_request("'email' and 'scopes' are required.")
    if not all(isinstance(scope, str) for scope in body["scopes"]):
        raise bad_request("'scopes' must be an array of strings.")
    person = call.emulator.world.people.get(body["email"].lower())
    if person is None:
        raise not_found(f"There is nobody with the address '{body['email']}'.")
    try:
        text = call.emulator.world.mint(person, frozenset(body["scopes"]), body.get("expiresInSeconds"))
    except OverflowError:
        raise bad_request("'expiresInSeconds' is too large.") from None
    return Answer({"accessToken": text})


def produce(call: Call) -> Answer:
    """Let a meeting that was held leave objects behind, such as a recording; give their ids."""
    body = _body(call, meetingId=str, kinds=list, recording=dict)
    meeting_id, kinds, seed = (body.get(name) for name in ("meetingId", "kinds", "recording"))
    if not kinds or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("'kinds' must be an array of at least one string.")
    unknown = [kind for kind in kinds if kind not in PRODUCERS]
    if unknown:
        raise bad_request(f"'{unknown[0]}' is none of {', '.join(PRODUCERS)}.")
    if seed is not None and "recording" not in kinds:
        raise bad_request("'recording' goes with the kind of that name alone.")
    world, now = call.emulator.world, call.emulator.clock.now()
    if meeting_id is None:
        if seed is None or set(kinds) != {"recording"}:
            raise bad_request("'meetingId' is required.")
        return Answer({"items": [{"kind": kind, "id": plant(world, seed, None, now)} for kind in kinds]})
    found = world.find(meeting_id, now)
    if found is None or found.instance is None:
        raise not_found(f"There is no meeting instance '{meeting_id}'.")
    # The seed first: when it is wrong nothing has been made yet.
    order = sorted(range(len(kinds)), key=lambda place: kinds[place] != "recording")
    ids = {
        place: plant(world, seed, found, now)
        if seed is not None and kinds[place] == "recording"
        else PRODUCERS[kinds[place]](world, found, now)
        for place in order
    }
    found.instance.traces.update(kinds)
    return Answer({"items": [{"kind": kind, "id": ids[place]} for place, kind in enumerate(kinds)]})


def forget(call: Call) -> Answer:
    """Take away an object that a meeting left behind."""
    if not call.emulator.world.forget(call.path["artifactId"]):
        raise not_found("There is no such object.")
    return Answer(status=204)


def _traits(call: Call) -> dict[str, Any]:
    site = call.path["siteUrl"]
    if site not in call.emulator.world.sites:
        raise not_found(f"There is no site '{site}'.")
    return call.emulator.world.sites[site]


def read_site(call: Call) -> Answer:
    """Give the traits of a site."""
    return Answer(_traits(call))


def change_site(call: Call) -> Answer:
    """Change traits of a site; those that are not named stay."""
    traits = _traits(call)
    try:
        change_traits(traits, call.json())
    except TraitError as problem:
        raise bad_request(str(problem)) from None
    return Answer(traits)


def reset(call: Call) -> Answer:
    """Go back to the beginning."""
    call.emulator.reset()
    return Answer(status=204)


def read_faults(call: Call) -> Answer:
    """Give the faults that are on and every kind there is."""
    kinds = [{"name": name, "text": text} for name, text in FAULT_KINDS.items()]
    return Answer({"active": list(call.emulator.faults.active), "kinds": kinds})


def switch_faults(call: Call) -> Answer:
    """Switch on exactly the faults asked for, all or none."""
    body = _body(call, active=list)
    names = body.get("active")
    if names is None or not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise bad_request("'active' must be an array of strings, each only once.")
    try:
        call.emulator.faults = Faults.of(names)
    except FaultError as problem:
        raise bad_request(str(problem)) from None
    return read_faults(call)


def resources(emulator: Emulator) -> dict[str, Resource]:
    """Give the resources of the control API by path."""
    paths: dict[str, dict[str, Callable[[Call], Answer]]] = {
        "/control": {"GET": describe},
        "/control/": {"GET": describe},
        "/control/clock": {"GET": read_clock, "POST": move_clock},
        "/control/meetings/{action}": {"POST": act},
        "/control/artifacts": {"POST": produce},
        "/control/artifacts/{artifactId}": {"DELETE": forget},
        "/control/tokens": {"POST": mint_token},
        "/control/sites/{siteUrl}": {"GET": read_site, "PATCH": change_site},
        "/control/reset": {"POST": reset},
        "/control/faults": {"GET": read_faults, "PUT": switch_faults},
    }
    return {
        path: Resource(
            emulator, "control", {method: Operation("", handler) for method, handler in methods.items()}
        )
        for path, methods in paths.items()
    }
