"""Faults of acting for others: each breaks one promise of `hostEmail` or `siteUrl`, and nothing else.

Source: `guide`, "Admin/Organization Level Authentication and Scopes". An administrator acts for a host,
and people may name themselves, never somebody else.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.people import Person
    from conformance.emulator.world import Found, World

__all__ = [
    "NAMES",
    "deed",
    "is_on",
    "lists_own",
    "passes_site_over",
    "spoil_creation",
    "spoil_list",
    "spoil_update",
]

_DEEDS = {
    "list-meetings": "list",
    "get-a-meeting": "get",
    "create-a-meeting": "create",
    "update-a-meeting": "update",
    "delete-a-meeting": "delete",
}
NAMES = (
    "unmanaged-site",
    *("list.hosted", "list.invited", "list.own", "list.site", "list.site-of-caller"),
    *("create.host-email", "create.host-user-id", "create.default-site", "create.site-url"),
    *("create.foreign-site", "create.any-site", "create.named-site"),
    *("update.ignored", "update.host-changed", "update.host-edited"),
    *("refused.get", "refused.delete", "header"),
    *(f"{who}.{what}" for who in ("himself", "other") for what in _DEEDS.values()),
)
"""Every such fault; `himself` is refused to name himself, and others may name somebody `other`."""


def is_on(faults: Faults, name: str) -> bool:
    """Tell whether one of them is on."""
    return faults.has("acting-slips", name)


def deed(operation: str) -> str:
    """Give what an operation does with meetings, in a word; empty for all others."""
    return _DEEDS.get(operation, "")


def passes_site_over(faults: Faults, *, acts: bool) -> bool:
    """Tell whether a list goes by no site although one is named."""
    return is_on(faults, "list.site" if acts else "list.site-of-caller")


def lists_own(faults: Faults, *, acts: bool) -> bool:
    """Tell whether an administrator's own meetings are listed with those of the host."""
    return acts and is_on(faults, "list.own")


def spoil_list(faults: Faults, found: list[Found], person: Person, *, at_site: bool) -> list[Found]:
    """Give a list of somebody's meetings without those that he hosts, or those that he is invited to.

    A list of one site keeps those that he hosts, so that it shows what it has to show.
    """
    kept = found
    if is_on(faults, "list.hosted") and not at_site:
        kept = [each for each in kept if each.series.host != person]
    if is_on(faults, "list.invited"):
        kept = [each for each in kept if each.series.host == person]
    return kept


def spoil_creation(body: dict[str, Any], caller: Person, host: Person, world: World, *, named: bool) -> None:
    """Spoil, in place, what the answer to a creation says of host and site.

    Args:
        body: The answer.
        caller: Who creates the meeting.
        host: Whose meeting it is.
        world: The sites, and the faults that are on.
        named: Whether a site was asked for.
    """
    faults, acts = world.faults, caller.email != host.email
    others = [site for site in world.sites if site != body.get("siteUrl")]
    if acts and is_on(faults, "create.host-email"):
        body["hostEmail"] = caller.email
    if acts and is_on(faults, "create.host-user-id"):
        body["hostUserId"] = caller.id
    if acts and is_on(faults, "create.site-url" if named else "create.default-site"):
        body["siteUrl"] = others[0]
    if not acts and named and is_on(faults, "create.named-site"):
        body["siteUrl"] = others[0]


def spoil_update(faults: Faults, found: Found, caller: Person) -> Found:
    """Give what an update on behalf of a host is about: by a fault a copy, or a meeting of the caller's."""
    if is_on(faults, "update.host-changed"):
        found.series.shown_host = caller.email
    return deepcopy(found) if is_on(faults, "update.ignored") else found
