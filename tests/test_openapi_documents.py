"""Our OpenAPI documents: well formed, complete, and as strict as they claim to be."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
import yaml

FOLDER = Path(__file__).parent.parent / "specs" / "openapi"
BASE = "https://example.com/openapi/"
DOCUMENTS = ["common.yaml", "meetings.yaml", "people.yaml"]
OPERATIONS = {
    "meetings.yaml": {
        "createMeeting": "POST /meetings",
        "listMeetings": "GET /meetings",
        "getMeeting": "GET /meetings/{meetingId}",
        "updateMeeting": "PUT /meetings/{meetingId}",
        "patchMeeting": "PATCH /meetings/{meetingId}",
        "deleteMeeting": "DELETE /meetings/{meetingId}",
        "joinMeeting": "POST /meetings/join",
        "getMeetingControls": "GET /meetings/controls",
        "updateMeetingControls": "PUT /meetings/controls",
    },
    "people.yaml": {
        "getMyOwnDetails": "GET /people/me",
        "listPeople": "GET /people",
        "getPerson": "GET /people/{personId}",
    },
}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
SOURCES = {"update-ref", "guide", "deck-2020", "rest-wire"}
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


SERIES_ID = "0123456789abcdef0123456789abcdef"
SETTINGS: dict[str, Any] = {
    "title": "Harvest planning",
    "agenda": "Who picks what, and when",
    "password": "Orchard-2031",
    "timezone": "Europe/Oslo",
    "start": "2031-09-01T09:00:00+02:00",
    "end": "2031-09-01T09:45:00+02:00",
    "enabledAutoRecordMeeting": False,
    "allowAnyUserToBeCoHost": False,
    "enabledJoinBeforeHost": True,
    "enableConnectAudioBeforeHost": True,
    "joinBeforeHostMinutes": 10,
    "excludePassword": True,
    "publicMeeting": False,
    "reminderTime": 20,
    "unlockedMeetingJoinSecurity": "allowJoinWithLobby",
    "enableAutomaticLock": True,
    "automaticLockMinutes": 15,
    "allowFirstUserToBeCoHost": False,
    "allowAuthenticatedDevices": True,
    "meetingOptions": dict.fromkeys(MEETING_OPTIONS, False) | {"noteType": "allowOne"},
    "attendeePrivileges": dict.fromkeys(ATTENDEE_PRIVILEGES, True),
    "integrationTags": ["orchard-7", "crate-12", "x" * 64],
    "enabledBreakoutSessions": False,
    "trackingCodes": [{"name": "Orchard", "value": "North"}],
    "enabledVisualWatermark": True,
    "visualWatermarkOpacity": 5,
    "audioConnectionOptions": dict.fromkeys(AUDIO_CONNECTION_OPTIONS, False)
    | {"audioConnectionType": "webexAudio", "entryAndExitTone": "noTone"},
}
SERIES: dict[str, Any] = SETTINGS | {
    "id": SERIES_ID,
    "meetingNumber": "25512345678",
    "phoneAndVideoSystemPassword": "67228324",
    "meetingType": "meetingSeries",
    "state": "active",
    "recurrence": "FREQ=WEEKLY;INTERVAL=1;COUNT=6;BYDAY=MO",
    "hostUserId": "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x",
    "hostDisplayName": "Kari Gardener",
    "hostEmail": "kari@example.com",
    "hostKey": "918273",
    "siteUrl": "orchard.example.com",
    "webLink": "https://orchard.example.com/orchard/j.php?MTID=m1",
    "sipAddress": "25512345678@orchard.example.com",
    "dialInIpAddress": "192.0.2.17",
    "sessionTypeId": 3,
    "scheduledType": "meeting",
    "telephony": {
        "accessCode": "25512345678",
        "callInNumbers": [{"label": "Norway Toll", "callInNumber": "+47-0000-0000", "tollType": "toll"}],
        "links": [
            {"rel": "globalCallinNumbers", "href": f"/v1/meetings/{SERIES_ID}/numbers", "method": "GET"}
        ],
    },
    "registration": dict.fromkeys(REGISTRATION, False)
    | {
        "maxRegisterNum": 40,
        "customizedQuestions": [
            {
                "id": 1,
                "question": "Own ladder?",
                "type": "radioButtons",
                "options": [{"id": 1, "value": "yes"}],
                "rules": [{"condition": "equals", "value": "yes", "result": "approve", "order": 1}],
            }
        ],
        "rules": [
            {"question": "email", "condition": "endsWith", "value": "@example.com", "result": "approve"}
            | {"matchCase": False, "order": 2}
        ],
    },
    "simultaneousInterpretation": {
        "enabled": True,
        "interpreters": [{"id": "aW50ZXJwcmV0ZXI", "languageCode1": "nb", "languageCode2": "pl"}],
    },
    "links": [
        {"rel": "breakoutSessions", "href": f"/v1/meetings/{SERIES_ID}/breakoutSessions", "method": "GET"}
    ],
}
SCHEDULED: dict[str, Any] = {key: value for key, value in SERIES.items() if key != "recurrence"} | {
    "id": f"{SERIES_ID}_20310908T070000Z",
    "meetingSeriesId": SERIES_ID,
    "meetingType": "scheduledMeeting",
    "state": "missed",
    "isModified": True,
}
INSTANCE: dict[str, Any] = {
    "id": f"{SERIES_ID}_I_000000000000000042",
    "meetingSeriesId": SERIES_ID,
    "scheduledMeetingId": f"{SERIES_ID}_20310908T070000Z",
    "meetingType": "meeting",
    "state": "lobby",
    "title": "Harvest planning",
    "timezone": "UTC",
    "start": "2031-09-08T06:58:13Z",
    "hostEmail": "kari@example.com",
    "hasRecording": False,
}
BODIES = {"MeetingSeries": SERIES, "ScheduledMeeting": SCHEDULED, "MeetingInstance": INSTANCE}
NEW = {"title": "Pruning", "start": "2031-02-01 08:00:00", "end": "2031-02-01T08:30:00"}

DEFECTS: list[tuple[str, str, Any]] = [
    ("title", "of 129 characters", "x" * 129),
    ("title", "a number", 7),
    ("agenda", "of 1301 characters", "x" * 1301),
    ("agenda", "null", None),
    ("state", "unknown", "sleeping"),
    ("meetingType", "unknown", "webinar"),
    ("scheduledType", "unknown", "party"),
    ("id", "in upper case", SERIES_ID.upper()),
    ("meetingSeriesId", "with a suffix", f"{SERIES_ID}_20310908T070000Z"),
    ("meetingNumber", "a number", 25512345678),
    ("meetingNumber", "of 8 digits", "12345678"),
    ("phoneAndVideoSystemPassword", "of 7 digits", "1234567"),
    ("phoneAndVideoSystemPanelistPassword", "with a letter", "1234567a"),
    ("start", "with milliseconds", "2031-09-01T09:00:00.000Z"),
    ("start", "without an offset", "2031-09-01T09:00:00"),
    ("end", "on no day", "2031-02-30T09:00:00Z"),
    ("timezone", "empty", ""),
    ("hostEmail", "no address", "kari"),
    ("webLink", "no address", "j.php"),
    ("siteUrl", "with a scheme", "https://orchard.example.com"),
    ("dialInIpAddress", "no address", "192.0.2.256"),
    ("joinBeforeHostMinutes", "not on offer", 20),
    ("reminderTime", "text", "20"),
    ("enabledAutoRecordMeeting", "text", "false"),
    ("unlockedMeetingJoinSecurity", "unknown", "allow"),
    ("visualWatermarkOpacity", "4", 4),
    ("visualWatermarkOpacity", "81", 81),
    ("integrationTags", "of 4", ["a", "b", "c", "d"]),
    ("integrationTags", "with one of 65 characters", ["x" * 65]),
    ("trackingCodes", "with an empty value", [{"name": "Orchard", "value": ""}]),
    ("trackingCodes", "with a name of 121 characters", [{"name": "x" * 121, "value": "North"}]),
    ("telephony", "with links that are no list", {"links": {}}),
    ("telephony", "with numbers that lack all", {"callInNumbers": [{}]}),
    ("meetingOptions", "with an unknown note type", {"noteType": "allowNone"}),
    ("attendeePrivileges", "no object", []),
    ("registration", "with a flag that is text", {"requireFax": "no"}),
    ("registration", "with an unknown question", {"rules": [{"question": "age"}]}),
    ("simultaneousInterpretation", "without its switch", {"interpreters": []}),
    ("links", "one object", {"rel": "x", "href": "/x", "method": "GET"}),
    ("audioConnectionOptions", "with an unknown type", {"audioConnectionType": "voip"}),
    ("audioConnectionOptions", "with an unknown tone", {"entryAndExitTone": "gong"}),
    ("recurrence", "that is no rule", "every monday"),
    ("liveStream", "without addresses", {"destination": "Tube"}),
    ("hasChat", "a number", 1),
]  # fmt: skip
DEFECT_IDS = [f"{name} {what}" for name, what, _ in DEFECTS]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_openapi_3_1(name: str) -> None:
    """Every document says 3.1 and obeys the specification's own schema."""
    assert document(name)["openapi"] == "3.1.0"
    schemathesis.openapi.from_path(FOLDER / name, config=schemathesis.Config()).validate()


def test_a_broken_document_would_be_noticed() -> None:
    """The check above is one that can fail."""
    broken = document("people.yaml") | {"servers": "none"}
    with pytest.raises(jsonschema_rs.ValidationError):
        schemathesis.openapi.from_dict(broken, config=schemathesis.Config()).validate()


def test_no_document_is_left_out() -> None:
    """The folder holds the documents named here, with their defaults, and no others."""
    assert sorted(path.name for path in FOLDER.iterdir()) == DOCUMENTS
    for name in DOCUMENTS:
        assert document(name)["x-default-source"] in SOURCES
        assert document(name)["x-default-provenance"] in PROVENANCES


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_resolve(name: str) -> None:
    """A client of the document sees every operation, references followed, under its own name."""
    schema = schemathesis.openapi.from_path(FOLDER / name, config=schemathesis.Config())
    found = [result.ok() for result in schema.get_all_operations()]
    assert {op.definition.raw["operationId"]: op.label for op in found} == OPERATIONS[name]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_references_resolve(name: str) -> None:
    """Every reference leads somewhere, and only within this folder."""
    references = [
        node["$ref"] for _, node in walk(document(name)) if isinstance(node, dict) and "$ref" in node
    ]
    assert references
    for reference in references:
        assert reference.startswith(("#/", "common.yaml#/")), reference
        assert follow(name, reference)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_is_tidy(name: str) -> None:
    """Lines are short and free of tabs, and nothing is written with anchors."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > 110 or line != line.rstrip()] == []
    assert "\t" not in text
    assert not any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in yaml.scan(text))


def test_operation_ids_are_unique_and_lower_camel() -> None:
    """No two operations share an id, and all ids are written alike."""
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids)) == sum(len(names) for names in OPERATIONS.values())
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", id_) for id_ in ids)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hosts_are_the_service_or_examples(name: str) -> None:
    """No address in a document belongs to anybody but the service itself and example.com."""
    for host in re.findall(r"https?://([^/\s\"'`]+)", (FOLDER / name).read_text(encoding="utf-8")):
        assert host in HOSTS or host.endswith(".example.com"), host


@pytest.mark.parametrize("name", DOCUMENTS)
def test_descriptions_are_short(name: str) -> None:
    """Apart from a document's own, a description is one line, and a summary one sentence."""
    for path, node in walk(document(name)):
        if (
            path.endswith(("/description", "/summary"))
            and isinstance(node, str)
            and path != "#/info/description"
        ):
            assert len(node) <= 110, path
            assert "\n" not in node, path


def test_operations_say_who_may_call_them() -> None:
    """Scopes by level and security requirements agree, and every scope is one of the scheme's."""
    _, scheme = follow("common.yaml", "#/components/securitySchemes/oauth2")
    known = scheme["flows"]["authorizationCode"]["scopes"]
    for _, label, operation in operations():
        levels = operation["x-levels"]
        assert set(levels) - {"guest"} == {"user", "admin", "compliance"}, label
        assert all(len(scopes) == 1 for scopes in levels.values() if scopes), label
        assert operation["security"] == [{"oauth2": scopes} for scopes in levels.values() if scopes], label
        assert {scope for scopes in levels.values() for scope in scopes} <= known.keys(), label
        assert {s for scopes in operation.get("x-scopes-when", {}).values() for s in scopes} <= known.keys()


def test_operations_list_their_answers() -> None:
    """Each operation has the success it is known for and the refusals that can meet it."""
    success = {"deleteMeeting": {"204"}, "joinMeeting": {"200", "302"}}
    for _, label, operation in operations():
        answers = operation["responses"].keys()
        expected = success.get(operation["operationId"], {"200"})
        assert {status for status in answers if status < "400"} == expected, label
        assert {"401", "403", "429", "500", "502", "503", "504"} <= answers, label
        assert ("415" in answers) == ("requestBody" in operation), label
        assert ("404" in answers) >= ("{" in label), label


def test_marks_are_known_words() -> None:
    """Sources, provenances and conflicts are of the few words that there are, and operations have them."""
    for name in DOCUMENTS:
        for path, node in walk(document(name)):
            if path.endswith("/x-source"):
                assert node in SOURCES, path
            elif path.endswith("/x-provenance"):
                assert node in PROVENANCES, path
            elif path.endswith("/x-conflict"):
                assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", node), path
    for _, label, operation in operations():
        assert {"x-source", "x-provenance", "x-document-names", "summary"} <= operation.keys(), label


@pytest.mark.parametrize("name", DOCUMENTS)
def test_limits_are_marked_where_they_stand(name: str) -> None:
    """A mark on a single keyword sits in a schema that has this keyword."""
    for path, node in walk(document(name)):
        if isinstance(node, dict) and "x-limits" in node:
            _, schema = resolved(name, node)
            for keyword, mark in node["x-limits"].items():
                assert keyword in schema, path
                assert mark["source"] in SOURCES, path
                assert mark["provenance"] in PROVENANCES, path


@pytest.mark.parametrize("path", UPDATE_REQUEST)
@pytest.mark.parametrize("schema", ["UpdateMeeting", "PatchMeeting"])
def test_update_reference_request_is_described(schema: str, path: str) -> None:
    """Every body property of the update reference has a schema that says something."""
    _, node = property_schema(schema, path)
    assert {"type", "enum", "anyOf"} & node.keys()


@pytest.mark.parametrize("path", UPDATE_RESPONSE)
def test_update_reference_response_is_described(path: str) -> None:
    """Every response property of the update reference has a schema that says something."""
    _, node = property_schema("Meeting", path)
    assert {"type", "enum", "anyOf"} & node.keys()


def test_availability_attributes_are_described_and_never_required() -> None:
    """The 45 attributes of the availability tables have schemas, and no schema of a meeting wants one."""
    schemas = document("meetings.yaml")["components"]["schemas"]
    assert len(AVAILABILITY) == len(set(AVAILABILITY)) == 45
    assert set(AVAILABILITY) <= schemas["Meeting"]["properties"].keys()
    assert "required" not in schemas["Meeting"]
    for name in ("MeetingSeries", "ScheduledMeeting", "MeetingInstance"):
        assert {key for part in schemas[name]["allOf"] for key in part.get("required", [])} <= {
            "meetingSeriesId"
        }
    assert complaints("MeetingSeries", {}) == []
    assert complaints("AnyMeeting", {}) == []


@pytest.mark.parametrize("place", schema_places())
def test_schemas_compile(place: str) -> None:
    """Every schema stands on its own, and its words and formats are those of draft 2020-12."""
    _, node = follow("common.yaml", place)
    jsonschema_rs.meta.validate(node)
    validator(place)


@pytest.mark.parametrize("schema", BODIES)
def test_plausible_meetings_are_accepted(schema: str) -> None:
    """A full body of each type passes as itself, as any meeting, and in a list."""
    assert complaints(schema, BODIES[schema]) == []
    assert complaints("AnyMeeting", BODIES[schema]) == []
    assert complaints("MeetingList", {"items": list(BODIES.values())}) == []


@pytest.mark.parametrize("schema", BODIES)
def test_meetings_may_grow(schema: str) -> None:
    """Attributes that nobody has heard of are no defect."""
    assert complaints("AnyMeeting", BODIES[schema] | {"enabledHarvest": True}) == []


@pytest.mark.parametrize("other", BODIES)
@pytest.mark.parametrize("schema", BODIES)
def test_types_are_told_apart(schema: str, other: str) -> None:
    """A body passes as its own type and as no other."""
    assert validator(schema).is_valid(BODIES[other]) == (schema == other)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, _, value in DEFECTS], ids=DEFECT_IDS)
@pytest.mark.parametrize("schema", BODIES)
def test_single_defects_are_refused(schema: str, name: str, value: object) -> None:
    """One wrong value spoils a body, by its type, as any meeting, in a list, and as a property alone."""
    body = BODIES[schema] | {name: value}
    assert complaints(schema, body)
    assert complaints("AnyMeeting", body)
    assert complaints("MeetingList", {"items": [body]})
    assert complaints(f"meetings.yaml#/components/schemas/Meeting/properties/{name}", value)


@pytest.mark.parametrize(
    ("schema", "state"),
    [
        ("MeetingSeries", "ready"),
        ("MeetingSeries", "ended"),
        ("ScheduledMeeting", "active"),
        ("ScheduledMeeting", "inProgress"),
        ("MeetingInstance", "missed"),
        ("MeetingInstance", "expired"),
    ],
)
def test_states_of_other_types_are_refused(schema: str, state: str) -> None:
    """A state belongs to certain types of meeting, also where any meeting is awaited."""
    body = BODIES[schema] | {"state": state}
    assert complaints(schema, body)
    assert complaints("AnyMeeting", body)


@pytest.mark.parametrize("schema", ["ScheduledMeeting", "MeetingInstance"])
def test_parents_are_named(schema: str) -> None:
    """Scheduled meetings and instances say which series they come from."""
    orphan = {key: value for key, value in BODIES[schema].items() if key != "meetingSeriesId"}
    assert complaints(schema, orphan)
    assert complaints("AnyMeeting", orphan)


def test_a_one_off_may_bear_the_id_of_its_series() -> None:
    """The only scheduled meeting of a series passes with the bare series id."""
    assert complaints("ScheduledMeeting", SCHEDULED | {"id": SERIES_ID}) == []


def test_a_list_always_has_items() -> None:
    """An empty list is an empty array, and its absence is a defect."""
    assert complaints("MeetingList", {"items": []}) == []
    assert complaints("MeetingList", {})
    assert complaints("MeetingList", {"items": None})


@pytest.mark.parametrize("body", [SERIES, SCHEDULED], ids=["series", "scheduled"])
@pytest.mark.parametrize("schema", ["UpdateMeeting", "PatchMeeting"])
def test_a_meeting_can_be_sent_back_whole(schema: str, body: dict[str, Any]) -> None:
    """What was read is a legal update, read-only attributes included."""
    assert complaints(schema, body) == []


@pytest.mark.parametrize("missing", ["title", "start", "end"])
def test_creation_needs_title_start_and_end(missing: str) -> None:
    """Three properties make a meeting, and each of them is needed."""
    assert complaints("CreateMeeting", NEW) == []
    assert complaints("CreateMeeting", SETTINGS) == []
    assert complaints("CreateMeeting", {key: value for key, value in NEW.items() if key != missing})


@pytest.mark.parametrize("schema", ["CreateMeeting", "UpdateMeeting", "PatchMeeting"])
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("title", "x" * 128, "x" * 129),
        ("agenda", "x" * 1300, "x" * 1301),
        ("visualWatermarkOpacity", 80, 81),
        ("visualWatermarkOpacity", 5, 4),
        ("integrationTags", ["a", "b", "c"], ["a", "b", "c", "d"]),
        ("integrationTags", ["x" * 64], ["x" * 65]),
        ("trackingCodes", [{"name": "n", "value": "x" * 120}], [{"name": "n", "value": "x" * 121}]),
        ("trackingCodes", [], [{"name": "", "value": "v"}]),
        ("joinBeforeHostMinutes", 45, 40),
        ("unlockedMeetingJoinSecurity", "blockFromJoin", "block"),
        ("recurrence", "RRULE:FREQ=DAILY;COUNT=2", "COUNT=2"),
        ("hostEmail", "kari@example.com", "kari"),
    ],
)
def test_request_limits(schema: str, name: str, good: object, bad: object) -> None:
    """Values on a limit are legal in requests, values beyond it are not."""
    assert complaints(schema, NEW | {name: good}) == []
    assert complaints(schema, NEW | {name: bad})


@pytest.mark.parametrize("name", ["agenda", "recurrence", "trackingCodes", "integrationTags"])
def test_null_clears_where_it_is_documented(name: str) -> None:
    """PATCH takes null for four properties, PUT for one, creation for none."""
    assert complaints("PatchMeeting", {name: None}) == []
    assert bool(complaints("UpdateMeeting", {name: None})) == (name != "integrationTags")
    assert complaints("CreateMeeting", NEW | {name: None})


@pytest.mark.parametrize(
    ("value", "legal"),
    [
        ("2031-02-01T08:00:00Z", True),
        ("2031-02-01T08:00:00.125+01:00", True),
        ("2031-02-01T08:00:00", True),
        ("2031-02-01 08:00:00", True),
        ("2031-02-01T08:00+0100", True),
        ("20310201T080000Z", True),
        ("2031-02-01", False),
        ("2031-13-01T08:00:00Z", False),
        ("tomorrow", False),
        ("", False),
    ],
)
def test_input_times_are_lenient(value: str, legal: bool) -> None:
    """Requests take every usual form of ISO 8601, naive times included, and nothing else."""
    assert validator("common.yaml#/components/schemas/InputDateTime").is_valid(value) == legal


@pytest.mark.parametrize(
    ("body", "legal"),
    [
        ({"meetingId": SERIES_ID, "expirationMinutes": 60}, True),
        ({"webLink": "https://orchard.example.com/m/1", "joinDirectly": False}, True),
        ({"meetingNumber": "25512345678", "displayName": "x" * 129}, False),
        ({"meetingNumber": "25512345678", "expirationMinutes": 61}, False),
        ({"meetingNumber": "25512345678", "expirationMinutes": 0}, False),
        ({"email": "kari@example.com"}, False),
    ],
)
def test_join_requests(body: dict[str, Any], legal: bool) -> None:
    """A join names its meeting and keeps the limits of name and duration."""
    assert validator("JoinMeeting").is_valid(body) == legal


@pytest.mark.parametrize(
    ("body", "shapes"),
    [
        ({"message": "No.", "errors": [{"description": "No."}], "trackingId": "NA_12345678"}, ["MainError"]),
        ({"message": "No.", "trackingId": "NA_12345678"}, ["ShortError"]),
        ({"message": "No.", "errors": [{"description": "No.", "errorCode": 4008}]}, ["UntrackedError"]),
        ({"message": "No."}, []),
    ],
)
def test_error_shapes(body: dict[str, Any], shapes: list[str]) -> None:
    """Every error body is one of three shapes, or at least has its message."""
    assert complaints("common.yaml#/components/schemas/Error", body) == []
    names = document("common.yaml")["components"]["schemas"]["Error"]["x-shapes"]
    assert [n for n in names if validator(f"common.yaml#/components/schemas/{n}").is_valid(body)] == shapes


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": None},
        {"message": "No.", "errors": []},
        {"message": "No.", "errors": [{}]},
        {"message": "No.", "errors": [{"description": "No.", "errorCode": "4008"}]},
        {"message": "No.", "trackingId": "?"},
        ["No."],
    ],
    ids=json.dumps,
)
def test_malformed_errors_are_refused(body: object) -> None:
    """An error without a message, with an empty list or an odd tracking id is a defect."""
    assert complaints("common.yaml#/components/schemas/Error", body)


@pytest.mark.parametrize(
    ("value", "legal"), [(1, True), (30, True), (0, False), (-1, False), ("rand(30)", False)]
)
def test_retry_after_is_a_positive_integer(value: object, legal: bool) -> None:
    """A throttled caller is told to wait whole seconds, one at least."""
    assert validator("common.yaml#/components/headers/RetryAfter/schema").is_valid(value) == legal


def test_people() -> None:
    """A person has an id and real addresses."""
    schema = "people.yaml#/components/schemas/PersonList"
    assert complaints(schema, {"items": [{"id": "Y2lzY29", "emails": ["kari@example.com"]}]}) == []
    assert complaints(schema, {"items": [{"emails": ["kari@example.com"]}]})
    assert complaints(schema, {"items": [{"id": "Y2lzY29", "emails": ["kari"]}]})
