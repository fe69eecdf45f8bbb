"""Webhooks and guests, as our OpenAPI documents describe them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_reading import complaints, document

ID = "Y2lzY29zcGFyazovL3VzL1dFQkhPT0svMQ"
NEW: dict[str, Any] = {
    "name": "Harvest bell",
    "targetUrl": "https://bell.example.com/ring",
    "resource": "meetings",
    "event": "ended",
    "filter": "hostEmail=kari@example.com",
    "secret": "pear",
    "ownedBy": "org",
}
WEBHOOK = NEW | {
    "id": ID,
    "ownedBy": "creator",
    "status": "inactive",
    "created": "2031-09-08T07:20:00.125Z",
    "orgId": ID,
    "createdBy": ID,
    "appId": ID,
}
CHANGE = {"name": "Bell", "targetUrl": "https://bell.example.com/ring", "status": "active"}
GUEST: dict[str, Any] = {
    "id": ID,
    "subject": "picker-4",
    "displayName": "Ola",
    "email": "picker-4@example.com",
    "accessToken": "t",
    "expiresIn": 64799,
}
GOOD: list[tuple[str, object]] = [
    ("webhooks/Webhook", WEBHOOK),
    ("webhooks/Webhook", {"id": ID, "harvest": 1}),
    ("webhooks/WebhookList", {"items": [WEBHOOK]}),
    ("webhooks/WebhookList", {"items": []}),
    ("webhooks/CreateWebhook", NEW),
    ("webhooks/CreateWebhook", NEW | {"resource": "telephony_calls", "event": "statusChanged"}),
    ("webhooks/UpdateWebhook", CHANGE),
    ("webhooks/UpdateWebhook", {"name": "Bell", "targetUrl": "https://bell.example.com/ring"}),
    ("guests/CreateGuest", {"subject": "picker-4", "displayName": "Ola"}),
    ("guests/Guest", GUEST),
    ("guests/GuestCount", 112),
    ("guests/GuestCount", {"112": 112}),
]
BAD: list[tuple[str, object]] = [
    ("webhooks/Webhook", {key: value for key, value in WEBHOOK.items() if key != "id"}),
    ("webhooks/Webhook", WEBHOOK | {"status": "asleep"}),
    ("webhooks/Webhook", WEBHOOK | {"event": "burst"}),
    ("webhooks/Webhook", WEBHOOK | {"created": "2031-09-08"}),
    ("webhooks/Webhook", WEBHOOK | {"targetUrl": "ring"}),
    ("webhooks/Webhook", WEBHOOK | {"id": ""}),
    ("webhooks/WebhookList", {}),
    ("webhooks/WebhookList", {"items": None}),
    ("webhooks/CreateWebhook", NEW | {"name": ""}),
    ("webhooks/CreateWebhook", NEW | {"resource": "orchards"}),
    ("webhooks/CreateWebhook", NEW | {"ownedBy": "creator"}),
    ("webhooks/UpdateWebhook", {"name": "Bell"}),
    ("webhooks/UpdateWebhook", CHANGE | {"status": "inactive"}),
    ("guests/CreateGuest", {"subject": "picker-4"}),
    ("guests/CreateGuest", {"subject": "", "displayName": "Ola"}),
    ("guests/Guest", GUEST | {"expiresIn": "64799"}),
    ("guests/Guest", GUEST | {"expiresIn": 0}),
    ("guests/Guest", GUEST | {"email": "picker-4"}),
    ("guests/GuestCount", "many"),
    ("guests/GuestCount", -1),
    ("guests/GuestCount", {"112": "many"}),
]


def place(name: str) -> str:
    """Where a schema written as `file/schema` stands."""
    file, _, schema = name.partition("/")
    return f"{file}.yaml#/components/schemas/{schema}"


@pytest.mark.parametrize(("schema", "body"), GOOD)
def test_plausible_bodies_are_accepted(schema: str, body: object) -> None:
    """A body as the documents or recorded answers have it is no defect."""
    assert complaints(place(schema), body) == []


@pytest.mark.parametrize(("schema", "body"), BAD)
def test_near_misses_are_refused(schema: str, body: object) -> None:
    """One wrong or missing value spoils a body."""
    assert complaints(place(schema), body)


@pytest.mark.parametrize("missing", ["name", "targetUrl", "resource", "event"])
def test_a_webhook_needs_four_properties(missing: str) -> None:
    """Without any of them a webhook cannot be created."""
    assert complaints(place("webhooks/CreateWebhook"), {k: v for k, v in NEW.items() if k != missing})


def test_scopes_of_webhooks_follow_from_their_resource() -> None:
    """Every scope that belongs to a resource is one that opens the operation, and no other but compliance."""
    for item in document("webhooks.yaml")["paths"].values():
        for method in {"get", "post", "put", "delete"} & item.keys():
            operation = item[method]
            named = {scope for scopes in operation["x-scopes-by-resource"].values() for scope in scopes}
            levels = operation["x-levels"]
            assert named == {*levels["user"], *levels["admin"]}
            assert operation["x-scopes-any"] is True


def test_guests_have_a_level_of_their_own() -> None:
    """Only service apps create and count guests."""
    paths = document("guests.yaml")["paths"]
    for operation in (paths["/guests/token"]["post"], paths["/guests/count"]["get"]):
        assert [level for level, scopes in operation["x-levels"].items() if scopes] == ["guest"]
