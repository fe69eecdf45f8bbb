"""Cases and rules belong together, one to one, and cases know nothing but the doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from conformance import bundle
from conformance.contract import load
from tests.sites import environment

FILES = sorted(bundle.cases().rglob("*.py"))
DOORS = {"conformance.checks", "conformance.contract", "conformance.plugin"}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The addresses of all collected cases."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "/dev/null", "--collect-only", "-q"),
            *("-p", "no:cacheprovider", "-p", "no:schemathesis", str(bundle.cases())),
        ],
        cwd=tmp_path_factory.mktemp("collect"),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [line.split("[", 1)[1].removesuffix("]") for line in done.stdout.splitlines() if "[" in line]


def test_every_rule_that_is_tested_has_one_case(collected: list[str]) -> None:
    """No rule is without its case unless it says why, and none has two."""
    rules = load().rules
    counts = Counter(collected)

    assert [] == [address for address, rule in rules.items() if not rule.not_tested and not counts[address]]
    assert [] == [address for address, number in counts.items() if number != 1 or address not in rules]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_cases_import_only_doors(path: Path) -> None:
    """pytest, the standard library and the doors of the package: nothing deeper, nobody else."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    allowed = DOORS | {"pytest"}
    assert set() == {name for name in names - allowed if name.split(".")[0] not in sys.stdlib_module_names}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_cases_read_as_sentences(path: Path) -> None:
    """Module and cases have docstrings, the module cites its source, and no case decides or loops."""
    tree = ast.parse(path.read_text("utf-8"))
    cases = [node for node in tree.body if isinstance(node, ast.FunctionDef)]

    assert "Source: " in (ast.get_docstring(tree) or "")
    for case in cases:
        assert ast.get_docstring(case)
        assert not [
            node for node in ast.walk(case) if isinstance(node, ast.If | ast.For | ast.While | ast.Try)
        ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def test_free():\n    pass\n", "claims no rule"),
        (
            (
                "import pytest\n"
                "@pytest.mark.rule('rest.schema.meeting.ended')\n"
                "@pytest.mark.rule('rest.schema.meeting.lobby')\n"
                "def test_two():\n    pass\n"
            ),
            "claims 2 rules",
        ),
        (
            "import pytest\n@pytest.mark.rule('rest.no.such.rule')\ndef test_odd():\n    pass\n",
            "claims rest.no.such.rule, which is no rule",
        ),
    ],
)
def test_case_without_its_rule_is_not_collected(tmp_path: Path, text: str, sentence: str) -> None:
    """A case claims exactly one rule that exists, or the run does not start."""
    (tmp_path / "test_stray.py").write_text(text, "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "no:cacheprovider"),
            *("-p", "no:schemathesis", "--target", "embedded", "test_stray.py"),
        ],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert pytest.ExitCode.USAGE_ERROR == done.returncode
    assert sentence in done.stdout + done.stderr
