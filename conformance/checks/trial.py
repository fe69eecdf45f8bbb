"""What came of trying an operation with a token, and holding it against a rule about scopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from conformance.checks.outcomes import Failure, Indeterminate, NotApplicable, NotExercised
from conformance.contract import Access, Contract, Rule
from conformance.errors import ContractError

__all__ = ["Trial", "hold"]

_REFUSED = (401, 403)
# Where somebody else's object is meant, not to know it is a refusal as well.
_MAY_HIDE = frozenset({"refused-for-others", "refused-on-behalf", "refused-without-role", "refused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One call of an operation.

    Attributes:
        name: method and path, in words.
        said: status and message of the answer.
        exchanges: the call, then the read that followed it, if one did.
        changed: whether the owner saw a change afterwards; None when nobody looked. Where several calls
            were refused and the owner looked once, the last of them tells.
        listed: whether what belongs to somebody else was listed.
        lists: whether the operation lists, so that a success alone shows nothing.
        real: whether the objects exist that it names.
    """

    name: str
    status: int
    said: str
    exchanges: tuple[str, ...]
    changed: bool | None = None
    listed: bool = False
    lists: bool = False
    real: bool = True

    @property
    def opened(self) -> bool:
        """Whether the operation was carried out, as far as the status tells."""
        return self.accepted and (self.listed or not self.lists)

    @property
    def accepted(self) -> bool:
        """A status of success; to be sent elsewhere is no answer about scopes."""
        return 200 <= self.status < 300


def hold(contract: Contract, rule: Rule, trials: Sequence[Trial]) -> None:
    """Hold the trials of a rule about scopes against it.

    Raises:
        ContractError: the rule is not about scopes.
        Failure: an operation was open that must be closed, or the other way round, or something changed.
        NotExercised: only objects that cannot exist were named, and the target looked at these first.
        NotApplicable: the documents disagree; tells which reading the target follows.
        Indeterminate: an answer says nothing about scopes.
    """
    access = rule.access
    if access is None:
        raise ContractError(f"{rule.address} is not about scopes.")
    for trial in trials:
        # Where the documents disagree, a call that is carried out changes something by rights.
        if trial.changed and not access.opens and not (trial.opened and access.conflict):
            raise Failure(
                "a refused call changes nothing",
                f"{trial.name} answered {trial.said}, and something has changed",
                trial.exchanges,
            )
        _answered(access, trial)
    exchanges = [exchange for trial in trials for exchange in trial.exchanges]
    opened = [trial for trial in trials if trial.opened]
    if access.conflict is not None:
        _record(contract, access, exchanges, opened=bool(opened))
    wrong = [trial for trial in trials if trial.opened is not access.opens]
    if wrong:
        raise Failure(
            "the operation is open" if access.opens else "the operation is refused with 401 or 403",
            "; ".join(f"{trial.name} answered {trial.said}" for trial in wrong),
            [exchange for trial in wrong for exchange in trial.exchanges],
        )


def _answered(access: Access, trial: Trial) -> None:
    """Leave what says nothing about scopes undecided."""
    if trial.opened or trial.status in _REFUSED or (trial.lists and trial.accepted):
        return
    if trial.status == 404:
        if not trial.real:
            raise NotExercised(
                f"{trial.name} names nothing that exists, and the target says so before it looks at scopes",
                trial.exchanges,
            )
        if access.opens or access.check in _MAY_HIDE:
            return
        raise Failure(
            "the operation is refused with 401 or 403", f"{trial.name} answered {trial.said}", trial.exchanges
        )
    raise Indeterminate(f"{trial.name} answered {trial.said}, which tells nothing of scopes", trial.exchanges)


def _record(contract: Contract, access: Access, exchanges: list[str], *, opened: bool) -> NoReturn:
    conflict = contract.conflicts[access.conflict or ""]
    followed = access.readings[0 if opened else 1]
    verb = "opens" if opened else "refuses"
    raise NotApplicable(
        f"the documents disagree; the target {verb} the operation here",
        exchanges,
        conflict=conflict.id,
        followed=followed,
    )
