"""The one module that knows schemathesis: what it draws, and what it covers, of one operation.

Its interfaces move from release to release, so it is pinned exactly and imported nowhere else. Nothing of it
sends anything here: it makes values, and our own transport sends what is made of them.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, configuration, given, settings
from hypothesis import seed as with_seed
from hypothesis.errors import Unsatisfiable
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.intervalsets import IntervalSet
from schemathesis import GenerationMode
from schemathesis.core import NotSet
from schemathesis.core.errors import SchemathesisError

__all__ = ["Case", "by_itself", "covered", "drawn"]

_HOOKS = "SCHEMATHESIS_HOOKS"
_UTF_8 = IntervalSet(((0, 0xD7FF), (0xE000, 0x10FFFF))), IntervalSet(())
"""What UTF-8 can encode, and what of that it does not give back: all but surrogates, and nothing. To try each
sign takes seconds, after which Hypothesis would keep the outcome in the working directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was made for one request.

    Attributes:
        fits: whether it is meant to fit the document.
        scenario: what it is about, in schemathesis' word; empty for what was drawn by chance.
        parameter: the parameter of the query that it is about; empty when it is about the body.
        query: parameters by name, as texts.
        body: a JSON value; None for none.
    """

    fits: bool
    scenario: str
    parameter: str
    query: Mapping[str, Any]
    body: Any


def drawn(document: Mapping[str, Any], method: str, path: str, *, count: int, seed: int) -> list[Case]:
    """Requests that fit, drawn by chance: the same ones for the same seed.

    Args:
        document: OpenAPI 3.1, all references local.
        method: of the operation, in capitals.
        path: of the operation.
        count: how many are drawn at most; fewer when there are no more.
        seed: the run's; each operation goes its own way from it.
    """
    found: list[Case] = []
    operation = _schema(document)[path][method]
    strategy = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)

    def note(case: Any) -> None:
        found.append(_case(case, fits=True, scenario=""))

    draw = given(case=strategy)(note)
    # Every setting is named: Hypothesis has others on machines of CI.
    draw = settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )(draw)
    own = zlib.crc32(f"{method} {path} {seed}".encode())
    try:
        with_seed(own)(draw)()
    except (Unsatisfiable, SchemathesisError):
        return []
    return found


def covered(document: Mapping[str, Any], method: str, path: str, *, fits: bool) -> list[Case]:
    """The deterministic coverage set of an operation, one thing about each request.

    Args:
        document: OpenAPI 3.1, all references local.
        method: of the operation, in capitals.
        path: of the operation.
        fits: whether those that fit are wanted, or those that do not.
    """
    schema = _schema(document)
    operation = schema[path][method]
    mode = GenerationMode.POSITIVE if fits else GenerationMode.NEGATIVE
    found: list[Case] = []
    try:
        cases = schema.iter_coverage_cases(
            operation,
            generation_modes=[mode],
            generation_config=schema.config.generation,
            extra_data_source=None,
            error_feedback=None,
            session=None,
        )
        found.extend(_about(case, fits=fits) for case in cases)
    except (Unsatisfiable, SchemathesisError):
        return found
    return found


@contextmanager
def by_itself() -> Iterator[None]:
    """Draw without a look at whatever else is loaded, and without a trace in the working directory.

    Hypothesis mixes constants of the loaded modules into what it draws, so that one seed would give other
    values in another installation, and keeps tables in a folder where the process was started. schemathesis
    loads a module that the environment names, which could change what it draws.
    """
    theirs = providers._get_local_constants  # noqa: SLF001 - there is no setting for it
    of_codec = charmap.intervals_from_codec
    hooks = os.environ.pop(_HOOKS, None)
    nothing = Constants()
    providers.CONSTANTS_CACHE.cache.clear()
    providers._get_local_constants = lambda: nothing  # noqa: SLF001 - as above
    charmap.intervals_from_codec = lambda name: _UTF_8 if name == "utf-8" else of_codec(name)  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(None)
            providers._get_local_constants = theirs  # noqa: SLF001 - as above
            charmap.intervals_from_codec = of_codec
            providers.CONSTANTS_CACHE.cache.clear()
            if hooks is not None:
                os.environ[_HOOKS] = hooks


def _schema(document: Mapping[str, Any]) -> Any:
    """The document as schemathesis has it, with a configuration of our own: no file of the user's counts."""
    schema = schemathesis.openapi.from_dict(dict(document), config=schemathesis.Config())
    # By itself it would also send methods that the document does not have.
    schema.config.phases.coverage.unexpected_methods = set()
    return schema


def _about(case: Any, *, fits: bool) -> Case:
    """A request of the coverage set, which knows what it is about."""
    data = case.meta.phase.data
    scenario = getattr(data, "scenario", None)
    location = getattr(data, "parameter_location", None)
    asks = getattr(location, "value", location) == "query"
    parameter = str(data.parameter or "") if asks else ""
    return _case(
        case, fits=fits, scenario=str(getattr(scenario, "value", scenario) or ""), parameter=parameter
    )


def _case(case: Any, *, fits: bool, scenario: str, parameter: str = "") -> Case:
    body = None if isinstance(case.body, NotSet) else case.body
    return Case(fits=fits, scenario=scenario, parameter=parameter, query=dict(case.query or {}), body=body)
