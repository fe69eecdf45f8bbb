"""What hostEmail and siteUrl do: administrators act for hosts, people for themselves, nobody for others.

Source: guide, "Admin/Organization Level Authentication and Scopes"; update-ref, "Body Parameters". Every
meeting that is named is one that this run made, also where somebody tries what he must not.
"""

from collections.abc import Callable

from conformance.checks import Must, Tale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.acting", told=True)
def test_acting(rule: Rule, acted: Callable[[Rule], Tale], must: Must) -> None:
    """Done as the rule's story says, the call concerns the person who is named, or is refused."""
    tale = acted(rule)

    must.bear_out(rule, tale)
