"""The contract: our data is whole, and data that is not is refused by file and place."""

from __future__ import annotations

import re
import shutil

import pytest

from conformance import bundle, contract
from conformance.contract import law, store
from conformance.contract.openapi import Schemas
from conformance.errors import ContractError, UnknownAddressError

ADDRESS = re.compile(r"[a-z]+(\.[A-Za-z0-9][A-Za-z0-9_-]*)+")


@pytest.fixture(scope="module")
def ours():
    """The contract of this installation."""
    return contract.load()


def test_every_rule_cites_a_source(ours):
    """A rule that stands nowhere is none."""
    assert ours.rules
    assert set() == {rule.source for rule in ours.rules.values()} - ours.sources.keys()
    assert [] == [rule.address for rule in ours.rules.values() if not rule.section or not rule.text]


def test_addresses_are_well_formed(ours):
    """People select by them, so no address begins with another one."""
    addresses = list(ours.rules)

    assert [] == [address for address in addresses if not ADDRESS.fullmatch(address)]
    assert [] == [
        (one, other)
        for one in addresses
        for other in addresses
        if one != other and other.startswith(f"{one}.")
    ]


def test_a_cell_is_a_rule_in_words(ours):
    """Table rules read as sentences and say which cell they come from."""
    rule = ours.rules["rest.availability.meeting.ended.meetingNumber"]

    assert "A meeting that is ended does not show meetingNumber when it is read." == rule.text
    assert ("meeting", "ended", "meetingNumber", "No", None) == (
        rule.cell.type,
        rule.cell.state,
        rule.cell.attribute,
        rule.cell.documented,
        rule.cell.depends,
    )
    assert ("attribute-leaked:meeting.ended.meetingNumber",) == rule.faults


def test_attributes_that_depend_on_something_are_in_a_table(ours):
    """A misspelt attribute among the dependent ones would silently be judged as always there."""
    table = law.read(ours.folder / "behaviour" / "availability" / "table.toml", "table")

    assert set() == table["depends"].keys() - {
        rule.cell.attribute for rule in ours.rules.values() if rule.cell
    }


def test_only_documented_musts_can_fail_a_target(ours):
    """A should, and what we only read into the documents, is an advisory."""
    expected = {
        rule.address
        for rule in ours.rules.values()
        if (rule.level, rule.provenance) == ("must", "documented")
    }

    assert expected == {rule.address for rule in ours.rules.values() if rule.can_fail_a_target}


def test_conflicts_are_found_by_what_they_touch(ours):
    """A rule knows the places where the documents disagree about it."""
    touched = ours.rules["rest.availability.scheduledMeeting.scheduled.registration"]
    untouched = ours.rules["rest.availability.scheduledMeeting.scheduled.id"]

    assert ["registration-of-a-scheduled-meeting"] == [one.id for one in ours.conflicts_of(touched)]
    assert [] == ours.conflicts_of(untouched)


def test_selection_goes_by_whole_words(ours):
    """A beginning selects what is under it; half a word selects nothing."""
    under = ours.select(["rest.availability.meeting"])

    assert {"meeting"} == {rule.cell.type for rule in under}
    assert under == ours.select(["rest.availability.meeting."])
    assert list(ours.rules.values()) == ours.select()
    assert [] == [rule for rule in ours.rules.values() if rule.is_under("rest.avail") or rule.is_under("")]


def test_a_selection_keeps_order_and_names_each_rule_once(ours):
    """Overlapping selections do not judge a rule twice."""
    address = "rest.availability.meeting.lobby.id"

    both = ours.select([address, "rest.availability.meeting.lobby", address])

    assert ours.select(["rest.availability.meeting.lobby"]) == both


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("rest.availabilty", "Did you mean rest.availability"),
        ("rest.availability.meeting.lobby.pasword", "rest.availability.meeting.lobby.password"),
        ("rest.availability.meting", "rest.availability.meeting"),
        ("", "See `webex-conformance list`."),
        ("qqq", "See `webex-conformance list`."),
    ],
)
def test_an_unknown_address_suggests_the_nearest(ours, wrong, hint):
    """A slip of the keyboard is one sentence away from what was meant."""
    with pytest.raises(UnknownAddressError) as caught:
        ours.select(["rest", wrong])

    assert hint in caught.value.hint


def test_the_header_holds_what_a_report_needs(ours):
    """Digest, number of rules, sources and conflicts go into the journal."""
    header = ours.header()

    assert (ours.digest, len(ours.rules)) == (header["digest"], header["rules"])
    assert list(ours.sources) == [one["id"] for one in header["sources"]]
    assert list(ours.conflicts) == [one["id"] for one in header["conflicts"]]


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of specs/ that is loaded instead of ours, and can be edited."""
    folder = tmp_path / "specs"
    shutil.copytree(bundle.specs(), folder)
    monkeypatch.setattr(bundle, "specs", lambda: folder)
    law.schema.cache_clear()
    law.validator.cache_clear()
    yield folder
    law.schema.cache_clear()
    law.validator.cache_clear()


def edit(path, old: str, new: str) -> None:
    """Change the first `old` in a file to `new`."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def load_copy():
    """Load the contract afresh."""
    return store.load.__wrapped__()


def test_the_digest_is_stable(copied):
    """Line ends and stray hidden files are no part of the contract."""
    before = load_copy().digest
    path = copied / "behaviour" / "rules.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (copied / ".DS_Store").write_text("x")

    assert before == load_copy().digest


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: edit(folder / "behaviour" / "rules.toml", "must", "MUST"),
        lambda folder: (folder / "openapi" / "people.yaml").rename(folder / "openapi" / "persons.yaml"),
        lambda folder: (folder / "new.txt").write_text(""),
    ],
)
def test_the_digest_is_sensitive(copied, change):
    """A changed word, a changed name and a new file are another contract."""
    before = load_copy().digest
    change(copied)

    assert before != store.Contract(folder=copied, sources={}, rules={}, conflicts={}).digest


CELLS = "behaviour/availability/meeting.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (CELLS, "id,Yes,Yes,Yes", "id,Yes,Maybe,Yes", "meeting.csv .* says 'Maybe' for id, inProgress"),
        (CELLS, "id,Yes,Yes,Yes", "id,Yes,yes,Yes", "meeting.csv .* says 'yes' for id, inProgress"),
        (CELLS, "id,Yes,Yes,Yes", "id,Yes,Yes", r"meeting.csv .* row of 3 cells: \['id'\]"),
        (CELLS, "id,Yes,Yes,Yes", "", "meeting.csv .* row of 0 cells"),
        (CELLS, "attribute,lobby,inProgress", "attribute,lobby,lobby", "meeting.csv .* damaged head"),
        (CELLS, "attribute,lobby", "lobby", "meeting.csv .* damaged head"),
        (CELLS, "meetingNumber,", "id,", "meeting.csv .* two rows id"),
        (
            "behaviour/availability/table.toml",
            'file = "meeting.csv"',
            'file = "no.csv"',
            "no.csv .* cannot be read",
        ),
        (
            "behaviour/availability/table.toml",
            'type = "meeting"',
            'type = "scheduledMeeting"',
            "behaviour .* twice|head",
        ),
        ("behaviour/availability/table.toml", "level", "lvl", "table.toml .* not valid at"),
        ("behaviour/availability/table.toml", "level", "= level", "table.toml .* cannot be read: .*line"),
        (
            "behaviour/availability/table.toml",
            'source = "guide"',
            'source = "gide"',
            "cites gide, which sources.toml",
        ),
        (
            "behaviour/rules.toml",
            'level = "must"',
            'level = "ought"',
            "rules.toml .* not valid at rule/0/level",
        ),
        (
            "behaviour/rules.toml",
            'source = "update-ref"',
            'source = "x"',
            "meetingSeries.active .* cites x, which",
        ),
        (
            "behaviour/rules.toml",
            "rest.schema.meetingSeries.active",
            "rest.schema.meetingSeries.expired",
            "behaviour .* has rest.schema.meetingSeries.expired twice",
        ),
        (
            "behaviour/conflicts.toml",
            "rest.availability.scheduledMeeting.scheduled.registration",
            "rest.availability.nothing",
            "conflicts.toml .*registration-of-a-scheduled-meeting, names rest.availability.nothing",
        ),
        (
            "behaviour/conflicts.toml",
            'source = "guide"',
            'source = "x"',
            "registration-of-a-scheduled.* cites x",
        ),
        (
            "behaviour/conflicts.toml",
            "registration-on-a-recurring-meeting",
            "registration-of-a-scheduled-meeting",
            "conflicts.toml .* has registration-of-a-scheduled-meeting twice",
        ),
        ("sources.toml", 'id = "update-ref"', 'id = "guide"', "sources.toml .* has guide twice"),
        ("sources.toml", "digest = ", "digset = ", "sources.toml .* not valid at source/0"),
        ("schemas/rules.schema.json", "{", "", "rules.schema.json .* cannot be read"),
    ],
)
def test_a_single_defect_is_named_by_file_and_place(copied, file, old, new, problem):
    """Whoever breaks our data is told where."""
    edit(copied / file, old, new)

    with pytest.raises(ContractError, match=problem):
        load_copy()


@pytest.mark.parametrize(
    "file", ["sources.toml", CELLS, "behaviour/conflicts.toml", "schemas/table.schema.json"]
)
@pytest.mark.parametrize("content", [None, b"\xff\xfe", b""])
def test_a_missing_or_unreadable_file_is_named(copied, file, content):
    """A file that is away, empty or no text is a sentence, not a traceback."""
    path = copied / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)

    with pytest.raises(ContractError, match=re.escape(path.name)):
        load_copy()


@pytest.mark.usefixtures("copied")
def test_a_copy_without_a_defect_loads():
    """What the tests above break is whole before they do."""
    assert load_copy().rules


def test_references_between_files_are_followed(tmp_path):
    """A schema may stand in a sibling of the document, and that in another one's sibling."""
    (tmp_path / "a.yaml").write_text(
        'components: {schemas: {Meeting: {allOf: [{$ref: "b.yaml#/components/schemas/Base"}], '
        "properties: {title: {type: string}}}}}"
    )
    (tmp_path / "b.yaml").write_text(
        'components: {schemas: {Base: {properties: {host: {$ref: "c.yaml#/components/schemas/Host"}, '
        'title: {maxLength: 3}, next: {$ref: "#/components/schemas/Base"}}}}}'
    )
    (tmp_path / "c.yaml").write_text("components: {schemas: {Host: {type: string, format: email}}}")
    schemas = Schemas(tmp_path / "a.yaml")

    assert [] == schemas.errors("Meeting", {"host": "jane@example.com", "title": "abc"})
    assert ['next/host: the value is not a "email"'] == schemas.errors("Meeting", {"next": {"host": "jane"}})
    assert ["the value is longer than 3 characters"] == schemas.property_errors("Meeting", "title", "abcd")
    assert [True, True, False] == [schemas.has_property("Meeting", name) for name in ("host", "title", "no")]


def test_two_schemas_of_one_name_are_a_defect(tmp_path):
    """One would silently be taken for the other."""
    (tmp_path / "a.yaml").write_text(
        'components: {schemas: {Host: {type: object}, X: {$ref: "b.yaml#/components/schemas/Host"}}}'
    )
    (tmp_path / "b.yaml").write_text("components: {schemas: {Host: {type: string}}}")

    with pytest.raises(ContractError, match=r"b.yaml and a.yaml .* differ in schemas/Host"):
        Schemas(tmp_path / "a.yaml").errors("X", 1)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"a: [", b"a: *nothing"])
def test_an_unreadable_document_is_named(tmp_path, content):
    """The file's name is in the sentence."""
    path = tmp_path / "broken.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ContractError, match=r"broken.yaml of the contract cannot be read"):
        Schemas(path).errors("Meeting", {})


def test_a_property_is_judged_alone(ours):
    """What else is wrong with a body is no matter of this property's rule."""
    assert [] == ours.schemas.property_errors("Meeting", "title", "Standup")
    assert ['the value is not of type "string"'] == ours.schemas.property_errors("Meeting", "title", 5)


@pytest.mark.parametrize("ask", ["errors", "property_errors", "has_property"])
def test_what_the_document_does_not_describe_is_a_defect_of_ours(ours, ask):
    """A case that asks for a schema that is not there is told so."""
    arguments = {
        "errors": ["Nothing", {}],
        "property_errors": ["Meeting", "nothing", 1],
        "has_property": ["No", "x"],
    }

    with pytest.raises(ContractError, match=r"meetings.yaml"):
        getattr(ours.schemas, ask)(*arguments[ask])


SECRET = "s3cr3t-value"


@pytest.mark.parametrize("value", [SECRET, [SECRET], {"x": SECRET}, SECRET * 200, [[SECRET]], {"id": SECRET}])
def test_messages_hold_no_values(ours, value):
    """A message goes into reports, a meeting's password must not."""
    names = list(ours.schemas.document["components"]["schemas"]["Meeting"].get("properties", {})) or [
        "title",
        "password",
        "state",
        "start",
        "hostKey",
        "recurrence",
    ]

    found = [
        message
        for name in names
        if ours.schemas.has_property("Meeting", name)
        for message in ours.schemas.property_errors("Meeting", name, value)
    ]
    found += ours.schemas.errors("Meeting", dict.fromkeys(names, value))

    assert found
    assert SECRET not in "\n".join(found)


def nested(depth: int) -> list:
    """A list in a list in a list."""
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [nested(600), {"\ud800": 1}, "\ud800", float("inf"), 10**400, None])
def test_hostile_values_are_judged_and_break_nothing(ours, value):
    """Whatever a target sends under a property is the target's flaw, never an error of ours."""
    assert ours.schemas.property_errors("Meeting", "meetingOptions", value)
