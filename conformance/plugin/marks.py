"""How a case says which rule it claims."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from conformance.contract import Contract

__all__ = ["NOTHING", "cases_of", "each_rule", "rule_of"]

NOTHING = ""
"""The address that a case claims of whose rules none was selected."""

_Case = TypeVar("_Case", bound=Callable[..., object])


def each_rule(*prefixes: str, told: bool = False, given: bool = False) -> Callable[[_Case], _Case]:
    """Make a case out of each rule under the prefixes; the case takes it as the argument `rule`.

    The rule's address becomes the parameter's id, so `-k` and `--lf` speak addresses too. A rule that
    cannot be tested has no case.

    Args:
        prefixes: beginnings of addresses.
        told: only the rules that are told as stories.
        given: the rules are of a document that a run may be given; without one there are none.

    Raises:
        UnknownAddressError: at collection, no rule is under a prefix.
    """

    def mark(case: _Case) -> _Case:
        marked: _Case = pytest.mark.each_rule(prefixes, told, given)(case)
        return marked

    return mark


def cases_of(metafunc: pytest.Metafunc, contract: Contract, selected: AbstractSet[str]) -> None:
    """Make the cases of a function that `each_rule` marks, of the selected rules alone.

    Thousands of cases that nobody asked for would take longer to collect than the few take to judge.
    """
    mark = metafunc.definition.get_closest_marker("each_rule")
    if mark is None:
        return
    prefixes, told, given = mark.args
    there = contract.select(prefixes) if contract.given is not None or not given else []
    rules = [
        rule
        for rule in there
        # What a table leaves open is still tried, to say which way the target goes.
        if (rule.not_tested is None or rule.cell is not None or rule.access is not None)
        and (rule.told is not None or rule.xml is not None or not told)
        and rule.address in selected
    ]
    parameters = [pytest.param(rule, id=rule.address, marks=pytest.mark.rule(rule.address)) for rule in rules]
    # Of no parameters pytest would make a case that is skipped.
    metafunc.parametrize("rule", parameters or [pytest.param(None, marks=pytest.mark.rule(NOTHING))])


def rule_of(item: pytest.Item) -> str | None:
    """The address that a collected case claims; None for a test that is no case.

    Raises:
        UsageError: the case claims several rules.
    """
    addresses = [mark.args[0] for mark in item.iter_markers("rule")]
    if len(addresses) > 1:
        raise pytest.UsageError(f"{item.nodeid} claims {len(addresses)} rules; a case claims exactly one.")
    return addresses[0] if addresses else None
