"""Rules about random requests: what they say of operations, and that nothing they send can do harm."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance import bundle
from conformance.clients import SecurityContext
from conformance.clients.xml_building import request_xml
from conformance.clients.xml_writes import permit_xml
from conformance.contract import Rule
from conformance.contract.xml_generated import generated_rules
from conformance.contract.xsd import EDITIONS, XmlSchemas
from conformance.errors import ContractError
from conformance.generators.xml_documents import contents

FOLDER = bundle.specs() / "behaviour" / "xml"
RULES = list(generated_rules(FOLDER))
SCHEMAS = XmlSchemas(bundle.specs() / "xsd")
HERE = SecurityContext(site_name="acme", webex_id="jane@example.com")


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of our data with these changes."""
    text = (FOLDER / "generated.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "generated.toml").write_text(text, "utf-8")
    return folder


def test_each_operation_has_a_rule_for_each_kind() -> None:
    """But for the two whose contents that fit say nothing."""
    kinds = Counter(rule.address.rpartition(".")[2] for rule in RULES)
    of_one = Counter(rule.address.rpartition(".")[0] for rule in RULES)

    assert {"broken": 22, "valid": 20} == kinds
    assert ["xml.generated.get-site-type", "xml.generated.del-meeting"] == [
        name for name, number in of_one.items() if number == 1
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.address)
def test_rule_is_whole(rule: Rule) -> None:
    """It holds in all editions, is our reading, names its own fault, and an operation of our schemas."""
    assert rule.generated is not None
    operation = SCHEMAS.operations[rule.generated.operation.rpartition(".")[2]]

    assert (EDITIONS, "must", "inferred", False) == (
        rule.editions,
        rule.level,
        rule.provenance,
        rule.can_fail_a_target,
    )
    assert operation.binding.endswith(f".{rule.generated.operation}")
    assert (f"xml-slips:generated.{rule.generated.operation}.{rule.generated.kind}",) == rule.faults
    assert operation.name in rule.text
    assert ("000000",) == rule.generated.unread


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.address)
def test_nothing_that_is_sent_can_do_harm(rule: Rule) -> None:
    """The guard lets all of it pass for a run that has made nothing."""
    assert rule.generated is not None
    operation = SCHEMAS.operations[rule.generated.operation.rpartition(".")[2]]
    for seed in range(3):
        drawn = contents(SCHEMAS.edition("41.12"), operation, rule.generated, seed)
        assert 1 <= len(drawn) <= rule.generated.examples
        for one in drawn:
            content = request_xml(rule.generated.operation, one.content, security=HERE)
            permit, _ = permit_xml(content, owns=lambda _: False, marker="wxc-1")
            assert permit != "create"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "user.GetUser"', 'name = "GetUser"', "not valid at operation/0/name"),
        ('name = "user.GetUser"', 'name = "user.LstsummaryUser"', "has user.LstsummaryUser twice"),
        ('kinds = ["broken"]', 'kinds = ["odd"]', "not valid at operation/"),
        ("examples = 10", "examples = 0", "not valid at kinds/valid/examples"),
        ('level = "must"', 'level = "shall"', "not valid at level"),
        ('["000000"]', '["0"]', "not valid at unread/0"),
    ],
)
def test_data_that_is_wrong_is_told(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """With the file and the place."""
    with pytest.raises(ContractError, match=sentence):
        list(generated_rules(written(tmp_path, (old, new))))
