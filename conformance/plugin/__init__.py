"""The pytest plugin: the harness of every run, and what case files write with.

It is imported in each pytest run of an environment that has this package, so importing it costs next to
nothing and it does nothing unless it is asked: by `--target`, or by collecting the folder of the cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from conformance.plugin.marks import each_rule, rule_of

__all__ = ["each_rule", "rule_of"]

_HARNESS = "webex-conformance-harness"


def __getattr__(name: str) -> Any:
    """Load what case files write with, when the first of them asks for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from conformance.plugin import marks  # noqa: PLC0415 - the command line needs neither it nor pytest

    return getattr(marks, name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the options of a run."""
    group = parser.getgroup("webex-conformance", "conformance of Webex Meetings APIs")
    add = group.addoption
    add("--target", metavar="FILE", help="profile of the site to judge; the word embedded for our emulator")
    add(
        "--edition", metavar="NAME", help="what is judged, e.g. rest=guide-2025; as in the profile by default"
    )
    add(
        "--address",
        metavar="ADDRESS",
        action="append",
        help="judge only rules under this address; repeatable",
    )
    add(
        "--out",
        metavar="DIR",
        help="folder of this run's journal and reports; a new one in reports/ by default",
    )
    add("--seed", metavar="N", type=int, help="seed of whatever is drawn by chance")
    add("--preset", metavar="NAME", help="how much is drawn by chance: quick, default or thorough")
    add("--openapi", metavar="FILE", help="also judge by this OpenAPI document, 3.0 or 3.1: rules openapi.…")
    add("--examples", metavar="N", type=int, help="right requests drawn of each operation, 1 to 10000")
    add(
        "--replay",
        metavar="FILE",
        help="JSON: what is sent again in place of what would be drawn, by address",
    )
    add("--min-coverage", metavar="PERCENT", type=float, help="end with 5 when fewer rules were conclusive")
    add("--faults", metavar="FILE", help="switch on the emulator's faults that FILE names, one a line")
    add("--rehearse", metavar="FILE", help="set by the command line: play a profile's run on our emulator")
    add(
        "--bare",
        action="store_true",
        help="set by the proof: ask our emulator without HTTP, keep no evidence",
    )
    add(
        "--conformance-cli",
        action="store_true",
        help="set by the command line, which writes the reports itself",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Wake up when this pytest run is a conformance run."""
    config.addinivalue_line("markers", "rule(address): the one rule that a case claims")
    config.addinivalue_line("markers", "each_rule(prefixes, told, given): a case of each rule under these")
    if not _asked(config):
        return
    import pytest  # noqa: PLC0415 - long since loaded by now

    from conformance.errors import ConformanceError  # noqa: PLC0415 - only a conformance run pays for it
    from conformance.plugin import fixtures  # noqa: PLC0415 - as above
    from conformance.plugin.waking import wake  # noqa: PLC0415 - as above

    try:
        harness = wake(config)
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(fixtures, "webex-conformance-fixtures")
    config.pluginmanager.register(harness, _HARNESS)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave our cases alone in a run that did not ask for them, e.g. `pytest .` in a checkout."""
    if collection_path.name != "cases" or config.pluginmanager.hasplugin(_HARNESS):
        return None
    return True if collection_path.resolve() == _cases() else None


def _asked(config: pytest.Config) -> bool:
    if config.getoption("--help") or config.getoption("version"):
        return False
    if config.getoption("--target") or (
        hasattr(config, "workerinput") and "webex_conformance" in config.workerinput
    ):
        return True
    folder = _cases()
    places = (config.invocation_params.dir / argument.split("::")[0] for argument in config.args)
    return any(folder in (place.resolve(), *place.resolve().parents) for place in places)


def _cases() -> Path | None:
    from conformance import bundle  # noqa: PLC0415 - most pytest runs need none of this
    from conformance.errors import ContractError  # noqa: PLC0415 - as above

    try:
        return bundle.cases()
    except ContractError:
        return None  # a broken installation is no business of other people's tests
