"""What a meeting looks like apart from the attributes that the availability tables judge.

Source: update-ref, "Response Properties": types, enumerations, forms of ids; deck-2020, key concepts:
scheduled meetings and instances name their series.
"""

from collections.abc import Callable

from conformance.checks import Must, Situation
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.schema")
def test_read_fits_schema(rule: Rule, staged: Callable[[str | None], Situation], must: Must) -> None:
    """Read in the rule's state, a meeting is an object whose other properties fit their schema."""
    situation = staged(rule.situation)

    must.fit_schema(situation)
