"""The plugin under plain pytest: options, selection, several processes, and silence where nobody asked."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import bundle
from tests.sites import FAST, SAMPLE, SAMPLED, Ended, act, environment, of_emulator

LOBBY = "rest.availability.meeting.lobby"
BARE = ("-p", "no:schemathesis")  # its version of the day must not decide about ours


def run_pytest(*words: str | Path, cwd: Path, **more: str) -> Ended:
    """Call pytest as somebody does who has the package installed, in a folder of his own."""
    (cwd / "pytest.ini").touch()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(cwd / "pytest.ini"), *BARE, *map(str, words)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    folders = sorted((cwd / "reports").glob("*")) or [cwd / "reports"]
    return Ended(done.returncode, done.stdout, done.stderr, folders[-1])


def test_cases_alone_judge_the_embedded_emulator(tmp_path: Path) -> None:
    """`pytest cases` is a run, with journal and reports."""
    ended = run_pytest(bundle.cases(), "-q", "--address", SAMPLE, cwd=tmp_path)

    assert (0, SAMPLED) == (ended.code, ended.counts)
    assert f"{SAMPLED['passed']} passed, {SAMPLED['not-applicable']} skipped" in ended.out
    assert (ended.folder / "index.html").is_file()
    assert f"Reports: {ended.folder / 'index.html'}" in ended.out


def test_failing_case_tells_rule_and_evidence_not_a_traceback(tmp_path: Path, running) -> None:
    """What pytest prints of a failure is the rule, what was expected, what came, and where to look."""
    act(running, "/faults", active=["attribute-leaked:meeting.lobby.password"])

    ended = run_pytest(bundle.cases(), "--target", of_emulator(tmp_path, running), "-k", LOBBY, cwd=tmp_path)

    assert (1, {f"{LOBBY}.password"}) == (ended.code, ended.with_verdict("failed"))
    for words in ("rule      A meeting that is lobby", "expected  password is not shown", "evidence  x0"):
        assert words in ended.out
    assert "Traceback" not in ended.out
    assert "must.py" not in ended.out


def test_faults_of_a_file_are_switched_on_and_off_again(tmp_path: Path, running) -> None:
    """`--faults` breaks the target for this run only."""
    (tmp_path / "faults.txt").write_text("attribute-leaked:meeting.lobby.password\n\n", "utf-8")
    target = of_emulator(tmp_path, running)

    ended = run_pytest(
        bundle.cases(), "--target", target, "--faults", "faults.txt", "--address", LOBBY, cwd=tmp_path
    )

    assert (1, {f"{LOBBY}.password"}) == (ended.code, ended.with_verdict("failed"))
    assert () == running.emulator.faults.active


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--address", "rest.nothing"], "No rule is called rest.nothing"),
        (["--target", "nowhere.toml"], "There is no profile nowhere.toml"),
        (["--edition", "9"], "There is no edition 9"),
        (["--faults", "nowhere"], "The list of faults nowhere cannot be read"),
        (["--min-coverage", "101"], "goes from 0 to 100"),
    ],
)
def test_what_cannot_be_used_is_a_usage_error(tmp_path: Path, words: list[str], sentence: str) -> None:
    """The code is pytest's own for usage errors; one line, no traceback, no folder."""
    ended = run_pytest(bundle.cases(), *words, cwd=tmp_path)

    assert pytest.ExitCode.USAGE_ERROR == ended.code
    assert sentence in ended.err
    assert "Traceback" not in ended.err + ended.out
    assert not (tmp_path / "reports").exists()


def test_unknown_fault_is_a_usage_error(tmp_path: Path) -> None:
    """The emulator's own words say what is wrong with a fault."""
    (tmp_path / "faults.txt").write_text("no-such-fault\n", "utf-8")

    ended = run_pytest(bundle.cases(), "--faults", "faults.txt", cwd=tmp_path)

    assert pytest.ExitCode.USAGE_ERROR == ended.code
    assert "no-such-fault" in ended.err


def test_first_failure_can_end_a_run_which_says_so(tmp_path: Path, running) -> None:
    """`-x` stops after the first failed rule; deletion still happens, and a note counts what was not run."""
    act(running, "/faults", active=["attribute-leaked:meeting.lobby.password"])

    ended = run_pytest(
        bundle.cases(), "-x", "--target", of_emulator(tmp_path, running), "--address", LOBBY, cwd=tmp_path
    )

    assert 1 == ended.code
    assert any(re.search(r"\d+ of 45 cases were not run", note["text"]) for note in ended.of("note"))
    assert not running.emulator.world.series


def test_last_failures_are_selected_again(tmp_path: Path, running) -> None:
    """`--lf` knows cases by their addresses, across two runs."""
    act(running, "/faults", active=["attribute-leaked:meeting.lobby.password"])
    words = [bundle.cases(), "--target", of_emulator(tmp_path, running), "--address", LOBBY, "-q"]

    run_pytest(*words, cwd=tmp_path)
    shutil.rmtree(tmp_path / "reports")
    again = run_pytest(*words, "--lf", cwd=tmp_path)

    assert {f"{LOBBY}.password": "failed"} == again.verdicts


def test_two_processes_share_one_journal(tmp_path: Path) -> None:
    """Under pytest-xdist one worker stages and judges, the counts are right, one head and one foot."""
    pytest.importorskip("xdist", reason="needs pytest-xdist")

    ended = run_pytest(bundle.cases(), "-n", "2", "--address", SAMPLE, cwd=tmp_path)

    assert (0, SAMPLED) == (ended.code, ended.counts)
    assert (1, 1, sum(SAMPLED.values())) == tuple(
        len(ended.of(kind)) for kind in ("header", "footer", "verdict")
    )
    assert ("header", "footer") == (ended.lines[0]["kind"], ended.lines[-1]["kind"])
    assert len(ended.of("exchange")) == ended.of("footer")[0]["requests"]
    assert 1 == len({one["id"].split("-")[1] for one in ended.of("exchange")})


def test_collecting_alone_touches_nothing(tmp_path: Path) -> None:
    """`--collect-only` lists cases, of a selection too, and makes no folder."""
    ended = run_pytest("--collect-only", "-q", bundle.cases(), "--address", LOBBY, cwd=tmp_path)

    assert 0 == ended.code
    assert re.search(r"45/\d+ tests collected", ended.out)
    assert not (tmp_path / "reports").exists()


INERT = """
import sys

def test_inert(pytestconfig):
    heavy = {"httpx", "jsonschema_rs", "yaml", "starlette", "uvicorn", "click", "conformance.contract",
             "conformance.plugin.harness", "conformance.emulator", "conformance.clients"}
    assert "conformance.plugin" in sys.modules
    assert set() == heavy & set(sys.modules)
    assert not pytestconfig.pluginmanager.hasplugin("webex-conformance-harness")
"""


def test_other_peoples_tests_do_not_notice_us(tmp_path: Path) -> None:
    """In a run that did not ask, the plugin loads nothing heavy, registers nothing and makes no folder."""
    (tmp_path / "test_inert.py").write_text(INERT, "utf-8")

    ended = run_pytest("-q", "-p", "conformance.plugin", cwd=tmp_path, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")

    assert 0 == ended.code, ended.out
    assert not (tmp_path / "reports").exists()


def test_all_plugins_of_the_environment_get_along(tmp_path: Path) -> None:
    """With whatever else is installed loaded by itself, a run passes."""
    (tmp_path / "pytest.ini").touch()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "pytest.ini", str(bundle.cases()), "--address", LOBBY, "-q"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "45 passed" in done.stdout


CHECKOUT = ("conformance", "cases", "specs", "pyproject.toml", "conftest.py")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree that is installed nowhere."""
    root, copy = bundle.cases().parent, tmp_path_factory.mktemp("checkout")
    if not (root / "pyproject.toml").is_file():
        pytest.skip("needs the checkout")
    ignored = shutil.ignore_patterns("__pycache__", "_bundle")
    for name in CHECKOUT:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name, ignore=ignored)
        else:
            shutil.copy(root / name, copy / name)
    return copy


def in_checkout(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Start Python in a checkout, which is found by the working folder alone."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=checkout,
        env=environment(PYTHONPATH="", PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_bare_checkout_runs_from_its_own_folder(checkout: Path) -> None:
    """`python -m conformance.cli run` judges with the code and the cases of that checkout."""
    text = (checkout / "conformance" / "__init__.py").read_text("utf-8")
    (checkout / "conformance" / "__init__.py").write_text(
        re.sub(r'"\d+\.\d+\.\d+"', '"0.0.7"', text, count=1), "utf-8"
    )

    done = in_checkout(checkout, "-m", "conformance.cli", "run", "--out", "run-of-copy", SAMPLE)

    ended = Ended(done.returncode, done.stdout, done.stderr, checkout / "run-of-copy")
    assert (0, SAMPLED) == (ended.code, ended.counts)
    assert "0.0.7" == ended.of("header")[0]["tool"]["version"]


def test_pytest_of_everything_in_a_checkout_leaves_the_cases_alone(checkout: Path) -> None:
    """`pytest .` in a checkout does not judge anything, and does not stumble over the cases either."""
    done = in_checkout(checkout, "-m", "pytest", ".", "-q", *BARE, "-p", "no:cacheprovider")

    assert pytest.ExitCode.NO_TESTS_COLLECTED == done.returncode, done.stdout + done.stderr
    assert not (checkout / "reports").exists()


def test_one_cell_broken_by_hand_turns_exactly_its_address_red(checkout: Path) -> None:
    """Whoever edits one cell of the emulator's decision gets that one address, and no other."""
    path = checkout / "conformance" / "emulator" / "availability.py"
    sound = path.read_text("utf-8")
    line = '    ("meeting", "ended"): _ENDED,\n'
    assert 1 == sound.count(line)
    try:
        path.write_text(sound.replace(line, '    ("meeting", "ended"): _ENDED | {"telephony"},\n'), "utf-8")
        done = in_checkout(checkout, "-m", "conformance.cli", "run", "--out", "run-by-hand", SAMPLE)
    finally:
        path.write_text(sound, "utf-8")

    ended = Ended(done.returncode, done.stdout, done.stderr, checkout / "run-by-hand")
    assert 1 == ended.code
    assert {"rest.availability.meeting.ended.telephony"} == ended.with_verdict("failed")
    assert SAMPLED["passed"] - 1 == ended.counts["passed"]


def test_wheel_holds_everything_and_runs(tmp_path: Path) -> None:
    """A wheel unpacked anywhere has the tree's files, with specs and cases inside, and judges."""
    pytest.importorskip("build", reason="needs build")
    pytest.importorskip("hatchling", reason="needs hatchling")
    root = bundle.cases().parent
    if not (root / "pyproject.toml").is_file():
        pytest.skip("needs the checkout")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(root)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    (wheel,) = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")

    done = subprocess.run(
        [sys.executable, "-m", "conformance.cli", "run", "--out", "run", SAMPLE],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(tmp_path / "site")),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    ended = Ended(done.returncode, done.stdout, done.stderr, tmp_path / "run")
    assert (0, SAMPLED) == (ended.code, ended.counts)
    packed = tmp_path / "site" / "conformance"
    assert files(root / "conformance") == files(packed, "_bundle")
    assert files(root / "specs") == files(packed / "_bundle" / "specs")
    assert files(root / "cases") == files(packed / "_bundle" / "cases")
    assert {"conformance", wheel.name.rsplit("-", 3)[0] + ".dist-info"} == {
        path.name for path in (tmp_path / "site").iterdir()
    }


def files(folder: Path, *without: str) -> set[str]:
    """The files below a folder, apart from what Python leaves there."""
    without = (*without, "__pycache__", ".pytest_cache")
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not set(without) & set(path.parts)}


def test_plain_pytest_keeps_the_exit_codes(tmp_path: Path, running) -> None:
    """Coverage below the limit ends plain pytest with 5 as well."""
    target = of_emulator(tmp_path, running, control=False, more=FAST)

    words = ["--target", target, "--min-coverage", "99", "--address", "rest.schema"]

    ended = run_pytest(bundle.cases(), *words, cwd=tmp_path)

    assert (5, {"passed": 3, "not-exercised": 7}) == (ended.code, ended.counts)
