"""Targets: what a profile says of a site or emulator, and what a run left on it."""

from conformance.targets.credentials import credential
from conformance.targets.ledger import LEDGER_NAME, Ledger, LedgerState, read_ledger
from conformance.targets.loading import load_profile
from conformance.targets.profile import Actor, Deviation, Limits, Profile, Traits, XmlDoor, XmlLogin

__all__ = [
    "LEDGER_NAME",
    "Actor",
    "Deviation",
    "Ledger",
    "LedgerState",
    "Limits",
    "Profile",
    "Traits",
    "XmlDoor",
    "XmlLogin",
    "credential",
    "load_profile",
    "read_ledger",
]
