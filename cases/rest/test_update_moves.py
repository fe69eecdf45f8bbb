"""Where a scheduled meeting of a series may be moved to, and where not.

Source: guide, "Restrictions on Updating a Meeting", rule 5 and its figures 3 to 9: each scheduled meeting has
its own interval, from midnight of its day to midnight of the day of the next one, in the zone of the series;
the first has no beginning, the last no end, and only the new start counts.
"""

from collections.abc import Callable

from conformance.checks import Attempt, Must
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.update.rule-5")
def test_worked_example(rule: Rule, moved: Callable[[Rule], list[Attempt]], must: Must) -> None:
    """Moved as the example says, by PATCH and by PUT, the meeting is there, or is refused and stays."""
    attempts = moved(rule)

    must.follow_example(rule, attempts)
