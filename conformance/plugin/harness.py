"""What every process of a run does: choose cases, and turn what they did into verdicts."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from conformance.checks import Failure, Followed, Graded, NotApplicable, Noted, Outcome
from conformance.contract import Contract, Rule
from conformance.errors import TargetTrouble
from conformance.generators.effort import EFFORTS
from conformance.plugin import xml_door
from conformance.plugin.marks import NOTHING, cases_of, rule_of
from conformance.plugin.options import ALL, EMBEDDED, Options, run_folder
from conformance.plugin.outcome import represent
from conformance.plugin.progress import Progress
from conformance.plugin.site import Site, tokens_of
from conformance.plugin.verdicts import line_for, reading_for
from conformance.targets import Deviation, Profile

__all__ = ["PROPERTY", "Harness"]

PROPERTY = "webex_conformance"
"""Under which name verdicts and settings travel between processes of a run."""

_ENDED_WITH = pytest.StashKey[BaseException]()


class Harness:
    """What leader and workers of a run share: collection and the judgement of each case.

    Attributes:
        wanted: the situations that must be staged.
        examples: the selected rules with a worked example of moving an occurrence.
        tries: the selected rules about scopes.
        seed: of whatever is drawn by chance.
        effort: how much is drawn by chance.
        replay: what is sent again in place of what would be drawn, by address.
    """

    def __init__(self, contract: Contract, addresses: Iterable[str], editions: dict[str, str]) -> None:
        self.contract = contract
        self.wanted: list[str] = []
        self.examples: list[Rule] = []
        self.tries: list[Rule] = []
        self.seed = 0
        self.effort = EFFORTS["default"]
        self.replay: Mapping[str, Mapping[str, Any]] = {}
        self._selected = {rule.address for rule in contract.select(addresses)}
        self._editions = editions
        self._deviations: dict[str, Deviation] = {}
        self._site: Site | None = None

    @property
    def site(self) -> Site:
        """The target, ready to be talked to."""
        assert self._site is not None, "the site is set up before the cases"  # noqa: S101 - by `_open`
        return self._site

    def _open(
        self,
        profile: Profile,
        options: Options,
        *,
        worker: str = "",
        progress: Progress | None = None,
        direct: httpx.BaseTransport | None = None,
    ) -> None:
        self.seed, self.replay = options.seed, options.replay
        self.effort = options.effort(profile)
        today = datetime.now(UTC).date()
        self._deviations = {one.address: one for one in profile.known_deviations if not one.expired(today)}
        tokens, callers = tokens_of(profile), xml_door.callers_of(profile)
        if not worker:
            run_folder(options.out)
        self._site = Site(
            profile,
            tokens,
            options.out,
            options.marker,
            worker=worker,
            embedded=options.target == EMBEDDED,
            callers=callers,
            direct=direct,
            effort=self.effort,
            progress=progress.doing if progress else lambda _: None,
        )

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a case out of each selected rule."""
        cases_of(metafunc, self.contract, self._selected)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Refuse cases without a rule, and leave out what was not asked for."""
        chosen: list[pytest.Item] = []
        others: list[pytest.Item] = []
        for item in items:
            address = rule_of(item)
            if address == NOTHING:
                others.append(item)
                continue
            if address is None:
                raise pytest.UsageError(f"{item.nodeid} claims no rule; a case claims exactly one.")
            if address not in self.contract.rules:
                raise pytest.UsageError(f"{item.nodeid} claims {address}, which is no rule.")
            (chosen if address in self._selected else others).append(item)
        if others:
            config.hook.pytest_deselected(items=others)
        items[:] = chosen

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what must be staged, once `-k` and the like have had their say."""
        claimed = [rule_of(item) or "" for item in session.items]
        for rule in (self.contract.rules[address] for address in claimed if address in self._selected):
            if rule.situation and rule.situation not in self.wanted and self._holds(rule):
                self.wanted.append(rule.situation)
            if rule.move and self._holds(rule):
                self.examples.append(rule)
            if rule.access and self._holds(rule):
                self.tries.append(rule)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Stop before anything is staged when the rule does not hold in the edition that is judged."""
        rule = self._rule(item)
        if not self._holds(rule):
            with _briefly(item):
                if rule.address.startswith("xml.") and self.site.xml is None:
                    raise NotApplicable("the profile names no XML API (addresses.xml)")
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
            if rule.address.startswith("xml.") and "grid" not in line:
                line["edition"] = self.xml_edition
            report.user_properties.append((PROPERTY, json.dumps([line, reading_for(error)])))
            represent(report, rule, line)
        return report

    def _rule(self, item: pytest.Item) -> Rule:
        return self.contract.rules[rule_of(item) or ""]

    @property
    def xml_edition(self) -> str:
        """The edition of the XML API that is judged, or the word for all."""
        return self._editions.get("xml", "")

    def _edition(self, rule: Rule) -> str:
        # What a document says that the run was given is said of the REST API, whatever its edition.
        return self._editions.get("xml" if rule.address.startswith("xml.") else "rest", "")

    def _holds(self, rule: Rule) -> bool:
        edition = self._edition(rule)
        if rule.address.startswith("xml."):
            return self.site.profile.xml is not None and edition in (*rule.editions, ALL)
        return edition in rule.editions


@contextmanager
def _briefly(item: pytest.Item) -> Generator[None, None, None]:
    """Keep a case's outcome, and raise pytest's own in its place.

    Of an exception that it does not know pytest renders the whole traceback, which takes longer than
    hundreds of cases, and nobody would see it.
    """
    try:
        yield
    except (Followed, Noted) as well:
        item.stash[_ENDED_WITH] = well
    except Graded as graded:
        item.stash[_ENDED_WITH] = graded
        if any(isinstance(end, Failure) for end in graded.ends.values()):
            raise pytest.fail.Exception(str(graded), pytrace=False) from None
    except Failure as failure:
        item.stash[_ENDED_WITH] = failure
        raise pytest.fail.Exception(str(failure), pytrace=False) from None
    except (Outcome, TargetTrouble) as outcome:
        item.stash[_ENDED_WITH] = outcome
        raise pytest.skip.Exception(str(outcome), _use_item_location=True) from None
