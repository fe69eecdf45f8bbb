"""Creating the staged meetings, with as much as the target lets them carry."""

from __future__ import annotations

from typing import Any

from conformance.clients import Answer, RestClient
from conformance.staging.bodies import EXTRAS, without

__all__ = ["create"]


def create(rest: RestClient, body: dict[str, Any]) -> tuple[Answer, dict[str, str]]:
    """Create a meeting; what the target refuses is left out and named.

    At most three requests are spent: everything; without the properties that the refusal names; without
    any that a site may lack.

    Args:
        rest: the client; the actor is the host.
        body: the whole request body.

    Returns:
        the last answer, and the refusal in words for each property that was left out.

    Raises:
        TargetTrouble: no whole answer came.
    """
    left_out: dict[str, str] = {}
    answer = _post(rest, body)
    for everything in (False, True):
        if answer.status not in {400, 403, 409, 422}:
            break
        words = answer.sentence()
        optional = [name for name in EXTRAS if name in body and name not in left_out]
        blamed = optional if everything else [name for name in optional if name.lower() in words.lower()]
        if not blamed:
            continue
        left_out |= dict.fromkeys(blamed, words)
        answer = _post(rest, without(body, frozenset(left_out)))
    return answer, left_out


def _post(rest: RestClient, body: dict[str, Any]) -> Answer:
    return rest.create_meeting(body, actor="host", purpose=f"create: {body['title']}")
