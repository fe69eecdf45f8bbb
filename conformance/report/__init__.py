"""Everything a person sees of a run, built from the run's journal alone.

`Run.load` reads a journal, `summarise` works out its figures, `exit_code` says how the process should
end. `print_summary` and the writers show it: `write_all` for what every run leaves behind, `write_allure`
on request.

A name is loaded when it is first asked for: whoever needs only `Verdict` waits for no writer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.allure import write_allure
    from conformance.report.costs import Cost, Costs, count_costs
    from conformance.report.junit import write_junit
    from conformance.report.page import write_page
    from conformance.report.results import write_results
    from conformance.report.run import Run
    from conformance.report.summary import Summary, exit_code, summarise
    from conformance.report.terminal import print_summary
    from conformance.report.verdict import Verdict

__all__ = [
    "Cost",
    "Costs",
    "Run",
    "Summary",
    "Verdict",
    "count_costs",
    "exit_code",
    "print_summary",
    "summarise",
    "write_all",
    "write_allure",
    "write_junit",
    "write_page",
    "write_results",
]

_HOMES = {
    "Cost": "costs",
    "Costs": "costs",
    "count_costs": "costs",
    "Run": "run",
    "Summary": "summary",
    "Verdict": "verdict",
    "exit_code": "summary",
    "print_summary": "terminal",
    "summarise": "summary",
    "write_allure": "allure",
    "write_junit": "junit",
    "write_page": "page",
    "write_results": "results",
}


def __getattr__(name: str) -> Any:
    """Load a name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def write_all(run: Run, directory: Path) -> tuple[Path, ...]:
    """Write `index.html`, `results.json` and `junit.xml` into `directory` and return their paths."""
    from conformance.report.junit import write_junit  # noqa: PLC0415 - loaded when asked for
    from conformance.report.page import write_page  # noqa: PLC0415 - as above
    from conformance.report.results import write_results  # noqa: PLC0415 - as above

    return (
        write_page(run, directory / "index.html"),
        write_results(run, directory / "results.json"),
        write_junit(run, directory / "junit.xml"),
    )
