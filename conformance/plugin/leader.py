"""The process that owns a run: target, journal's head and foot, reports and exit code."""

from __future__ import annotations

import json
import platform
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest

from conformance import __version__
from conformance.contract import Contract
from conformance.errors import UsageError
from conformance.evidence import utc_text
from conformance.plugin import xml_door
from conformance.plugin.harness import PROPERTY, Harness
from conformance.plugin.options import EMBEDDED, Options, command_of, editions_from
from conformance.plugin.progress import Progress
from conformance.plugin.site import profile_for
from conformance.plugin.verdicts import deviation_fields
from conformance.targets import Profile, read_ledger

if TYPE_CHECKING:
    from conformance.emulator import RunningEmulator

__all__ = ["Leader"]

_FLAWS = 20
"""So many flaws of a document are noted one by one."""

_PACKAGES = ("pytest", "httpx", "jsonschema-rs", "starlette", "uvicorn")


class Leader(Harness):
    """Runs cases, alone or by workers, and writes down what came of them.

    Args:
        contract: what is judged.
        options: what was asked for.

    Raises:
        ConformanceError: the target, the edition, a credential or the run's folder cannot be used.
    """

    _running: RunningEmulator | None = None

    def __init__(self, contract: Contract, options: Options) -> None:
        self._options = options
        self._progress = Progress(shown=options.cli)
        self._counts: Counter[str] = Counter()
        self._broken: list[str] = []
        self._expected = 0
        try:
            self._profile = self._find_target(contract)
            editions = editions_from(options.edition, self._profile.editions, contract)
            super().__init__(contract, options.addresses, editions)
            direct = None
            if options.bare and self._running is not None:
                from conformance.plugin.direct import Direct  # noqa: PLC0415 - the proof alone needs it

                direct = Direct(self._running.emulator.app)
            self._open(self._profile, options, progress=self._progress, direct=direct)
            self._progress.watch(self.site.spent)
            self.site.journal.append(self._header())
            self._tell_flaws()
            self._find_release()
            if options.faults:
                self.site.switch_faults(options.faults)
        except BaseException:
            if self._running is not None:
                self._running.stop()
            raise

    def _tell_flaws(self) -> None:
        """Note what is wrong with the document that the run was given, if it was: the first of it."""
        flaws = self.contract.given.flaws if self.contract.given is not None else ()
        for flaw in flaws[:_FLAWS]:
            self._note(f"OpenAPI file, {flaw.place or 'at its top'} ({flaw.kind}): {flaw.text}")
        if len(flaws) > _FLAWS:
            more = f"{len(flaws) - _FLAWS} further flaws of {len(flaws)}"
            self._note(f"The OpenAPI file has {more}; `webex-conformance compare-spec` lists all of them.")

    def _find_release(self) -> None:
        """Ask the site which release of the XML API it is of, unless somebody said it."""
        if self.site.xml is None or self._editions.get("xml") != xml_door.AUTO:
            return
        if not any(address.startswith("xml.") for address in self._selected):
            return
        edition, doubt = xml_door.release_of(self.site.xml)
        self._editions = {**self._editions, "xml": edition}
        self.site.journal.append({"kind": "edition", "door": "xml", "edition": edition})
        if doubt:
            self._note(f"{doubt}; the XML API is judged by release {edition}.")

    def _find_target(self, contract: Contract) -> Profile:
        if self._options.target != EMBEDDED:
            return profile_for(self._options.target, contract)
        from conformance.plugin import embedded  # noqa: PLC0415 - a server is not always needed

        rehearse = self._options.rehearse
        rehearsed = profile_for(rehearse, contract) if rehearse and rehearse not in embedded.KINDS else None
        self._running = embedded.start()
        if rehearse:
            return embedded.rehearsal(self._running, rehearsed, control=rehearse == "control")
        return embedded.profile(self._running.base_url, self._running.control_url)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Keep the cases of one staging in one process when pytest-xdist would spread them."""
        from conformance.plugin.together import Together  # noqa: PLC0415 - needs pytest-xdist

        return Together(config, log)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the run over to a worker of pytest-xdist."""
        node.workerinput[PROPERTY] = json.dumps(
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
        """Note what must be staged, and tell how many cases there are."""
        super().pytest_collection_finish(session)
        self._expected = len(session.items)
        self._progress.expect(self._expected)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Compare the tokens with the profile before anything is judged by them, and tell what is wrong."""
        if not self.tries:
            return
        self._progress.doing("comparing tokens with the profile")
        screen = session.config.pluginmanager.getplugin("terminalreporter")
        for why in self.site.compare_tokens(self.tries, self.contract).values():
            told = self.site.redactor.text(f"Warning: {why}; rules that need it are not judged.")
            if screen is not None:
                screen.write_line(told)
            self._progress.say(told)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the verdict of a case down."""
        for name, value in report.user_properties:
            if name != PROPERTY:
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
            self._note(f"not collected: {problem}")
        judged = sum(self._counts.values())
        if judged < self._expected:
            self._note(f"{self._expected - judged} of {self._expected} cases were not run.")
        if self._options.faults and self._running is None:
            self._switch_faults_off()
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

    def _switch_faults_off(self) -> None:
        """Leave an emulator that others use as it was found."""
        try:
            self.site.switch_faults([])
        except UsageError as error:
            self._note(error.message)

    def _note(self, text: str) -> None:
        self.site.journal.append({"kind": "note", "level": "warning", "text": text})

    def _write_footer(self, *, interrupted: bool) -> None:
        state = read_ledger(self.site.ledger.path)
        with self.site.journal.path.open("rb") as lines:
            requests = sum(line.startswith(b'{"kind":"exchange"') for line in lines)
        unsure = [f"perhaps a meeting titled {title}" for title in state.unknown]
        unsure += sorted({f"changed preferences at {line['path']}" for line in state.changed})
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
            "effort": asdict(self.effort),
            "seed": options.seed,
            "selection": list(options.addresses),
            "command": command_of(options),
        }


def _environment() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "missing"
    return found
