"""What pytest shows of a verdict, for those who run pytest themselves."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract import Rule

__all__ = ["represent"]


def represent(report: pytest.TestReport, rule: Rule, line: dict[str, Any]) -> None:
    """Set a report's outcome and text from its verdict line.

    A failure is told by the rule, not by a traceback through ours; an error of ours keeps its traceback.
    """
    match line["verdict"]:
        case "passed" | "advisory":
            report.outcome = "passed"
            report.longrepr = None
        case "failed":
            report.outcome = "failed"
            report.longrepr = "\n".join(
                [
                    f"{rule.address} ({rule.source}, {rule.section})",
                    f"  rule      {rule.text}",
                    f"  expected  {line['expected']}",
                    f"  actual    {line['actual']}",
                    f"  evidence  {', '.join(line['exchanges'])}",
                ]
            )
        case "known":
            report.outcome = "skipped"
            report.wasxfail = f"known deviation: {line['deviation']['reason']}"
            report.longrepr = (str(report.location[0]), report.location[1] or 0, report.wasxfail)
        case "error":
            report.outcome = "failed"
        case verdict:
            report.outcome = "skipped"
            place = (str(report.location[0]), report.location[1] or 0)
            report.longrepr = (*place, f"Skipped: {verdict}: {line['reason']}")
