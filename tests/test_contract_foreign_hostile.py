"""Files that are no OpenAPI documents, or mean to do harm: one sentence or a listed flaw, never a crash."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.contract.foreign import ForeignDocument, compare, read_document
from conformance.contract.foreign import loading as loading_module
from conformance.contract.foreign import samples as samples_module
from conformance.errors import UsageError
from tests.spec_files import FLAWED, document, ours

HEAD = 'openapi: 3.0.0\ninfo: {title: t, version: "1"}\n'
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8)
)


def read(folder: Path, text: str | bytes, name: str = "spec.yaml") -> ForeignDocument:
    """The document that a file of this content makes."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("hello", "it is no object"),
        ("[1, 2]", "it is no object"),
        ("- 1\n", "it is no object"),
        ("# nothing\n", "it is no object"),
        ("a: 1\n", "has no version in `openapi`"),
        ('swagger: "2.0"\n', 'is of Swagger "2.0"'),
        ("openapi: 3.2.0\n", "3.0 and 3.1 can be read"),
        ("openapi: [3]\n", "3.0 and 3.1 can be read"),
        ("openapi: null\n", "3.0 and 3.1 can be read"),
        ("a: [1\n", "is neither JSON nor YAML"),
        ("a: \x01\n", "is neither JSON nor YAML"),
        ("a: *nobody\n", "an alias without an anchor"),
        ("a: &a [*a]\n", "contains itself"),
        ("a: &a {b: *a}\n", "contains itself"),
        ("{[1]: 2}\n", "a key that is a list"),
        ("? {a: 1}\n: 2\n", "a key that is a list or a mapping"),
        (b"\xff\xfe\x00", "is no text"),
        (b"a: \xe4\n", "is no text in UTF-8"),
        ("[" * 200_000, "levels deep"),
        ("{a: " * 5_000, "levels deep"),
        ("a:\n" + "".join("  " * n + "- a:\n" for n in range(1, 400)), "levels deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "levels deep"),
        (f"? {'a' * 9_000}\n: {{b: [1]}}", "names of more than"),
        (json.dumps({"a" * 2_001: {"b" * 2_000: {"openapi": "3.0.0"}}}), "names of more than"),
        (HEAD + BOMB, "aliases that stand for more than"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_document_is_told_in_one_sentence(tmp_path: Path, text: str | bytes, words: str) -> None:
    """A usage error that names the file and the reason."""
    with pytest.raises(UsageError) as refused:
        read(tmp_path, text)

    assert words in refused.value.message
    assert refused.value.message.startswith(("spec.yaml ", str(tmp_path)))
    assert "\n" not in refused.value.message
    assert 400 > len(refused.value.message)


def test_more_values_than_anybody_reads_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In JSON and in YAML alike."""
    monkeypatch.setattr(loading_module, "_MOST_VALUES", 100)
    for text in (json.dumps({"a": list(range(100))}), "a:\n" + "- 1\n" * 100):
        with pytest.raises(UsageError, match="more than 100 values"):
            read(tmp_path, text)


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1', '{"a": ' + "1" * 5_000 + "}", "{'a': 1}"])
def test_broken_json_is_told_as_such(tmp_path: Path, text: str) -> None:
    """A file called .json is not taken for YAML."""
    with pytest.raises(UsageError, match="is no JSON"):
        read(tmp_path, text, "spec.json")


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing ones, folders, and those beyond the cap, which are not loaded to their end."""
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_document(path)
    monkeypatch.setattr(loading_module, "_LARGEST", 1_000_000)
    with pytest.raises(UsageError, match="larger than 1 MB"):
        read_document(Path("/dev/zero"))


@pytest.mark.parametrize(
    "more",
    [
        "paths:",
        "paths: 3",
        "paths: []",
        "paths: {/a: 3}",
        "paths: {/a: {get: 3}}",
        "paths: {/a: {get: {}}}",
        "paths: {/a: {parameters: 3, get: {parameters: {}, responses: []}}}",
        "paths: {/a: {get: {parameters: [3, {}, {name: 3, in: query}, {name: a, in: [query]}]}}}",
        "paths: {/a: {get: {responses: {200: 3, 201: {content: 3}, 202: {content: {a/b: 3}}}}}}",
        "paths: {/a: {get: {responses: {200: {headers: [1]}, 201: {headers: {X: 3}}}}}}",
        "paths: {/a: {put: {requestBody: 3, responses: {}}}}",
        "paths: {/a: {put: {requestBody: {content: {}}}}}",
        "paths: {/a: {put: {requestBody: {content: {application/json: {schema: [], examples: 3}}}}}}",
        "paths: {/a: {$ref: '#/paths/~1a'}}",
        "paths: {/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a'}}",
        "paths: {/a: {$ref: 3}, /b: {$ref: http://192.0.2.1/}}",
        "paths: {/a: {$ref: '#nowhere'}, /b: {$ref: '#/paths/9'}}",
        "paths: {/a: {get: {parameters: [{$ref: '#/paths/~1a/get/parameters/0'}]}}}",
        "paths: {'': {get: {}}, 'a b': {get: {}}, '{': {get: {}}, '/{}': {get: {}}, '/{a}{a}': {get: {}}}",
        "paths: {1: {get: {}}, on: {get: {}}, null: {get: {}}, 2025-01-01: {get: {}}}",
        "paths: {/a: {get: {operationId: [1]}, put: {operationId: ''}, post: {operationId: '///'}}}",
        "components: 3",
        "components: {schemas: 3}",
        "schemas: {A: 3, B: null, C: [], D: {type: 3}, E: {type: [string, 3]}, F: true}",
        "schemas: {A: {properties: 3, items: 3, allOf: {}, required: 3, enum: 3, pattern: 3}}",
        "schemas: {A: {minLength: -1, maximum: .nan, multipleOf: 0, minimum: 1e999, default: .inf}}",
        "schemas: {A: {properties: {a: null}, patternProperties: {'(': {}}, dependentRequired: 1}}",
        "schemas: {A: {title: {}, format: 3, readOnly: 1, nullable: 3, examples: 3, example: {}}}",
        "schemas: {A: {$ref: '#/components/schemas/A'}, B: {allOf: [{$ref: '#/components/schemas/B'}]}}",
        "schemas: {A: {not: {$ref: '#/components/schemas/A'}, example: 1}}",
        "schemas: {A: {$ref: ''}, B: {$ref: '#'}, C: {$ref: '#/'}, D: {$ref: '#/components/schemas'}}",
        "schemas: {'a/b~c %': {type: string}, B: {$ref: '#/components/schemas/a~1b~0c%20%25'}}",
        "schemas: {A: {pattern: 'a{1,99999999999}'}, B: {pattern: '(?<a>.)(?<a>.)'}, C: {pattern: '['}}",
        "info: &a {title: [x], version: {}}\nservers: 3\nwebhooks: *a",
        "servers: [3, {url: 3}, {url: 'http://[x'}, {url: https://example.com/v1}]",
        "a: &a {<<: 3, b: 1}\nc: {<<: *a, <<: [*a, 3]}\nd: !!python/object/apply:os.system ['exit 3']",
        "a: !!set {x, y}\nb: !!binary aGk=\nc: !!timestamp 2025-01-01\nd: !!int x\n---\nmore: 1",
    ],
)
def test_wrong_types_anywhere_are_flaws(tmp_path: Path, more: str) -> None:
    """The document is read and can be compared; something is noted; what came out is whole."""
    head = "openapi: 3.0.0\n" if "info:" in more else HEAD
    found = read(
        tmp_path, f"{head}components: {{{more}}}\n" if more.startswith("schemas:") else f"{head}{more}\n"
    )

    assert found.flaws
    assert all(flaw.text.isprintable() for flaw in found.flaws)
    json.dumps(found.document, allow_nan=False)
    for one in found.operations:
        assert one.id
        assert one.responses
    compare(ours(), found)


def test_nothing_of_the_file_is_run_or_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags of YAML make no objects; references to files and addresses are flaws."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    (tmp_path / "other.yaml").write_text("A: {type: string}", "utf-8")
    text = "x: !!python/object/apply:os.mkdir [made]\ncomponents:\n  schemas:\n"
    refs = ["other.yaml#/A", "file:///etc/passwd", "http://192.0.2.1/a.json#/A", "//example.com/a"]
    text += "".join(f"    S{number}: {{$ref: '{ref}'}}\n" for number, ref in enumerate(refs))
    found = read(tmp_path, HEAD + text)

    assert len(refs) == sum(flaw.kind == "outside-ref" for flaw in found.flaws)
    assert [{}] * len(refs) == [found.schemas[f"S{number}"] for number in range(len(refs))]


def test_plain_words_of_yaml_stay_text(tmp_path: Path) -> None:
    """Days, times, `on` and `no` are text, as in YAML 1.2; numbers as keys are taken as text."""
    enum = "[on, no, 2025-01-01, 12:30, 0777, 1_000, ~, true, 1e3, 0x1F]"
    found = read(tmp_path, f"{HEAD}components: {{schemas: {{A: {{enum: {enum}}}, 7: {{}}, on: {{}}}}}}\n")

    assert ["on", "no", "2025-01-01", "12:30", 777, "1_000", None, True, 1000, 31] == found.schemas["A"][
        "enum"
    ]
    assert {"A", "7", "on"} == set(found.schemas)
    assert {"key-not-text"} == {flaw.kind for flaw in found.flaws} - {"wrong-type", "no-operations"}


def test_aliases_and_merges_are_copies(tmp_path: Path) -> None:
    """What an alias repeats is its own thing; a merge gives what the mapping does not have itself."""
    text = "a: &a {type: string, title: x}\ncomponents: {schemas: {A: *a, B: {<<: *a, title: y}, C: [*a]}}\n"
    found = read(tmp_path, HEAD + text)

    assert {"type": "string", "title": "x"} == found.schemas["A"]
    assert {"type": "string", "title": "y"} == found.schemas["B"]


def test_doubled_keys_are_noted_where_they_stand(tmp_path: Path) -> None:
    """In JSON and in YAML alike; the last one is used."""
    held = '{"openapi": "3.0.0", "components": {"schemas": {"a/b": {"type": "string", "type": "object"}}}}'
    for name in ("spec.json", "spec.yaml"):
        found = read(tmp_path, held, name)
        assert ["/components/schemas/a~1b"] == [
            one.place for one in found.flaws if one.kind == "duplicate-key"
        ]
        assert [{"type": "object"}] == list(found.schemas.values())


def test_lone_surrogates_and_control_signs_do_no_harm(tmp_path: Path) -> None:
    """Text that cannot be written as UTF-8 is replaced; nothing in a sentence moves the cursor."""
    held = (
        r'{"openapi": "3.0.0", "info": {"title": "\ud800\u001b[2J", "version": "1"}, "paths": {"\udfff": 3}}'
    )
    found = read(tmp_path, held)
    schema = r'{"enum": ["\ud800"], "example": "\u001b[1m"}'
    other = read(tmp_path, f'{{"openapi": "3.0.0", "components": {{"schemas": {{"A": {schema}}}}}}}')

    found.title.encode()
    assert found.title.isprintable()
    json.dumps(other.document, ensure_ascii=False).encode()
    assert all(flaw.text.isprintable() and flaw.place.isprintable() for flaw in found.flaws + other.flaws)


def test_schemas_that_multiply_are_cut(tmp_path: Path) -> None:
    """Thirty levels, each twice the one below: they would take a validator for ever."""
    schemas: dict[str, Any] = {
        f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}] * 2} for n in range(30)
    }
    schemas["S30"] = {"type": "object", "example": 3}
    schemas["S0"]["example"] = {"a": 1}
    found = document(tmp_path, {"$ref": "#/components/schemas/S0"}, components={"schemas": schemas})

    assert "entangled-schema" in {flaw.kind for flaw in found.flaws}


@pytest.mark.parametrize(
    ("length", "kinds"), [(90, ["example-breaks-schema"]), (2_000, ["entangled-schema"] * 19)]
)
@pytest.mark.parametrize("wrap", [lambda link: link, lambda link: {"allOf": [link]}])
def test_chains_of_references_are_followed_to_a_length(
    tmp_path: Path, length: int, kinds: list[str], wrap: Callable[[Any], Any]
) -> None:
    """A type at the end of ninety references is found; of two thousand in a row some are cut."""
    chain: dict[str, Any] = {f"S{n}": wrap({"$ref": f"#/components/schemas/S{n + 1}"}) for n in range(length)}
    chain[f"S{length}"] = {"type": "string"}
    chain["Use"] = {"properties": {"a": {"$ref": "#/components/schemas/S0"}}, "example": {"a": 3}}
    found = document(tmp_path, {"$ref": "#/components/schemas/S0"}, components={"schemas": chain})

    assert kinds == [flaw.kind for flaw in found.flaws]
    assert () == compare(found, found).differences


def test_deep_schemas_are_read(tmp_path: Path) -> None:
    """As deep as a document may be, in the keyword that nests closest."""
    schema: Any = {"type": "string"}
    for _ in range(100):
        schema = {"not": schema}
    found = document(tmp_path, schema)

    assert () == found.flaws
    assert () == compare(found, found).differences


def test_schemas_that_use_each_other_twice_are_compared(tmp_path: Path) -> None:
    """Forty levels of objects, each twice the one below, differ in one of them."""
    tree: dict[str, Any] = {
        f"S{n}": {
            "type": "object",
            "properties": {key: {"$ref": f"#/components/schemas/S{n + 1}"} for key in "ab"},
        }
        for n in range(40)
    }
    one = document(tmp_path, {"$ref": "#/components/schemas/S0"}, components={"schemas": tree})
    other = document(tmp_path, {"$ref": "#/components/schemas/S0"}, components={"schemas": tree | {"S9": {}}})
    assert ["type", "property", "property"] == [found.kind for found in compare(one, other).differences]


def test_examples_that_cost_too_much_are_not_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large ones are left out without details, endless patterns are given up, and time is limited."""
    schemas: dict[str, Any] = {
        "Large": {"type": "array", "items": {"oneOf": [{"type": "string"}] * 9}, "example": [[1]] * 10_000},
        "Slow": {"type": "string", "pattern": r"^(a|a)*(?=b)\1$", "example": "a" * 4_000 + "c"},
    }
    texts = [flaw.text for flaw in document(tmp_path, components={"schemas": schemas}).flaws]
    assert ["too large to say where" in texts[0], "count exceeded" in texts[1]] == [True, True]

    monkeypatch.setattr(samples_module, "_PATIENCE", -1)
    found = document(tmp_path, components={"schemas": schemas})
    assert ["examples-unchecked"] == [flaw.kind for flaw in found.flaws]


def test_flaws_are_listed_up_to_a_number(tmp_path: Path) -> None:
    """A file of nothing but flaws: the list ends, and says how many more there are."""
    found = document(tmp_path, components={"schemas": {f"S{n}": n for n in range(10_050)}})

    assert (10_001, "many-flaws") == (len(found.flaws), found.flaws[-1].kind)
    assert "50 further" in found.flaws[-1].text


def _parts(node: Any) -> list[tuple[Any, Any]]:
    """Every place in a value: the mapping or list, and the key."""
    found: list[tuple[Any, Any]] = []
    pending = [node]
    while pending:
        one = pending.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else []
        found += [(one, key) for key in keys]
        pending += [one[key] for key in keys]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_damaged_documents_are_read(tmp_path: Path, seed: int) -> None:
    """Values at random places are replaced by wrong ones, moved or doubled: read, compared, never a crash."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    whole = yaml.safe_load(FLAWED.read_text("utf-8"))
    whole = json.loads(json.dumps(whole, default=str))
    values = [
        None, True, 0, -1, 1.5, 10**30, "", "x", "#/paths", "[[", [], [[]], {}, {"$ref": "#"}, {"type": []},
        {"$ref": "#/components/schemas/Meeting"}, {"allOf": [{"$ref": "#/components/schemas/Meeting"}]},
    ]  # fmt: skip
    for _ in range(chance.randint(1, 25)):
        places = _parts(whole)
        holder, key = chance.choice(places)
        if holder is whole and key == "openapi":
            continue
        other, name = chance.choice(places)
        holder[key] = copy.deepcopy(chance.choice([*values, other[name]]))
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(whole), "utf-8")
    found = read_document(path)

    json.dumps(found.document, allow_nan=False)
    assert found.flaws == read_document(path).flaws
    assert sum(map(len, found.document["paths"].values())) == len(found.operations)
    compare(ours(), found)
