"""What is done for a rule about generated requests, lists or walks, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.cli.storytelling import labelled
from conformance.contract import Listing, Rule, Sample

__all__ = ["tell_drawn"]

_DRAWN = {
    "accepted": "values that fit, by chance and of the coverage set; the first request is the base alone",
    "refused": "one defect at a time: what is required is missing, or of another type, form or option",
    "limits": "each documented limit, and the value just beyond it",
    "again": "nothing: the call is made twice",
}
_DRAWN |= dict.fromkeys(("answer", "kept", "alone"), _DRAWN["accepted"])
_DRAWN["unchanged"] = _DRAWN["refused"]
_RELATIONS = {
    "pages": "in small pages, along the next links, and as a whole; the pages must add up to the whole",
    "max": "in small pages, none of which may have more items than `max` says",
    "filters": "with each filter, beside the list without it: a filter takes away, and what is left fits it",
    "window": "in windows of time: a narrower one is part of a wider one, and two halves make the whole",
}
_WALKS = {
    "answers": "each step that the documents allow is accepted, each other one that is tried is refused",
    "states": "states are those of the model",
    "stored": "what a step has set is what later reads give, until another step changes it",
    "others": "a step on one meeting leaves the others as they were",
    "gone": "what was deleted is found no more",
    "listed": "lists hold what the model has",
}


def tell_drawn(rule: Rule) -> list[str]:
    """What is done, in lines; none for a rule about something else."""
    facts: list[tuple[str, str]] = []
    if rule.sample is not None:
        facts += _of_sample(rule.sample)
    if rule.listing is not None:
        facts += _of_list(rule.listing)
    if rule.walk is not None:
        facts += [
            (
                "walks",
                "meetings are created, changed, joined, locked, left, ended and deleted, as chance will",
            ),
            ("seen", _WALKS[rule.walk]),
            ("failing", "the shortest walk that fails is told as a script and as curl lines"),
        ]
    return [line for label, text in facts for line in labelled(label, text)]


def _of_sample(sample: Sample) -> Iterator[tuple[str, str]]:
    call = sample.call
    query = "&".join(f"{name}={value}" for name, value in call.query.items())
    yield "called", f"{call.method} {call.path}{'?' if query else ''}{query}"
    if call.body is not None:
        yield "with", json.dumps(call.body, ensure_ascii=False)
    yield "beside", _DRAWN[sample.check]
    if sample.tier != "user":
        yield "by", f"somebody of the role {sample.tier}"
    if sample.check in ("kept", "alone") and sample.read:
        yield "read", f"GET {sample.read}"
    if sample.check == "unchanged":
        yield "read", f"GET {call.watch}, before and after"
    if sample.check == "kept" and sample.unshown:
        yield "not shown", ", ".join(sorted(sample.unshown))


def _of_list(listing: Listing) -> Iterator[tuple[str, str]]:
    query = "&".join(f"{name}={value}" for name, value in listing.query.items())
    yield "read", f"GET {listing.path}{'?' if query else ''}{query}"
    yield "", _RELATIONS[listing.relation]
    if listing.relation == "filters":
        yield "filters", ", ".join(one.parameter for one in listing.filters)
