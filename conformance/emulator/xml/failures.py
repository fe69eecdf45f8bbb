"""Refusals of the XML door: an exception id of six digits and a reason.

Reasons that the documents or recorded answers quote are used word for word, all others are the
emulator's own. Clients should look at ids alone.
"""

from __future__ import annotations

__all__ = ["REASONS", "Failure", "MalformedError", "invalid"]

REASONS = {
    "000000": "Fail to forward request:null",
    "000001": "Access denied, additional privileges are required",
    "000015": "Sorry, no record found",
    "000035": "ASService not responding",
    "010106": "The classic Event has been disabled.",
    "010107": "The site is suspended",
    "030001": "Corresponding User not found",
    "030002": "Incorrect user or password",
    "030004": "The login name is already in use",
    "030005": "The e-mail address is already in use",
    "030047": "Not a valid session ticket",
    "030098": "User management is not allowed on unified site",
    "030117": (
        "This user exists outside your org, so needs to be claimed, to move into your org through "
        "the claim user process."
    ),
    "030118": "Email is already used in Control Hub managed sites.",
    "030119": "The CI access token must include scope webexsquare:admin when provisioning user.",
    "030120": "The account must be a full site administrator to change email.",
    "060001": "Corresponding Meeting not found",
    "060019": "The host does not exist",
    "060021": "The caller may not schedule for this host",
    "060026": "Meeting password must not be null",
    "060068": "Illegal input description. The description can't exceed 10000 characters",
    "110064": "The event and webcast session type aren't supported.",
    "200006": "AS Server response error",
    "999999": "The request does not fit the schema",
}
"""The reason of every exception id that the emulator gives."""


class Failure(Exception):
    """A request that is answered FAILURE.

    Attributes:
        exception_id: Six digits.
        reason: For people to read.
    """

    def __init__(self, exception_id: str, reason: str = "") -> None:
        """Take the usual reason of the id where none is given."""
        self.exception_id = exception_id
        self.reason = reason or REASONS[exception_id]
        super().__init__(f"{exception_id} {self.reason}")


class MalformedError(Failure):
    """A message that cannot be read at all; the body of its answer is empty (`xml-wire`, 1)."""

    def __init__(self) -> None:
        """Take the one reason that there is."""
        super().__init__("000000")


def invalid(what: str) -> Failure:
    """Build the refusal of an element that does not fit the schema or a rule of the service."""
    return Failure("999999", f"{REASONS['999999']}: {what}")
