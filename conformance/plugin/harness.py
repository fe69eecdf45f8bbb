"""One conformance run inside pytest: what is collected, how it ends, what is written down."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import pytest

from conformance import __version__
from conformance.checks import Failure, NotApplicable, Outcome
from conformance.contract import Contract, Rule, load
from conformance.errors import TargetTrouble
from conformance.evidence import utc_text
from conformance.plugin.marks import rule_of
from conformance.plugin.options import EMBEDDED, Options, editions_from
from conformance.plugin.outcome import represent
from conformance.plugin.progress import Progress
from conformance.plugin.site import Site, profile_for
from conformance.plugin.verdicts import deviation_fields, line_for, reading_for
from conformance.targets import Deviation, Profile, read_ledger

__all__ = ["Harness", "wake"]

_PROPERTY = "webex_conformance"
_ENDED_WITH = pytest.StashKey[BaseException]()
_PACKAGES = ("pytest", "httpx", "jsonschema-rs", "starlette", "uvicorn")


def wake(config: pytest.Config) -> Harness:
    """Set a run up: in its leading process from the options, in a worker from what the leader hands over.

    Raises:
        ConformanceError: the options, the profile or a credential cannot be used.
    """
    contract = load()
    handed = getattr(config, "workerinput", {}).get(_PROPERTY)
    if handed is not None:
        return Worker(contract, json.loads(handed))
    options = Options.of(config)
    contract.select(options.addresses)
    return Leader(config, contract, options)


class Harness:
    """What leader and workers of a run share: collection and the judgement of each case."""

    def __init__(self, contract: Contract, addresses: Iterable[str], editions: dict[str, str]) -> None:
        self.contract = contract
        self.wanted: list[str] = []
        self._selected = {rule.address for rule in contract.select(addresses)}
        self._editions = editions
        self._deviations: dict[str, Deviation] = {}
        self._site: Site | None = None

    @property
    def site(self) -> Site:
        """The target, ready to be talked to."""
        assert self._site is not None, "the site is set up before the first case"  # noqa: S101
        return self._site

    def _open(self, profile: Profile, options: Options, worker: str, progress: Progress | None) -> None:
        today = datetime.now(UTC).date()
        self._deviations = {one.address: one for one in profile.known_deviations if not one.expired(today)}
        tell = progress.doing if progress else lambda _: None
        self._site = Site(profile, options.out, options.marker, worker=worker, progress=tell)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Refuse cases without a rule, leave out what was not asked for, and note what must be staged."""
        chosen: list[pytest.Item] = []
        others: list[pytest.Item] = []
        for item in items:
            address = rule_of(item)
            if address is None:
                raise pytest.UsageError(f"{item.nodeid} claims no rule; a case claims exactly one.")
            (chosen if address in self._selected else others).append(item)
        if others:
            config.hook.pytest_deselected(items=others)
        items[:] = chosen
        for item in chosen:
            # Situations are staged once a run, so their cases stay in one process.
            if config.pluginmanager.hasplugin("xdist"):
                item.add_marker(pytest.mark.xdist_group("meetings"))
            rule = self._rule(item)
            if rule.situation and rule.situation not in self.wanted and self._holds(rule):
                self.wanted.append(rule.situation)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Stop before anything is staged when the rule does not hold in the edition that is judged."""
        rule = self._rule(item)
        if not self._holds(rule):
            with _briefly(item):
                holds = ", ".join(rule.editions)
                raise NotApplicable(f"the rule holds in {holds}, not in {self._edition(rule)}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Keep what a case ended with, and tell pytest in its own words."""
        with _briefly(item):
            yield

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what a case did into a verdict, and the verdict into what pytest shows of it."""
        report = yield
        shown = call.excinfo.value if call.excinfo is not None else None
        if isinstance(shown, pytest.exit.Exception | KeyboardInterrupt):
            return report
        if call.when == "call" or shown is not None:
            rule, error = self._rule(item), item.stash.get(_ENDED_WITH, shown)
            line = line_for(rule, error, self._deviations.get(rule.address))
            report.user_properties.append((_PROPERTY, json.dumps([line, reading_for(error)])))
            represent(report, rule, line)
        return report

    def _rule(self, item: pytest.Item) -> Rule:
        return self.contract.rules[rule_of(item) or ""]

    def _edition(self, rule: Rule) -> str:
        return self._editions.get(rule.address.split(".", 1)[0], "")

    def _holds(self, rule: Rule) -> bool:
        return self._edition(rule) in rule.editions


@contextmanager
def _briefly(item: pytest.Item) -> Generator[None, None, None]:
    """Keep a case's outcome, and raise pytest's own in its place.

    Of an exception that it does not know pytest renders the whole traceback, which takes longer than
    hundreds of cases, and nobody would see it.
    """
    try:
        yield
    except Failure as failure:
        item.stash[_ENDED_WITH] = failure
        raise pytest.fail.Exception(str(failure), pytrace=False) from None
    except (Outcome, TargetTrouble) as outcome:
        item.stash[_ENDED_WITH] = outcome
        raise pytest.skip.Exception(str(outcome), _use_item_location=True) from None


class Worker(Harness):
    """A process that runs cases for a leader (pytest-xdist)."""

    def __init__(self, contract: Contract, handed: dict[str, Any]) -> None:
        super().__init__(contract, handed["addresses"], handed["editions"])
        self._handed = handed

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Connect to the target that the leader chose."""
        handed = self._handed
        options = Options.handed_over(handed["options"])
        if options.target == EMBEDDED:
            from conformance.plugin import embedded  # noqa: PLC0415 - a server is not always needed

            profile = embedded.profile(handed["rest"], handed["control"])
        else:
            profile = profile_for(options.target, self.contract)
        worker: str = session.config.workerinput["workerid"]  # type: ignore[attr-defined] # set by xdist
        self._open(profile, options, worker, None)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Close the connections."""
        self.site.close()


class Leader(Harness):
    """The process that owns the run: target, journal's head and foot, and the exit code."""

    def __init__(self, config: pytest.Config, contract: Contract, options: Options) -> None:
        self._config = config
        self._options = options
        self._running = None
        if options.target == EMBEDDED:
            from conformance.plugin import embedded  # noqa: PLC0415 - a server is not always needed

            self._running = embedded.start()
            profile = embedded.profile(self._running.base_url, self._running.control_url)
        else:
            profile = profile_for(options.target, contract)
        super().__init__(
            contract, options.addresses, editions_from(options.edition, profile.editions, contract)
        )
        self._profile = profile
        self._progress = Progress(shown=options.cli)
        self._counts: Counter[str] = Counter()
        self._broken: list[str] = []
        self._open(profile, options, "", self._progress)
        self.site.journal.append(self._header())
        if options.faults:
            self.site.switch_faults(options.faults)

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Keep the cases of one staging in one process when pytest-xdist spreads them."""
        if getattr(config.option, "dist", "no") != "no":
            config.option.dist = "loadgroup"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the run over to a worker of pytest-xdist."""
        node.workerinput[_PROPERTY] = json.dumps(
            {
                "options": self._options.to_hand_over(),
                "addresses": list(self._options.addresses),
                "editions": self._editions,
                "rest": self._profile.rest,
                "control": self._profile.control,
            }
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected: it is an error of ours."""
        if report.failed:
            self._broken.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many cases there are."""
        self._progress.expect(len(session.items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the verdict of a case down."""
        for name, value in report.user_properties:
            if name != _PROPERTY:
                continue
            line, reading = json.loads(str(value))
            self.site.journal.append(line)
            self._counts[line["verdict"]] += 1
            self._progress.judged(line["verdict"])
            if reading:
                self.site.journal.append(reading)
            self._check_deviation(line)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Finish the journal, stop the embedded emulator, and say how the run ended."""
        self._progress.stop()
        for problem in self._broken:
            self.site.journal.append(
                {"kind": "note", "level": "warning", "text": f"not collected: {problem}"}
            )
        finished = exitstatus in {
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        }
        if finished and not self._broken:
            self._write_footer(interrupted=False)
        elif exitstatus == pytest.ExitCode.INTERRUPTED and not self._broken:
            self._write_footer(interrupted=True)
        self.site.close()
        if self._running is not None:
            self._running.stop()
        if not self._options.cli:
            self._report(session)

    def _report(self, session: pytest.Session) -> None:
        """Write the reports, as the command line does after its runs."""
        from conformance.report import Run, exit_code, write_all  # noqa: PLC0415 - needed at the end only

        run = Run.load(self._options.out)
        write_all(run, self._options.out)
        session.exitstatus = exit_code(run, self._options.min_coverage)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Show users of plain pytest where the reports are."""
        counts = ", ".join(f"{number} {verdict}" for verdict, number in sorted(self._counts.items()))
        terminalreporter.write_sep("=", "webex-conformance")
        terminalreporter.write_line(f"{self._profile.name}: {counts or 'nothing judged'}")
        terminalreporter.write_line(f"Reports: {self._options.out / 'index.html'}")

    def _check_deviation(self, line: dict[str, Any]) -> None:
        for deviation in self._profile.known_deviations:
            if deviation.address != line["address"]:
                continue
            expired = deviation.expired(datetime.now(UTC).date())
            if line["verdict"] == "passed" or (expired and line["verdict"] in {"failed", "advisory"}):
                state = "stale" if line["verdict"] == "passed" else "expired"
                entry = {"kind": "deviation", "address": deviation.address, "state": state}
                self.site.journal.append({**entry, **deviation_fields(deviation)})

    def _write_footer(self, *, interrupted: bool) -> None:
        state = read_ledger(self.site.ledger.path)
        with self.site.journal.path.open("rb") as lines:
            requests = sum(line.startswith(b'{"kind":"exchange"') for line in lines)
        unsure = [f"perhaps a meeting titled {title}" for title in state.unknown]
        embedded = self._running is not None  # nothing outlives it
        self.site.journal.append(
            {
                "kind": "footer",
                "finished": utc_text(datetime.now(UTC)),
                "verdicts": dict(self._counts),
                "requests": requests,
                "created": state.created,
                "deleted": state.deleted,
                "leftovers": [] if embedded else [*state.standing, *unsure],
                "interrupted": interrupted,
            }
        )

    def _header(self) -> dict[str, Any]:
        profile, options = self._profile, self._options
        target = {
            "name": profile.name,
            "rest": profile.rest,
            "profileDigest": profile.digest,
            "abilities": list(profile.staging),
        }
        if profile.control:
            target["control"] = profile.control
        return {
            "kind": "header",
            "journal": 1,
            "run": options.run,
            "started": utc_text(datetime.now(UTC)),
            "tool": {"name": "webex-conformance", "version": __version__},
            "editions": self._editions,
            "target": target,
            "contract": self.contract.header(),
            "environment": _environment(),
            "seed": options.seed,
            "selection": list(options.addresses),
            "command": _command(options),
        }


def _environment() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "missing"
    return found


def _command(options: Options) -> str:
    words = ["webex-conformance", "run", *options.addresses, "--seed", str(options.seed)]
    if options.target != EMBEDDED:
        words += ["--target", options.target.rsplit("/", 1)[-1]]
    if options.edition:
        words += ["--edition", options.edition]
    return " ".join(words)
