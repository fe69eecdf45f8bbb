"""What an update of a meeting may change, what it may not, and what it changes beside.

Source: guide, "Restrictions on Updating a Meeting", rules 1 to 4; update-ref, "Body Parameters", "Response
Properties" and "Response Codes". Each rule is a story on a meeting of the cast, told by PATCH and by PUT.
"""

from collections.abc import Callable

from conformance.checks import Must, Tale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.update", told=True)
def test_update(rule: Rule, told: Callable[[Rule], Tale], must: Must) -> None:
    """Updated as the rule's story says, the meeting shows the change, or refuses it and stays as it was."""
    tale = told(rule)

    must.bear_out(rule, tale)
