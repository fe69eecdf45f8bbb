"""How a case says which rule it claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

__all__ = ["each_rule", "rule_of"]

_Case = TypeVar("_Case", bound=Callable[..., object])


def each_rule(*prefixes: str, told: bool = False) -> Callable[[_Case], _Case]:
    """Make a case out of each rule under the prefixes; the case takes it as the argument `rule`.

    The rule's address becomes the parameter's id, so `-k` and `--lf` speak addresses too. A rule that
    cannot be tested has no case.

    Args:
        prefixes: beginnings of addresses.
        told: only the rules that are told as stories.

    Raises:
        UnknownAddressError: no rule is under a prefix.
    """
    from conformance.contract import load  # noqa: PLC0415 - the plugin itself must stay light

    parameters = [
        pytest.param(rule, id=rule.address, marks=pytest.mark.rule(rule.address))
        for rule in load().select(prefixes)
        # What a table leaves open is still tried, to say which way the target goes.
        if (rule.not_tested is None or rule.cell is not None or rule.access is not None)
        and (rule.told is not None or rule.xml is not None or not told)
    ]

    def mark(case: _Case) -> _Case:
        marked: _Case = pytest.mark.parametrize("rule", parameters)(case)
        return marked

    return mark


def rule_of(item: pytest.Item) -> str | None:
    """The address that a collected case claims; None for a test that is no case.

    Raises:
        UsageError: the case claims several rules.
    """
    addresses = [mark.args[0] for mark in item.iter_markers("rule")]
    if len(addresses) > 1:
        raise pytest.UsageError(f"{item.nodeid} claims {len(addresses)} rules; a case claims exactly one.")
    return addresses[0] if addresses else None
