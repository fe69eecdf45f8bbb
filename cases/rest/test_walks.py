"""Random sequences of steps on a few meetings, held against a small model of what the documents promise.

Source: guide, "Meeting States", "Meeting Lifecycle" and "Restrictions on Updating a Meeting"; update-ref. All
walks are played once; each case looks at them in its own way, and shows the shortest walk that goes wrong.
"""

from collections.abc import Callable

from conformance.checks import Must, Walked
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.walks")
def test_walk(rule: Rule, walked: Callable[[Rule], Walked], must: Must) -> None:
    """Whatever the order of the steps, they lead where the documents say, as far as the rule looks."""
    found = walked(rule)

    must.keep_walks(rule, found)
