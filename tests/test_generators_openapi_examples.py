"""Generated requests: each defect is one, each fit is none, and the seed alone says which ones there are."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.generators.effort import EFFORTS
from conformance.generators.openapi import Place, RestExample
from conformance.generators.openapi.defects import defect_of
from conformance.generators.openapi.limits import edges
from conformance.generators.openapi.overlays import ABSENT
from tests.samples import SAMPLES, digest, examples, made, made_up, mistakes, model
from tests.sites import environment

ROOT = Path(__file__).resolve().parent.parent
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
FLAG: dict[str, Any] = {"type": "boolean"}
LIST: dict[str, Any] = {"type": "array", "items": TEXT}
SCRIPT = "from tests.samples import digest; print(digest(7))"


def a_place(schema: dict[str, Any], where: Any = "body", **more: Any) -> Place:
    """A place called `thing`."""
    return Place(where=where, pointer=("thing",), schema=schema, **more)


def an_object(*required: str, **properties: Any) -> dict[str, Any]:
    """The schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        (NUMBER, "AAA", "thing is text in place of integer"),
        (FLAG, "AAA", "thing is text in place of boolean"),
        (NUMBER, [None, None], "thing is array in place of integer"),
        (TEXT, {}, "thing is object in place of string"),
        (LIST, 0, "thing is number in place of array"),
        (LIST, False, "thing is boolean in place of array"),
        ({"type": ["object", "null"]}, "AAA", "thing is text in place of object"),
        ({"type": ["string", "integer"]}, [], "thing is array in place of integer or string"),
        # What somebody may read as what was meant.
        (NUMBER, "7", None),
        (NUMBER, " true ", None),
        (FLAG, "No", None),
        (FLAG, 1, None),
        (NUMBER, 1.5, None),
        (TEXT, 7, None),
        (TEXT, False, None),
        (NUMBER, None, None),
        (NUMBER, "", None),
        ({**NUMBER, "enum": [1, 2]}, "AAA", None),
        ({}, "AAA", None),
        (NUMBER, ABSENT, None),
    ],
)
def test_only_values_that_nobody_could_read_are_of_another_type(
    schema: dict[str, Any], value: Any, words: str | None
) -> None:
    """A service may be lenient with numbers in texts and the like, and take null for nothing said."""
    assert words == defect_of(a_place(schema), "incorrect_type", value)


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        (NUMBER, "AAA", "thing is text in place of integer"),
        ({**NUMBER, "enum": [1]}, "AAA", "thing is text in place of integer"),
        (NUMBER, "7", None),
        (NUMBER, "1 a", None),
        (NUMBER, ["a"], None),
        (TEXT, "AAA", None),
        (LIST, "AAA", "thing is text in place of array"),
    ],
)
def test_what_stands_in_a_query_is_text(schema: dict[str, Any], value: Any, words: str | None) -> None:
    """So that only letters where a number is due are wrong for sure."""
    assert words == defect_of(a_place(schema, "query"), "incorrect_type", value)


@pytest.mark.parametrize(
    ("scenario", "schema", "value", "words"),
    [
        ("invalid_enum_value", {"enum": ["a"]}, "AAA", "thing is none of its options"),
        ("invalid_pattern", {**TEXT, "pattern": "^a$"}, "AAA", "thing has another form"),
        ("invalid_format", {**TEXT, "format": "uri"}, "AAA", "thing is no uri"),
        ("invalid_enum_value", {"enum": ["a"]}, " ", None),
        ("invalid_enum_value", {"enum": ["a"]}, 7, None),
        ("invalid_enum_value", {"enum": ["a"]}, None, None),
        ("string_above_max_length", {**TEXT, "maxLength": 2}, "AAA", None),
        ("", TEXT, "AAA", None),
    ],
)
def test_options_and_forms_are_tried_with_texts(
    scenario: str, schema: dict[str, Any], value: Any, words: str | None
) -> None:
    """Limits are tried for themselves, and an empty text says nothing."""
    assert words == defect_of(a_place(schema), scenario, value)


def test_only_what_is_required_can_be_missing() -> None:
    """In a body as in a query."""
    for scenario in ("object_missing_required_property", "missing_parameter"):
        assert "thing is missing" == defect_of(a_place(TEXT, required=True), scenario, ABSENT)
        assert defect_of(a_place(TEXT), scenario, ABSENT) is None
        assert defect_of(a_place(TEXT, required=True), scenario, "") is None


def test_our_reading_of_a_keyword_makes_no_defect() -> None:
    """Where no document says it, nobody must refuse it."""
    schema = {"enum": ["a"], "x-limits": {"enum": {"provenance": "inferred"}}}

    assert defect_of(a_place(schema), "invalid_enum_value", "AAA") is None
    assert defect_of(a_place(NUMBER, documented=False), "incorrect_type", "AAA") is None


@pytest.mark.parametrize("value", [[0], [None], [{"email": 7}]])
def test_what_lies_in_a_list_is_no_other_type_of_the_list(value: Any) -> None:
    """A list is a list, whatever its items are."""
    assert defect_of(a_place(LIST), "incorrect_type", value) is None


def at_limits(schema: dict[str, Any], where: str = "body") -> list[tuple[Any, bool]]:
    """The values at and beyond the limits of a single place, and whether they are beyond."""
    operation = (
        made_up(an_object(thing=schema))
        if where == "body"
        else made_up(query=[{"name": "thing", "schema": schema}])
    )
    return [(one.value, one.beyond) for one in edges(operation)]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**NUMBER, "minimum": 1, "maximum": 9}, [(1, False), (0, True), (9, False), (10, True)]),
        ({"type": ["integer", "null"], "maximum": 9}, [(9, False), (10, True)]),
        ({**NUMBER, "minimum": 1.5, "maximum": True}, []),
        ({**NUMBER, "minimum": 1, "enum": [1]}, []),
        ({**TEXT, "maxLength": 3}, [("{pad*3}", False), ("{pad*4}", True)]),
        ({**TEXT, "minLength": 1}, [("", True)]),
        ({**TEXT, "minLength": 2}, []),
        ({**TEXT, "maxLength": 100_000}, []),
        ({**TEXT, "maxLength": 3, "format": "email"}, []),
        ({**TEXT, "maxLength": 3, "pattern": "^a*$"}, []),
        ({**LIST, "minItems": 1}, [([], True)]),
        ({**LIST, "maxItems": 1}, [(["item0"], False), (["item0", "item1"], True)]),
        ({**LIST, "maxItems": 5000}, []),
        ({"type": "array", "items": {**TEXT, "format": "date"}, "maxItems": 1}, []),
        ({"type": "array", "items": {**TEXT, "enum": ["a"]}, "maxItems": 1}, []),
        ({"type": "array", "items": an_object(a=TEXT), "maxItems": 1, "minItems": 1}, []),
        (
            {"type": "array", "items": {**TEXT, "format": "email"}, "maxItems": 1},
            [(["item0@example.invalid"], False), (["item0@example.invalid", "item1@example.invalid"], True)],
        ),
    ],
)
def test_each_limit_is_tried_from_both_sides(schema: dict[str, Any], expected: Any) -> None:
    """Just at it and just beyond it, where one can tell what stands there."""
    assert expected == at_limits(schema)


def test_limits_of_a_query_are_texts() -> None:
    """An empty text is no value there, and neither are lists."""
    assert [("9", False), ("10", True)] == at_limits({**NUMBER, "maximum": 9}, "query")
    assert [] == at_limits({**TEXT, "minLength": 1}, "query")
    assert [] == at_limits({**LIST, "minItems": 1}, "query")


def test_a_limit_is_named_in_words() -> None:
    """What stands there, and what is allowed."""
    names = {one.name for one in edges(made_up(an_object(thing={**TEXT, "maxLength": 3, "minLength": 1})))}

    assert {
        "thing: 3 characters, the most allowed",
        "thing: 4 characters, 3 allowed",
        "thing: an empty text",
    } == names


MEETING = made_up(
    an_object(
        "title",
        title={**TEXT, "maxLength": 128},
        note={**TEXT, "maxLength": 60},
        count={**NUMBER, "minimum": 1, "maximum": 5},
        kind={"enum": ["a", "b"], **TEXT},
        secret={**TEXT, "maxLength": 9},
        unsure={**TEXT, "maxLength": 7, "x-conflict": "c"},
        told={**TEXT, "maxLength": 8, "x-limits": {"maxLength": {"provenance": "inferred"}}},
    ),
    query=[
        {"name": "max", "schema": {**NUMBER, "maximum": 9}},
        {"name": "by", "schema": TEXT, "required": True},
    ],
)
BASE: dict[str, Any] = {"title": "{marker} x"}


def test_requests_are_the_base_with_one_thing_or_several() -> None:
    """The base stands first as it is; what was added to the others is told, and can be left out again."""
    first, *others = made(MEETING, BASE, {"by": "x"}, never=["title", "secret"]).fits

    assert ("as it is", BASE, {"by": "x"}, "", ()) == (
        first.name,
        first.body,
        first.query,
        first.wrong,
        first.added,
    )
    assert others
    for one in others:
        plain = one
        for where, name in one.added:
            assert name in (one.query if where == "query" else one.body)
            plain = plain.without(where, name)
        assert (BASE, {"by": "x"}, ()) == (plain.body, plain.query, plain.added)
        assert not {"title", "secret"} & {name for _, name in one.added}


def test_something_is_left_out_of_a_copy() -> None:
    """The request that it is left out of stays as it was."""
    one = RestExample(name="n", query={"a": "1"}, body={"b": 2}, added=(("query", "a"), ("body", "b")))

    assert ({}, {"b": 2}) == (one.without("query", "a").query, one.without("query", "a").body)
    assert ({"a": "1"}, {}) == (one.without("body", "b").query, one.without("body", "b").body)
    assert ({"a": "1"}, {"b": 2}, 2) == (one.query, one.body, len(one.added))


def test_defects_of_each_kind_are_made() -> None:
    """Something missing, of another type or none of the options, in query and body, and nothing disputed."""
    found = {one.name for one in made(MEETING, BASE, {"by": "x"}, never=["title", "secret"]).defects}

    assert {
        "by is missing", "title is missing", "kind is none of its options", "max is text in place of integer",
        "count is text in place of integer", "secret is array in place of string",
    } <= found  # fmt: skip
    assert not [name for name in found if name.startswith("unsure")]


def test_what_chance_leaves_alone_is_tried_beyond_its_limits_alone() -> None:
    """A title may be as long as it can be; what is disputed or our reading has no limit."""
    found = {
        one.name.partition(":")[0]: 0
        for one in made(MEETING, BASE, {"by": "x"}, never=["title", "secret"]).limits
    }
    beyond = [
        one.name for one in made(MEETING, BASE, never=["title", "secret"]).limits if "secret" in one.name
    ]

    assert {"title", "note", "count", "secret", "max"} == found.keys()
    assert ["secret: 10 characters, 9 allowed"] == beyond


def test_efforts_bound_how_much_is_made() -> None:
    """So many are drawn and so many defects chosen; 0 stands for every defect."""
    counts = [len(examples("updateAudioOptions", effort).defects) for effort in EFFORTS.values()]
    drawn = [one.name for one in examples("listPeople").fits if one.name.startswith("drawn")]

    assert ["quick", "default", "thorough"] == list(EFFORTS)
    assert [8, 25] == counts[:2]
    assert counts[2] > 50
    assert ["drawn 1", "drawn 2", "drawn 3"] == drawn


@pytest.mark.parametrize("operation", SAMPLES)
def test_each_defect_is_one_mistake_and_each_fit_is_none(operation: str) -> None:
    """By JSON Schema, with what could stand in the places; so are the values beyond limits, and at them."""
    found, ours = examples(operation), model(operation)
    for one in (*found.fits, *found.defects, *found.limits):
        if operation == "shareRecordingLink" and "webShareLink" in one.body:
            continue  # what stands in for the link is none
        assert bool(one.wrong) is (one.name.startswith(one.wrong) and len(one.wrong) > 0)
        assert len(mistakes(ours, one.query, one.body)) == bool(one.wrong), one


def elsewhere(folder: Path, **more: str) -> str:
    """The digest in a process of its own, with this working folder."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=folder,
        env=environment(PYTHONPATH=f"{ROOT}:{folder}", **more),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


def test_another_seed_makes_other_requests() -> None:
    """And the same seed the same ones."""
    first = digest(7)
    examples.cache_clear()

    assert first == digest(7)
    assert first != digest(8)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder where nothing is."""
    return tmp_path_factory.mktemp("bare")


@pytest.fixture(scope="module")
def usual(bare: Path) -> str:
    """The digest of a process that runs there."""
    return elsewhere(bare, PYTHONHASHSEED="1")


def test_variables_of_the_environment_change_nothing(tmp_path: Path, usual: str) -> None:
    """Neither those of continuous integration nor the seed of Python's hashes."""
    variables = {"CI": "true", "GITHUB_ACTIONS": "true", "TF_BUILD": "true"}

    assert usual == elsewhere(tmp_path, PYTHONHASHSEED="2", **variables)


def test_files_in_the_working_folder_change_nothing(tmp_path: Path, usual: str) -> None:
    """Somebody's own configuration of schemathesis, and what Hypothesis has kept there."""
    (tmp_path / "schemathesis.toml").write_text(
        "[generation]\nmax-examples = 1\nmode = 'negative'\n[phases.coverage]\nenabled = false\n",
        "utf-8",
    )
    (tmp_path / ".hypothesis" / "examples").mkdir(parents=True)
    (tmp_path / ".hypothesis" / "constants").write_text("odd", "utf-8")

    assert usual == elsewhere(tmp_path)


def test_other_modules_change_nothing(tmp_path: Path, usual: str) -> None:
    """A failure is made again from the seed in a process that has loaded something else."""
    numbers = ", ".join(map(str, range(101, 400)))
    (tmp_path / "sitecustomize.py").write_text(f"NUMBERS = [{numbers}]\n", "utf-8")

    assert usual == elsewhere(tmp_path)


@pytest.mark.usefixtures("usual")
def test_nothing_is_written_to_the_working_folder(bare: Path) -> None:
    """Drawing leaves no trace where somebody happens to stand."""
    assert [] == list(bare.iterdir())


def test_one_module_knows_schemathesis() -> None:
    """Its interfaces move, so nobody but the adapter imports it."""
    knowing = set()
    for path in sorted((ROOT / "conformance").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "schemathesis" for name in names):
                knowing.add(path.relative_to(ROOT / "conformance").as_posix())

    assert {"generators/openapi/drawing.py"} == knowing
