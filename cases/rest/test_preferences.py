"""What somebody's preferences show, which of them a PUT changes, and which it leaves alone.

Source: rest-operations, "Meeting Preferences"; deck-2020, "/meetingPreferences sub URLs". Whatever is changed
is put back; PINs are neither changed nor kept.
"""

from collections.abc import Callable

from conformance.checks import Must, Tale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.preferences", told=True)
def test_preference(rule: Rule, preferred: Callable[[Rule], Tale], must: Must) -> None:
    """Read, or changed as the rule says, the preference is shown as it must be."""
    tale = preferred(rule)

    must.bear_out(rule, tale)
