"""Refusals of the REST side, in the three shapes that the service uses (facts: `rest-wire`, 1 to 3).

Handlers raise `ApiError`; the application turns it into an answer. The texts that the documents
quote as wire messages are used word for word, all others are the emulator's own.
"""

from __future__ import annotations

from typing import Any

__all__ = ["ApiError", "bad_request", "forbidden", "invalid", "not_found", "unauthorised"]

GENERIC = {
    400: (
        "The request could not be understood by the server due to malformed syntax. "
        "See 'errors' for more details."
    ),
    401: "The request requires a valid access token set in the Authorization request header.",
    403: (
        "The server understood the request, but refused to fulfill it because the access token is missing "
        "required scopes or the user is missing required roles or licenses."
    ),
    404: "The requested resource could not be found.",
    405: "This method is not offered here.",
    409: "The request is at odds with the present state.",
    415: "The media type is not supported.",
    429: "Too many requests.",
    500: "The emulator failed.",
}


class ApiError(Exception):
    """A refusal: status, texts, and whether the body has an `errors` list.

    Attributes:
        status: The HTTP status.
        headers: Further response headers, such as `Allow`.
        rule: The number of the restriction on updates that was broken; 0 for any other reason.
        limit: Whether a value lies beyond a limit.
    """

    def __init__(
        self,
        status: int,
        description: str = "",
        *,
        message: str = "",
        short: bool = False,
        headers: dict[str, str] | None = None,
        rule: int = 0,
        limit: bool = False,
    ) -> None:
        """Describe the refusal; without texts the generic sentence of the status is used."""
        self.status = status
        self.message = message or GENERIC.get(status, "Refused.")
        self.description = description or self.message
        self.short = short
        self.headers = headers or {}
        self.rule = rule
        self.limit = limit
        super().__init__(f"{status} {self.description}")

    def body(self, tracking_id: str) -> dict[str, Any]:
        """Give the JSON body; the short shape leaves out `errors` (`rest-wire`, 1)."""
        if self.short:
            return {"message": self.message, "trackingId": tracking_id}
        errors = [{"description": self.description}]
        return {"message": self.message, "errors": errors, "trackingId": tracking_id}


def bad_request(description: str, *, limit: bool = False) -> ApiError:
    """Build a 400 for a request that cannot be understood, or with a value beyond a limit."""
    return ApiError(400, description, limit=limit)


def invalid(description: str, *, rule: int = 0, limit: bool = False) -> ApiError:
    """Build a 400 for values that break a rule of the property they were sent for.

    Args:
        description: What is wrong.
        rule: The restriction on updates, by its number in the guide, if it is one.
        limit: Whether the value lies beyond a limit.
    """
    message = "The input parameters contain invalid items."
    return ApiError(400, description, message=message, rule=rule, limit=limit)


def unauthorised() -> ApiError:
    """Build the 401 that missing, malformed, unknown and expired tokens all get (`rest-wire`, 2)."""
    return ApiError(401, headers={"WWW-Authenticate": "Bearer"})


def forbidden(description: str = "") -> ApiError:
    """Build a 403: a scope, a role or a licence is missing."""
    return ApiError(403, description)


def not_found(description: str = "") -> ApiError:
    """Build a 404, also given for meetings that the caller may not know of."""
    return ApiError(404, description)
