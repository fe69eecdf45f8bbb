"""What every operation makes of requests that nobody wrote down, drawn from its description.

Source: rest-wire, "2 Status per situation", "7 Limits and rates" and "10 Object rules with live evidence";
rest-operations, for what each operation takes. Beside a request that works one thing or several are drawn
from the run's seed: values that fit, one defect, or what stands at a limit.
"""

from collections.abc import Callable

from conformance.checks import Samples, hold_samples
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.generated")
def test_sample(rule: Rule, sampled: Callable[[Rule], Samples]) -> None:
    """The operation takes what fits, answers as described, keeps it, and refuses the rest unchanged."""
    samples = sampled(rule)

    hold_samples(rule, samples)
