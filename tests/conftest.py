"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.emulator import Emulator, RunningEmulator, serve
from tests.sites import SAMPLE, Ended, judge


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """One whole run against the embedded emulator, which many tests look at and none changes."""
    folder = tmp_path_factory.mktemp("whole")
    extra = ["--junit", folder / "extra" / "junit.xml", "--allure", folder / "allure"]
    extra += ["--seed", "7", "--preset", "quick"]
    return judge(*extra, cwd=folder)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run of one group of rules, for those who look at runs and not at the contract."""
    return judge(SAMPLE, cwd=tmp_path_factory.mktemp("sample"))


@pytest.fixture
def running() -> Iterator[RunningEmulator]:
    """A served emulator."""
    with serve(Emulator()) as served:
        yield served


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The host's token, and everybody else's, in the environment of this process."""
    from tests.sites import TOKEN, TOKENS  # noqa: PLC0415 - only tests that ask for it pay

    for name, text in TOKENS.items():
        monkeypatch.setenv(name, text)
    return Path(TOKEN)
