"""Meeting templates: List Meeting Templates, Get a Meeting Template, and creation from one.

Sources: `guide`, "Meeting Template Locales"; facts: `rest-operations`. Every site offers the same
few in each locale; the names and settings are the emulator's own.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_DNS, uuid5

from conformance.emulator.access import acting_for, enter, hosting_site
from conformance.emulator.errors import bad_request, invalid, not_found
from conformance.emulator.locales import DEFAULT_LOCALE, LOCALES
from conformance.emulator.queries import read_flag, read_word
from conformance.emulator.times import UTC_ZONE, minute, read_zone, show_time
from conformance.emulator.wire import Answer

if TYPE_CHECKING:
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call

__all__ = ["fill", "get_template", "list_templates"]


@dataclass(frozen=True)
class _Kind:
    """A template without its site and locale: what it is for and what it sets."""

    name: str
    template_type: str
    default: bool
    standard: bool
    settings: dict[str, Any]


_KINDS = (
    _Kind("Everyday meeting", "meeting", default=True, standard=True, settings={"reminderTime": 10}),
    _Kind(
        "Lesson",
        "meeting",
        default=False,
        standard=True,
        settings={"meetingOptions": {"enabledFileTransfer": True}, "reminderTime": 30},
    ),
    _Kind(
        "Recorded hearing",
        "meeting",
        default=False,
        standard=False,
        settings={
            "enabledAutoRecordMeeting": True,
            "enabledJoinBeforeHost": True,
            "joinBeforeHostMinutes": 5,
        },
    ),
    _Kind("Open lecture", "webinar", default=True, standard=True, settings={"enabledWebcastView": True}),
    _Kind(
        "Staff assembly",
        "webinar",
        default=False,
        standard=False,
        settings={"requireAttendeeLogin": True, "reminderTime": 60},
    ),
)


@dataclass(frozen=True)
class _Template:
    """A template of one site in one locale."""

    site: str
    locale: str
    kind: _Kind

    @property
    def id(self) -> str:
        """32 hex digits, the same on every day."""
        return uuid5(NAMESPACE_DNS, f"{self.locale}.{self.kind.name}.{self.site}").hex

    def shown(self) -> dict[str, Any]:
        """Give the template as a list shows it; its name ends in the locale."""
        return {
            "id": self.id,
            "name": f"{self.kind.name} ({self.locale})",
            "locale": self.locale,
            "siteUrl": self.site,
            "templateType": self.kind.template_type,
            "isDefault": self.kind.default,
            "isStandard": self.kind.standard,
        }


def _offered(site: str, traits: dict[str, Any], locales: tuple[str, ...] = LOCALES) -> list[_Template]:
    kinds = [each for each in _KINDS if traits["webinars"] or each.template_type != "webinar"]
    return [_Template(site, locale, kind) for locale in locales for kind in kinds]


def _person(call: Call) -> Person:
    return acting_for(call, enter(call), call.query.get("hostEmail"))


def list_templates(call: Call) -> Answer:
    """List Meeting Templates of one site in one locale, the default one when none is named."""
    person = _person(call)
    emulator = call.emulator
    kind = read_word(call, "templateType", ("meeting", "webinar"))
    flags = {name: read_flag(call, name) for name in ("isDefault", "isStandard")}
    site = hosting_site(person, call.query.get("siteUrl"), emulator.world)
    locale = read_word(call, "locale", LOCALES)
    if locale is not None and emulator.faults.has("locale-refused", locale):
        raise bad_request(f"'locale' cannot be {locale}.")
    if locale is None:
        locale = "de_DE" if emulator.faults.has("locale-default") else DEFAULT_LOCALE
    items = [each.shown() for each in _offered(site, emulator.world.sites[site], (locale,))]
    items = [
        each
        for each in items
        if kind in (None, each["templateType"])
        and all(wanted in (None, each[name]) for name, wanted in flags.items())
    ]
    lacking = emulator.faults.those("template-drops")
    return Answer({"items": [{name: each[name] for name in each if name not in lacking} for each in items]})


def get_template(call: Call) -> Answer:
    """Get a Meeting Template of any site of the person, with the meeting that it would make.

    That meeting begins with the next full hour and lasts one, in the zone of the `timezone` header.
    """
    person = _person(call)
    world = call.emulator.world
    name = call.headers.get("timezone")
    zone = read_zone(name) if name else UTC_ZONE
    offered = [each for site in person.sites for each in _offered(site, world.sites[site])]
    template = next((each for each in offered if each.id == call.path["templateId"]), None)
    if template is None:
        raise not_found()
    start = minute(call.emulator.clock.now()).replace(minute=0) + timedelta(hours=1)
    meeting = {
        "title": template.kind.name,
        "start": show_time(start, zone),
        "end": show_time(start + timedelta(hours=1), zone),
        "timezone": zone.key,
        "scheduledType": template.kind.template_type,
    }
    return Answer(template.shown() | {"meeting": meeting | deepcopy(template.kind.settings)})


def fill(given: dict[str, Any], site: str, traits: dict[str, Any]) -> dict[str, Any]:
    """Give the body of a creation with the settings of its template where it names no own ones.

    Args:
        given: The checked body; without a `templateId` it stays as it is.
        site: The site of the new meeting.
        traits: The traits of that site.

    Raises:
        ApiError: 400: there is no such template on the site, or it is for another kind of meeting.
    """
    if "templateId" not in given:
        return given
    offered = _offered(site, traits)
    template = next((each for each in offered if each.id == given["templateId"]), None)
    if template is None:
        raise invalid("'templateId' is not the id of a template of this site.")
    kind = template.kind.template_type
    if given.get("scheduledType", kind) != kind:
        raise invalid(f"'templateId' is of a template for another 'scheduledType', {kind}.")
    filled: dict[str, Any] = {"scheduledType": kind} | deepcopy(template.kind.settings)
    for name, value in given.items():
        filled[name] = filled[name] | value if isinstance(filled.get(name), dict) else value
    return filled
