"""When an answer carries a Warning header, and what it says.

Source: guide, "Warnings": code 1001, for attributes that a converged site does not support.
"""

from collections.abc import Callable

from conformance.checks import Must, Tale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.warnings", told=True)
def test_warnings(rule: Rule, told: Callable[[Rule], Tale], must: Must) -> None:
    """An update is answered with the Warning that the rule asks for, or without one."""
    tale = told(rule)

    must.bear_out(rule, tale)
