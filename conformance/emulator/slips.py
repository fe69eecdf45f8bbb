"""Faults that are on at named places: which places each kind has, and what it does there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.emulator import acting_slips, grants, preference_slips
from conformance.emulator.list_slips import NAMES as LIST_NAMES
from conformance.emulator.list_slips import is_list_slip
from conformance.emulator.locales import LOCALES
from conformance.emulator.missteps import KINDS, is_misstep
from conformance.emulator.notices import GAPS
from conformance.emulator.places import PLACES, is_place
from conformance.emulator.sample_slips import NAMES as SAMPLE_NAMES
from conformance.emulator.sample_slips import is_place as is_sample_place
from conformance.emulator.walk_slips import NAMES as WALK_NAMES
from conformance.emulator.xml import spoiling
from conformance.emulator.xml.slips import NAMES as XML_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OTHER_STATUS", "SLIPS", "Slip"]

OTHER_STATUS = {200: 202, 400: 422, 401: 403, 403: 400, 404: 400, 405: 404, 415: 400}
"""The status that `status-changed` puts in place of the right one."""


@dataclass(frozen=True)
class Slip:
    """One kind of fault.

    Attributes:
        text: Its argument and meaning, for people.
        fits: Whether an argument is one of its places; an empty one where the kind takes none.
        offer: What the places are, for a refusal.
    """

    text: str
    fits: Callable[[str], bool]
    offer: str


def _words(text: str, *words: str) -> Slip:
    return Slip(text, frozenset(words).__contains__, ", ".join(words))


def _is_path(argument: str) -> bool:
    return re.fullmatch(r"\w+(\.\w+)*", argument, re.ASCII) is not None


def _transitions(meeting_type: str, last: int) -> tuple[str, ...]:
    return tuple(f"{meeting_type}:{number}" for number in range(1, last + 1))


_PLACES = "; ".join(PLACES.values())

SLIPS: dict[str, Slip] = {
    "update-misjudged": Slip(f"<place>: an update gets the opposite judgement; {_PLACES}", is_place, _PLACES),
    "update-ignored": Slip(
        f"<place>: an update is answered as accepted and not stored; {_PLACES}", is_place, _PLACES
    ),
    "update-forced": Slip(
        f"<place>: what an update sends is shown as it was sent, refused, cut or not; {_PLACES}",
        is_place,
        _PLACES,
    ),
    "update-slips": _words(
        "<name>: an accepted update has a wrong side effect, or lacks one",
        *("exceptions-kept.start", "exceptions-kept.end", "exceptions-kept.recurrence"),
        *("exceptions-cancelled", "siblings-changed", "series-changed", "modified-unmarked"),
        *("occurrences-left", "host-changed", "put-resets", "seconds-kept.start", "seconds-kept.end"),
        *("default-forgotten", "note-type-kept"),
    ),
    "message-changed": _words(
        "<1|3|4|5>: the refusal of an update by that restriction has another text", *"1345"
    ),
    "status-changed": _words(
        "<status>: PUT, PATCH and POST of a meeting answer another status in place of it",
        *map(str, OTHER_STATUS),
    ),
    "answer-drops": Slip(
        "<path>: answers to PUT and PATCH of a meeting lack that property",
        _is_path,
        "property names joined by dots",
    ),
    "life-slips": _words(
        "<type>:<n>: reads do not see that transition of the lifecycle, or a deletion leaves the meeting",
        *_transitions("meetingSeries", 7),
        "meetingSeries:lobby",
        *_transitions("scheduledMeeting", 9),
        *_transitions("meeting", 4),
    ),
    "auto-delete-slips": _words(
        "<early|late>.<one-off|series>.<checked|unchecked>: a meeting deletes itself at the wrong time",
        *(
            f"{when}.{which}.{option}"
            for when in ("early", "late")
            for which in ("one-off", "series")
            for option in ("checked", "unchecked")
        ),
    ),
    "template-drops": _words(
        "<property>: items of the list of templates lack it",
        *("id", "name", "locale", "siteUrl", "templateType", "isDefault", "isStandard"),
    ),
    "locale-refused": _words("<locale>: templates of that locale are refused", *LOCALES),
    "locale-default": _words("without a locale, templates are listed as for de_DE", ""),
    "warning-slips": _words(
        "<name>: the warning of converged sites is missing (altogether, on creation, or for one attribute), "
        "comes unasked, or has a wrong code or no link",
        *("missing", "missing.on-creation", *(f"missing.{name}" for name in GAPS)),
        *("unasked", "code", "link"),
    ),
    "identity-slips": _words(
        "one-off: the scheduled meeting of a one-off has an id unlike that of its series", "one-off"
    ),
    "scope-not-checked": _words(
        "<operation>.<level>.<scope|read|role|owner|acting|level>: that check of a token is not made; "
        "* for none of them",
        "*",
        *sorted(grants.PLACES["scope-not-checked"]),
    ),
    "scope-refused": _words(
        "<operation>.<level>.<scope>: a token with that scope alone is refused; without a scope for guests",
        *sorted(grants.PLACES["scope-refused"]),
    ),
    "acting-slips": _words(
        "<name>: acting for somebody by hostEmail, or on a site by siteUrl, is not as the guide says",
        *acting_slips.NAMES,
    ),
    "preference-slips": _words(
        "<kind>.<part>.<property>: that preference is left out, not changed, changed although it is the "
        "site's, shown wrongly once it was set, or takes what it must not",
        *preference_slips.PLACES,
    ),
    "error-slips": Slip(
        f"<operation>.<{'|'.join(KINDS)}>: that kind of wrong request is answered wrongly; "
        "throttled: Retry-After is no number",
        is_misstep,
        "an operation, a dot and the kind of wrong request; throttled",
    ),
    "sample-slips": Slip(
        "<method> <path with {}> <name>[ <property>]: one operation goes wrong; "
        + ", ".join(f"{name}: {text}" for name, text in SAMPLE_NAMES.items()),
        is_sample_place,
        f"a method, a path whose parameters are {{}}, and one of {', '.join(SAMPLE_NAMES)}",
    ),
    "list-slips": Slip(
        "<operation>.<name>: a list goes wrong; "
        + ", ".join(f"{name}: {text}" for name, text in LIST_NAMES.items()),
        is_list_slip,
        f"an operation that lists, a dot and one of {', '.join(LIST_NAMES)}",
    ),
    "walk-slips": _words(
        "<name>: steps go well one by one, and not one after another; "
        + ", ".join(f"{name}: {text}" for name, text in WALK_NAMES.items()),
        *WALK_NAMES,
    ),
    "xml-slips": _words("<name>: what the name says, at the XML door", *XML_NAMES),
    **{
        kind: Slip(
            text,
            spoiling.fits_code if kind == "xml-codes" else spoiling.fits_element,
            "an operation such as user.GetUser and a path",
        )
        for kind, text in spoiling.KINDS.items()
    },
    "interval-slips": _words(
        "<daily|weekly|monthly>: recurring intervals of such series end a minute early",
        *("daily", "weekly", "monthly"),
    ),
}
"""The kinds whose faults are just on, by name; the tests of each place are where its rule is."""
