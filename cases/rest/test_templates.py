"""Which locales meeting templates can be asked for.

Source: guide, "Meeting Template Locales": 26 locales, one of them the default.
"""

from collections.abc import Callable

from conformance.checks import Must, Tale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.templates", told=True)
def test_templates(rule: Rule, told: Callable[[Rule], Tale], must: Must) -> None:
    """Templates are listed in the locale that was asked for."""
    tale = told(rule)

    must.bear_out(rule, tale)
