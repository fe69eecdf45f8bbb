"""Where the scheduled meetings of any series may be moved to, beyond the worked examples.

Source: guide, "Restrictions on Updating a Meeting", rule 5. Series are drawn from the run's seed: by
days, weeks or months, at any hour, in zones with and without daylight saving. Each border of an interval is
tried at its first instant and a minute before.
"""

from collections.abc import Callable

from conformance.checks import Attempt, Must
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.update.random-series")
def test_random_series(rule: Rule, drawn: Callable[[Rule], list[Attempt]], must: Must) -> None:
    """Moved to either side of the borders, a meeting is there, or is refused and stays."""
    attempts = drawn(rule)

    must.follow_oracle(attempts)
