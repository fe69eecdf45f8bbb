"""Webhooks: list, create, get, update, delete. Nothing is ever sent to a target.

Source: `rest-operations`, Webhooks; `rest-wire`, 11. Webhooks of the organisation are made and listed
by administrators and compliance officers only.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from conformance.emulator.access import Caller, enter
from conformance.emulator.errors import forbidden, invalid, not_found
from conformance.emulator.fields import Field, Group, Text
from conformance.emulator.queries import read_word
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.people import Person

__all__ = ["PATHS"]

_RESOURCES = (
    *("attachmentActions", "dataSources", "memberships", "messages", "rooms", "meetings", "recordings"),
    *("convergedRecordings", "meetingParticipants", "meetingTranscripts", "telephony_calls"),
    *("telephony_conference", "telephony_mwi", "uc_counters", "serviceApp", "adminBatchJobs"),
)
_EVENTS = (
    *("created", "updated", "deleted", "started", "ended", "joined", "left", "migrated", "authorized"),
    *("deauthorized", "statusChanged"),
)
_OF_ORGANISATION = frozenset({"hostEmail", "hostUserId", "ownerEmail", "ownerId"})
"""Filters that only webhooks of the organisation can have."""


@dataclass(frozen=True)
class _Target:
    """The absolute HTTP address to which a webhook points."""

    def check(self, value: Any, where: str) -> str:
        """Accept an absolute address; see `Field.check`."""
        text = Text(2048, 1).check(value, where)
        try:
            parts = urlsplit(text)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound or any(each.isspace() for each in text):
            raise invalid(f"'{where}' must be an absolute HTTP address.")
        return text


_COMMON: dict[str, Field] = {"name": Text(1024, 1), "targetUrl": _Target(), "secret": Text()}
_OWNED_BY = Text(words=("creator", "org"))
_CREATE = Group(
    {
        **_COMMON,
        "resource": Text(words=_RESOURCES),
        "event": Text(words=_EVENTS),
        "filter": Text(),
        "ownedBy": _OWNED_BY,
    },
    ("name", "targetUrl", "resource", "event"),
)
_UPDATE = Group(
    {**_COMMON, "ownedBy": _OWNED_BY, "status": Text(words=("active",))},
    ("name", "targetUrl"),
)


@dataclass
class Webhook:
    """A webhook.

    Attributes:
        creator: Who made it.
        settings: What was sent about it, by the names of the API, `ownedBy` always among them.
    """

    id: str
    creator: Person
    settings: dict[str, Any]
    created: datetime

    def shown(self) -> dict[str, Any]:
        """Give the webhook as answers show it; only clients with targets that fail see it inactive."""
        order = ("name", "targetUrl", "resource", "event", "filter", "secret")
        known = {name: self.settings[name] for name in order if name in self.settings}
        return {
            "id": self.id,
            **known,
            "status": "active",
            "created": show_time(self.created),
            "ownedBy": self.settings["ownedBy"],
        }


def _new_id() -> str:
    return base64.b64encode(f"ciscospark://us/WEBHOOK/{uuid4()}".encode()).decode().rstrip("=")


def _check_owner(caller: Caller, settings: dict[str, Any]) -> None:
    """Make sure that the caller may have such a webhook, and that its filter goes with its owner."""
    organisation = settings["ownedBy"] == "org"
    if organisation and not caller.everywhere:
        raise forbidden("Only administrators can have webhooks of the organization.")
    wide = sorted(_OF_ORGANISATION & set(parse_qs(settings.get("filter", ""), keep_blank_values=True)))
    if wide and not organisation:
        raise invalid(f"'filter' can name {wide[0]} only when 'ownedBy' is org.")


def _wanted(call: Call, caller: Caller) -> Webhook:
    webhook = call.emulator.world.shelf(Webhook).get(call.path["webhookId"].rstrip("="))
    if webhook is None or not caller.may_reach(webhook.creator):
        raise not_found()
    return webhook


def list_webhooks(call: Call) -> Answer:
    """List Webhooks: the caller's own or, with `ownedBy` of org, those of the organisation."""
    caller = enter(call)
    organisation = read_word(call, "ownedBy", ("org",)) is not None
    if organisation and not caller.everywhere:
        raise forbidden("Only administrators can list webhooks of the organization.")
    items = [
        each.shown()
        for each in call.emulator.world.shelf(Webhook).values()
        if (each.settings["ownedBy"] == "org" if organisation else each.creator == caller.person)
        or caller.overreaches
    ]
    return paged(call, items, default=100, limits=(1, 10**6))


def create_webhook(call: Call) -> Answer:
    """Create a Webhook."""
    caller = enter(call)
    settings = {"ownedBy": "creator"} | _CREATE.check(call.json(), "")
    _check_owner(caller, settings)
    webhook = Webhook(_new_id(), caller.person, settings, call.emulator.clock.now())
    call.emulator.world.shelf(Webhook)[webhook.id] = webhook
    return Answer(webhook.shown())


def get_webhook(call: Call) -> Answer:
    """Get Webhook Details."""
    return Answer(_wanted(call, enter(call)).shown())


def update_webhook(call: Call) -> Answer:
    """Update a Webhook; its resource, event and filter stay, as does what is not named."""
    caller = enter(call)
    changes = _UPDATE.check(call.json(), "")
    webhook = _wanted(call, caller)
    settings = webhook.settings | {name: value for name, value in changes.items() if name != "status"}
    _check_owner(caller, settings)
    webhook.settings = settings
    return Answer(webhook.shown())


def delete_webhook(call: Call) -> Answer:
    """Delete a Webhook."""
    webhook = _wanted(call, enter(call))
    del call.emulator.world.shelf(Webhook)[webhook.id]
    return Answer(status=204)


PATHS: dict[str, dict[str, Operation]] = {
    "/webhooks": {
        "GET": Operation("list-webhooks", list_webhooks),
        "POST": Operation("create-a-webhook", create_webhook),
    },
    "/webhooks/{webhookId}": {
        "GET": Operation("get-webhook-details", get_webhook),
        "PUT": Operation("update-a-webhook", update_webhook),
        "DELETE": Operation("delete-a-webhook", delete_webhook),
    },
}
