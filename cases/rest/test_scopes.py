"""Which scope opens which operation, at which level, and for whose objects.

Source: guide, "Meetings API Scopes" (tables of three levels and of guests), the lists of operations by scope,
and "Scopes and User Roles". Whatever is tried in vain names only what this run made, or nothing that exists.
"""

from collections.abc import Callable

from conformance.checks import Must, Trial
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.scope")
def test_scope(rule: Rule, tried: Callable[[Rule], list[Trial]], must: Must) -> None:
    """Called with the rule's token, the operation is open, or is refused and changes nothing."""
    trials = tried(rule)

    must.keep_scopes(rule, trials)
