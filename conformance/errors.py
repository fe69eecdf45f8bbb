"""Every error of the library, each with a code, a sentence and what to do next.

The tree::

    ConformanceError            exit 3   something of ours broke
    ├── UsageError              exit 2   the command or its arguments
    │   ├── ProfileError                 the target's profile
    │   ├── CredentialError              an actor's credential cannot be had
    │   ├── UnknownAddressError          no rule has that address
    │   └── JournalError                 a run's journal cannot be read
    ├── ContractError           exit 3   our own data contradicts itself
    ├── GuardRefusal            exit 3   a write to an object that this run did not create
    └── TargetTrouble                    the target could not be asked; ends in a verdict
        ├── Unreachable                  no connection, TLS failure, not HTTP
        ├── TooSlow                      no complete answer in time
        ├── TooLarge                     the answer's body is over the cap
        ├── Throttled                    still refused with 429 after waiting
        └── BudgetSpent                  the profile's own limit is reached
"""

from __future__ import annotations

__all__ = [
    "BudgetSpent",
    "ConformanceError",
    "ContractError",
    "CredentialError",
    "GuardRefusal",
    "JournalError",
    "ProfileError",
    "TargetTrouble",
    "Throttled",
    "TooLarge",
    "TooSlow",
    "UnknownAddressError",
    "Unreachable",
    "UsageError",
]


class ConformanceError(Exception):
    """The root: one sentence for a person, and a hint what to do next.

    Attributes:
        code: a stable word for machines.
        hint: what to do next; may be empty.
        exit_code: what the command line ends with.
    """

    code = "internal"
    exit_code = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} {self.hint}" if self.hint else message

    @property
    def message(self) -> str:
        """The sentence without the hint."""
        return super().__str__()


class UsageError(ConformanceError):
    """The command or its arguments cannot be used as given."""

    code = "usage"
    exit_code = 2


class ProfileError(UsageError):
    """The target's profile is missing, unreadable, misspelt or contradicts itself."""

    code = "profile"


class CredentialError(UsageError):
    """An actor's credential cannot be had from its environment variable or command."""

    code = "credential"


class UnknownAddressError(UsageError):
    """No rule has that address or begins with it."""

    code = "address"


class JournalError(UsageError):
    """A run's journal is missing, is none, or is damaged before its last line."""

    code = "journal"


class ContractError(ConformanceError):
    """Our own tables, rules and schemas contradict each other or their law."""

    code = "contract"


class GuardRefusal(ConformanceError):
    """A write was stopped on this machine: it named an object that this run did not create."""

    code = "guard"


class TargetTrouble(ConformanceError):
    """The target could not be asked or did not answer; a verdict follows, never a crash."""

    code = "target"


class Unreachable(TargetTrouble):
    """No connection, a TLS failure, or something that does not speak HTTP."""

    code = "unreachable"


class TooSlow(TargetTrouble):
    """No complete answer within the profile's time."""

    code = "slow"


class TooLarge(TargetTrouble):
    """The answer's body goes beyond the profile's cap."""

    code = "large"


class Throttled(TargetTrouble):
    """The target still answered 429 after every wait that the profile allows."""

    code = "throttled"


class BudgetSpent(TargetTrouble):
    """The profile's limit on requests or creations is reached; nothing was sent."""

    code = "budget"
