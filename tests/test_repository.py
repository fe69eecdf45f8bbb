"""The repository holds to its own rules."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import tomllib
import warnings
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner

import conformance
from conformance.cli import main as cli
from conformance.contract import load
from conformance.targets import load_profile

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(conformance.__path__, "conformance.")
    if "_bundle" not in module.name and not module.name.endswith("__main__")
)


def tracked() -> list[Path]:
    """Files under version control, or all but the obvious where there is no git."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_imports_without_a_warning_and_exports_what_it_says(name: str) -> None:
    """Each name in a module's `__all__` exists, and importing it warns of nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        module = importlib.import_module(name)

    missing = [export for export in getattr(module, "__all__", ()) if not hasattr(module, export)]
    assert [] == missing


def test_every_room_has_a_door_that_says_what_is_inside() -> None:
    """Each package of the library has a docstring and lists what it offers."""
    rooms = [path for path in (ROOT / "conformance").iterdir() if (path / "__init__.py").is_file()]

    silent = []
    for room in rooms:
        door = ast.parse((room / "__init__.py").read_text("utf-8"))
        names = {target.id for node in door.body if isinstance(node, ast.Assign) for target in node.targets}
        if not ast.get_docstring(door) or "__all__" not in names:
            silent.append(room.name)
    assert [] == silent


def test_files_stay_small_enough_to_hold_in_the_head() -> None:
    """No Python file has more than 400 lines."""
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in tracked()
        if path.suffix == ".py" and (lines := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert {} == long


def test_no_file_names_a_place_of_one_machine_or_a_registry() -> None:
    """Nothing under version control holds an absolute home path, and the constraints hold no address."""
    home = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".json", ".ini", ".csv"}
        and home.search(path.read_text("utf-8"))
    ]

    assert [] == found
    assert "://" not in (ROOT / "constraints.txt").read_text("utf-8")


def test_the_readme_names_only_commands_and_options_that_exist() -> None:
    """Each `webex-conformance` command of the README, with its options, is known to the command line."""
    shown = re.findall(r"^webex-conformance ([a-z-]+)\b([^#\n]*)", README, re.MULTILINE)

    assert {"run", "list", "explain", "emulate", "report", "prove"} <= {command for command, _ in shown}
    for command, rest in shown:
        known = help_of(command)
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in known, f"{command} {option}"


def test_the_readme_has_its_two_commands() -> None:
    """The commands that continuous integration takes from the README are one line each."""
    for name in ("run", "test"):
        block = README.split(f"<!-- command: {name} -->\n```\n")[1].split("\n```")[0]

        assert 1 == len(block.splitlines())
        assert ".venv/bin/python -m pip install -q -c constraints.txt -e" in block


def test_the_profile_of_the_readme_is_valid(tmp_path: Path) -> None:
    """The example profile can be used as it stands."""
    text = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert text is not None
    path = tmp_path / "site.toml"
    path.write_text(text[1], "utf-8")

    profile = load_profile(path, load())

    assert "Example tenant" == profile.name
    assert ("api", "discover") == profile.staging


def test_the_changelog_knows_this_version() -> None:
    """The version that the package has is a heading of the changelog."""
    assert f"## {conformance.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_dependency_says_why() -> None:
    """Each run-time dependency carries a comment with its reason."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    needed = tomllib.loads(text)["project"]["dependencies"]

    silent = [one for one in needed if not re.search(rf'"{re.escape(one)}",\s+# \w', text)]
    assert [] == silent


def test_every_command_explains_itself() -> None:
    """Each command of the command line has a help text beyond its usage line."""
    for command in ("run", "list", "explain", "emulate", "prove", "report", "cleanup"):
        assert 3 < len(help_of(command).splitlines())


def help_of(command: str) -> str:
    """The help of a command."""
    group = importlib.import_module(cli.__module__)._group
    assert isinstance(group, Command)
    result = CliRunner().invoke(group, [command, "--help"])
    assert 0 == result.exit_code, result.output
    return result.output
