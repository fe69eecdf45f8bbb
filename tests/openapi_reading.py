"""Names that our OpenAPI documents must describe, and ways through the documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from tests.openapi_operations import OPERATIONS

FOLDER = Path(__file__).parent.parent / "specs" / "openapi"
BASE = "https://example.com/openapi/"
DOCUMENTS = sorted(["common.yaml", *OPERATIONS])
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
SOURCES = {"update-ref", "guide", "deck-2020", "rest-wire", "rest-operations"}
PROVENANCES = {"documented", "observed", "inferred"}
HOSTS = {"webexapis.com", "example.com"}

MEETING_OPTIONS = [
    "enabledChat", "enabledVideo", "enabledPolling", "enabledNote", "noteType", "enabledFileTransfer",
    "enabledUCFRichMedia",
]  # fmt: skip
ATTENDEE_PRIVILEGES = [
    "enabledShareContent", "enabledSaveDocument", "enabledPrintDocument", "enabledAnnotate",
    "enabledViewParticipantList", "enabledViewThumbnails", "enabledRemoteControl", "enabledViewAnyDocument",
    "enabledViewAnyPage", "enabledContactOperatorPrivately", "enabledChatHost", "enabledChatPresenter",
    "enabledChatOtherParticipants",
]  # fmt: skip
AUDIO_CONNECTION_OPTIONS = [
    "audioConnectionType", "enabledTollFreeCallIn", "enabledGlobalCallIn", "enabledAudienceCallBack",
    "entryAndExitTone", "allowHostToUnmuteParticipants", "allowAttendeeToUnmuteSelf", "muteAttendeeUponEntry",
]  # fmt: skip
REGISTRATION = [
    "autoAcceptRequest", "requireFirstName", "requireLastName", "requireEmail", "requireJobTitle",
    "requireCompanyName", "requireAddress1", "requireAddress2", "requireCity", "requireState",
    "requireZipCode", "requireCountryRegion", "requireWorkPhone", "requireFax",
]  # fmt: skip
UPDATE_REQUEST = [
    "title", "agenda", "password", "timezone", "start", "end", "recurrence", "enabledAutoRecordMeeting",
    "allowAnyUserToBeCoHost", "enabledJoinBeforeHost", "enableConnectAudioBeforeHost",
    "joinBeforeHostMinutes", "excludePassword", "publicMeeting", "reminderTime",
    "unlockedMeetingJoinSecurity", "sessionTypeId", "enabledWebcastView", "panelistPassword",
    "enableAutomaticLock", "automaticLockMinutes", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices",
    "sendEmail", "hostEmail", "meetingOptions", "attendeePrivileges", "integrationTags",
    "enabledBreakoutSessions", "trackingCodes", "trackingCodes[].name", "trackingCodes[].value",
    "enabledAudioWatermark", "enabledVisualWatermark", "visualWatermarkOpacity", "audioConnectionOptions",
    "requireAttendeeLogin", "restrictToInvitees",
    *(f"meetingOptions.{name}" for name in MEETING_OPTIONS),
    *(f"attendeePrivileges.{name}" for name in ATTENDEE_PRIVILEGES),
    *(f"audioConnectionOptions.{name}" for name in AUDIO_CONNECTION_OPTIONS),
]  # fmt: skip
UPDATE_RESPONSE = [
    "id", "meetingSeriesId", "meetingNumber", "title", "agenda", "password", "phoneAndVideoSystemPassword",
    "meetingType", "state", "hostDidJoin", "attendeeDidJoin", "isModified", "timezone", "start", "end",
    "recurrence", "hostUserId", "hostDisplayName", "hostEmail", "hostKey", "siteUrl", "webLink", "sipAddress",
    "dialInIpAddress", "roomId", "enabledAutoRecordMeeting", "allowAnyUserToBeCoHost",
    "enabledJoinBeforeHost", "enableConnectAudioBeforeHost", "joinBeforeHostMinutes", "excludePassword",
    "publicMeeting", "reminderTime", "unlockedMeetingJoinSecurity", "sessionTypeId", "scheduledType",
    "enabledWebcastView", "panelistPassword", "phoneAndVideoSystemPanelistPassword", "enableAutomaticLock",
    "automaticLockMinutes", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices", "telephony",
    "telephony.accessCode", "telephony.callInNumbers", "telephony.callInNumbers[].label",
    "telephony.callInNumbers[].callInNumber", "telephony.callInNumbers[].tollType", "telephony.links",
    "telephony.links[].rel", "telephony.links[].href", "telephony.links[].method", "meetingOptions",
    "attendeePrivileges", "registration", "registration.maxRegisterNum", "registration.customizedQuestions",
    "registration.customizedQuestions[].id", "registration.customizedQuestions[].question",
    "registration.customizedQuestions[].required", "registration.customizedQuestions[].type",
    "registration.customizedQuestions[].maxLength", "registration.customizedQuestions[].options",
    "registration.customizedQuestions[].options[].id", "registration.customizedQuestions[].options[].value",
    "registration.customizedQuestions[].rules", "registration.customizedQuestions[].rules[].condition",
    "registration.customizedQuestions[].rules[].value", "registration.customizedQuestions[].rules[].result",
    "registration.customizedQuestions[].rules[].matchCase",
    "registration.customizedQuestions[].rules[].order", "registration.rules", "registration.rules[].question",
    "registration.rules[].condition", "registration.rules[].value", "registration.rules[].result",
    "registration.rules[].matchCase", "registration.rules[].order", "integrationTags",
    "simultaneousInterpretation", "simultaneousInterpretation.enabled",
    "simultaneousInterpretation.interpreters", "simultaneousInterpretation.interpreters[].id",
    "simultaneousInterpretation.interpreters[].languageCode1",
    "simultaneousInterpretation.interpreters[].languageCode2",
    "simultaneousInterpretation.interpreters[].email",
    "simultaneousInterpretation.interpreters[].displayName", "enabledBreakoutSessions", "links",
    "links[].rel", "links[].href", "links[].method", "trackingCodes", "trackingCodes[].name",
    "trackingCodes[].value", "enabledAudioWatermark", "enabledVisualWatermark", "visualWatermarkOpacity",
    "audioConnectionOptions", "requireAttendeeLogin", "restrictToInvitees",
    *(f"meetingOptions.{name}" for name in MEETING_OPTIONS),
    *(f"attendeePrivileges.{name}" for name in ATTENDEE_PRIVILEGES),
    *(f"registration.{name}" for name in REGISTRATION),
    *(f"audioConnectionOptions.{name}" for name in AUDIO_CONNECTION_OPTIONS),
]  # fmt: skip
AVAILABILITY = [
    "id", "meetingNumber", "title", "agenda", "password", "phoneAndVideoSystemPassword", "meetingType",
    "state", "isModified", "timezone", "start", "end", "recurrence", "hostUserId", "hostDisplayName",
    "hostEmail", "hostKey", "siteUrl", "webLink", "sipAddress", "dialInIpAddress", "enabledAutoRecordMeeting",
    "allowAnyUserToBeCoHost", "enabledJoinBeforeHost", "enableConnectAudioBeforeHost",
    "joinBeforeHostMinutes", "excludePassword", "publicMeeting", "reminderTime",
    "unlockedMeetingJoinSecurity", "enableAutomaticLock", "automaticLockMinutes", "allowFirstUserToBeCoHost",
    "allowAuthenticatedDevices", "telephony", "meetingOptions", "attendeePrivileges", "registration",
    "integrationTags", "scheduledType", "simultaneousInterpretation", "enabledBreakoutSessions", "links",
    "trackingCodes", "audioConnectionOptions",
]  # fmt: skip


@cache
def document(name: str) -> dict[str, Any]:
    """One of our documents, parsed."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


@cache
def registry() -> jsonschema_rs.Registry:
    """All documents under addresses that make their relative references meet."""
    return jsonschema_rs.Registry([(BASE + name, document(name)) for name in DOCUMENTS])


@cache
def validator(place: str) -> jsonschema_rs.Draft202012Validator:
    """A validator, formats on, of the schema at `file#/pointer` or of that name in meetings.yaml."""
    where = place if "#" in place else f"meetings.yaml#/components/schemas/{place}"
    return jsonschema_rs.Draft202012Validator(
        {"$ref": BASE + where}, registry=registry(), validate_formats=True
    )


def complaints(place: str, value: object) -> list[str]:
    """What the schema has against the value."""
    return [error.message for error in validator(place).iter_errors(value)]


def walk(node: object, path: str = "#") -> Iterator[tuple[str, Any]]:
    """Every node of a document with its pointer."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{path}/{index}")


def follow(name: str, reference: str) -> tuple[str, Any]:
    """The file and the node that a reference found in file `name` leads to; KeyError when to none."""
    file, _, pointer = reference.partition("#")
    file = file or name
    node: Any = document(file)
    for part in pointer.removeprefix("/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return (file, node) if "$ref" not in node else follow(file, node["$ref"])


def resolved(name: str, node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A node with its reference, if it has one, merged underneath it."""
    if "$ref" not in node:
        return name, node
    file, target = follow(name, node["$ref"])
    return file, {**target, **{key: value for key, value in node.items() if key != "$ref"}}


def property_schema(schema: str, path: str) -> tuple[str, dict[str, Any]]:
    """The schema of a property such as `telephony.links[].rel` in a named schema of meetings.yaml."""
    name, node = follow("meetings.yaml", f"#/components/schemas/{schema}")
    for step in path.replace("[]", ".[]").split("."):
        name, node = resolved(name, node["items"] if step == "[]" else node["properties"][step])
    return name, node


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File, `METHOD /path` and operation, of every operation."""
    for name in OPERATIONS:
        for path, item in document(name)["paths"].items():
            for method in METHODS & item.keys():
                yield name, f"{method.upper()} {path}", item[method]


def schema_places() -> list[str]:
    """`file#/pointer` of every named schema, and of every property of `Meeting` on its own."""
    places = [
        f"{name}#/components/schemas/{schema}"
        for name in DOCUMENTS
        for schema in document(name)["components"]["schemas"]
    ]
    meeting = document("meetings.yaml")["components"]["schemas"]["Meeting"]["properties"]
    return places + [f"meetings.yaml#/components/schemas/Meeting/properties/{name}" for name in meeting]
