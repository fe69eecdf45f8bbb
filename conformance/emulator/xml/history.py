"""LstrecordaccessHistory and LstrecordaccessDetailHistory: who looked at recordings (`xml-41`, 41.11).

Up to 41.10 there are only trainings in them; since then every kind, but by name of its service. The
sample in the documents shows a creation some minutes after the meeting began, so here it is the
moment when the file was there, in every release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from conformance.emulator.resources.recordings import Access, Kind, Recording
from conformance.emulator.xml.directories import LST_CONTROL, in_order, page
from conformance.emulator.xml.failures import invalid
from conformance.emulator.xml.recordings import KINDS, SERVICES, number_of, recordings_of, zone_number
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.values import read_date, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from conformance.emulator.xml.security import Caller

__all__ = ["DETAIL_SHAPE", "SHAPE", "list_access_details", "list_accesses"]

SHAPE = shape(
    "creationTimeScope(creationTimeStart! creationTimeEnd!) viewTimeScope(viewTimeStart! viewTimeEnd!) "
    "order(orderBy*3=RECORDID|UPLOADTIME|RECORDNAME orderAD*3=ASC|DESC) "
    f"serviceTypes(serviceType*={SERVICES}) {LST_CONTROL} timeZoneID:i recordName hostWebExID"
)
DETAIL_SHAPE = shape(f"recordID:i {LST_CONTROL} timeZoneID:i returnRegFields:b")

_EVERY_KIND_SINCE = "41.11"
_TRAININGS = KINDS["TrainingCenter"]
_ALL: frozenset[Kind] = frozenset(get_args(Kind))
_MISTAKEN: dict[frozenset[str], tuple[str, frozenset[Kind]]] = {
    frozenset(): ("no-service-type", _ALL),
    frozenset({"MeetingCenter"}): ("meeting-center", frozenset({"meeting"})),
    frozenset({"EventCenter"}): ("event-center", frozenset({"classicEvent", "webinar"})),
    frozenset({"TrainingCenter"}): ("training-center", frozenset({"training", "meeting"})),
    frozenset(KINDS): ("all-service-types", _TRAININGS),
}
"""By the services asked for, the slip and what is listed with it."""


def _kinds(caller: Caller, words: list[str]) -> frozenset[Kind]:
    """Give the kinds of recordings that a list has for the services it is asked for."""
    if not since(caller.edition, _EVERY_KIND_SINCE):
        return _ALL if caller.slips("record-access.every-kind-early") else _TRAININGS
    slip, mistaken = _MISTAKEN.get(frozenset(words), ("", _ALL))
    if slip and caller.slips(f"record-access.{slip}"):
        return mistaken
    return frozenset().union(*(KINDS.get(word, ()) for word in words)) if words else _TRAININGS


def _check_service_types(caller: Caller, given: dict[str, Any]) -> None:
    """Refuse `serviceTypes` on sites of a release that does not know it.

    Raises:
        Failure: 999999.
    """
    early = not since(caller.edition, _EVERY_KIND_SINCE)
    if early and "serviceTypes" in given and not caller.slips("record-access.service-types-early"):
        raise invalid("element 'serviceTypes' is not known in 'bodyContent'.")


def list_accesses(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstrecordaccessHistory: the recordings at which somebody looked, and how often.

    Raises:
        Failure: 999999, 000015, 030001 or 000001.
    """
    _check_service_types(caller, given)
    number = zone_number(caller, given)
    zone = zone_of(number)
    kinds = _kinds(caller, given.get("serviceTypes", {}).get("serviceType", []))
    created = _scope(given, "creationTime", zone)
    viewed = _scope(given, "viewTime", zone)
    found = [
        (each, [look for look in each.accesses if _inside(look.time, viewed)])
        for each in recordings_of(caller, given)
        if each.kind in kinds and _inside(each.created, created)
    ]
    ordered = in_order(
        [pair for pair in found if pair[1]],
        given.get("order", {}),
        {
            "RECORDID": lambda pair: number_of(pair[0]),
            "UPLOADTIME": lambda pair: pair[0].created,
            "RECORDNAME": lambda pair: pair[0].topic.lower(),
        },
    )
    shown, records = page(ordered, given.get("listControl", {}))
    return [
        *(("recordAccessHistory", _row(each, looks, number)) for each, looks in shown),
        records,
    ]


def _scope(given: dict[str, Any], name: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    scope = given.get(f"{name}Scope")
    if not scope:
        return None
    start, end = (read_date(scope[f"{name}{side}"], zone, f"{name}{side}") for side in ("Start", "End"))
    return start, end


def _inside(moment: datetime, scope: tuple[datetime, datetime] | None) -> bool:
    return scope is None or scope[0] <= moment <= scope[1]


def _row(recording: Recording, looks: list[Access], number: int) -> list[Element]:
    return [
        ("recordID", number_of(recording)),
        ("recordName", recording.topic),
        ("creationTime", show_date(recording.created, zone_of(number))),
        ("registered", sum(each.registered for each in looks)),
        ("downloaded", sum(each.downloaded for each in looks)),
        ("viewed", sum(each.viewed for each in looks)),
        ("timeZoneID", number),
    ]


def list_access_details(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstrecordaccessDetailHistory: each look at a recording, or at all of them.

    Raises:
        Failure: 000015.
    """
    number = zone_number(caller, given)
    looks = [
        (number_of(each) * 100 + place, look)
        for each in recordings_of(caller, {})
        if given.get("recordID", number_of(each)) == number_of(each)
        for place, look in enumerate(each.accesses)
        if _is_told(caller, each, look)
    ]
    shown, records = page(looks, given.get("listControl", {}))
    fields = given.get("returnRegFields", False)
    return [
        *(("recordDetail", _detail(view_id, look, number, fields=fields)) for view_id, look in shown),
        records,
    ]


def _is_told(caller: Caller, recording: Recording, look: Access) -> bool:
    if not since(caller.edition, _EVERY_KIND_SINCE):
        return recording.kind == "training" or caller.slips("record-access-detail.early")
    return look.registered or not caller.slips(f"record-access-detail.{recording.kind}")


def _detail(view_id: int, look: Access, number: int, *, fields: bool) -> list[Element]:
    time = show_date(look.time, zone_of(number))
    first, _, last = look.name.partition(" ")
    shown: list[Element] = [
        ("viewID", view_id),
        ("participantName", look.name),
        ("participantEmail", look.email),
        ("accessTime", time),
        ("registered", flag(look.registered)),
    ]
    if look.registered:
        shown.append(("registerDate", time))
    shown += [
        ("downloaded", flag(look.downloaded)),
        ("viewed", flag(look.viewed)),
        ("timeZoneID", number),
    ]
    if fields and look.registered:
        shown.append(("regFields", [("firstName", first), ("lastName", last)]))
    return shown
