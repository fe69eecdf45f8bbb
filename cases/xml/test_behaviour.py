"""What the XML API does in each release, told as stories.

Source: xml-9.0 and xml-41, each release; how both doors agree is inferred.

Whatever is changed or deleted is something that this run made, and whoever is
refused names something that cannot exist or is the run's own.
"""

from collections.abc import Callable

from conformance.checks import Must, XmlTale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("xml", told=True)
def test_behaviour(rule: Rule, sent: Callable[[Rule], list[XmlTale]], must: Must) -> None:
    """Sent as the rule's story says, requests are answered as it says, in each edition that is judged."""
    tales = sent(rule)

    must.keep_xml(rule, tales)
