"""What the tokens of a profile decide of the rules about scopes, and which further ones would do the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from conformance.contract import LEVELS, Rule
from conformance.staging import NEEDED, Further, Survey, survey
from conformance.targets import Profile

__all__ = ["tell_tokens"]

_PEOPLE = {
    "user": "another user",
    "admin": "an administrator",
    "compliance": "a compliance officer",
    "guest": "a guest",
}
_ROLES = "full or content administrator"
_SITE_ROLE = "site administrator for the scopes admin_config"


def tell_tokens(profile: Profile, rules: Iterable[Rule]) -> list[str]:
    """Lines about the tokens for the rules about scopes; none where no such rule was asked for.

    Args:
        profile: of the site.
        rules: those that were asked for.
    """
    asked = [rule for rule in rules if rule.access is not None and rule.not_tested is None]
    if not asked:
        return []
    if profile.control:
        return [f"Tokens for {len(asked)} rules about scopes: the control API makes them.", ""]
    found = survey(profile, asked)
    return [*_present(profile, found), *_never(found), *_further(found), ""]


def _present(profile: Profile, found: Survey) -> Iterator[str]:
    decided, total = found.decided.total(), found.total.total()
    whole = f"{decided} of {total} rules about scopes"
    yield f"Tokens: the profile's decide {whole}, if the site has what they read."
    for level in LEVELS:
        opened, closed = (level, True), (level, False)
        if found.total[opened] or found.total[closed]:
            yield (
                f"  {level:<10} allowed {found.decided[opened]} of {found.total[opened]},"
                f" refused {found.decided[closed]} of {found.total[closed]}"
            )
    unnamed = [name for name, actor in profile.actors.items() if not actor.scopes]
    if unnamed:
        yield f"  The profile names no scopes of {' and '.join(unnamed)}, who therefore decides none."
    if found.lacking:
        scopes = ", ".join(found.lacking)
        yield f"  The token of host lacks {scopes}."
        yield "  The host makes, finds and reads back what is tried; what needs those scopes stays open."


def _never(found: Survey) -> Iterator[str]:
    for reason, number in found.never.most_common():
        yield f"  On a live site nobody decides {number}: {reason}."


def _further(found: Survey) -> Iterator[str]:
    if not found.further:
        yield "  No further token would decide more."
        return
    yield (
        f"  The other {found.open} need {len(found.further)} further tokens, and no fewer."
        " Each is an integration of its own,"
    )
    yield "  with the scopes below pasted as they are, to which the person named agrees."
    yield f"  {' and '.join(NEEDED)} are among them because every integration needs these two."
    for number, token in enumerate(found.further, start=1):
        yield ""
        yield from _block(number, token)


def _block(number: int, token: Further) -> Iterator[str]:
    does = "is needed for" if token.owns else "decides"
    rules = f"{token.rules} rule{'' if token.rules == 1 else 's'}"
    yield f"  {number}. {token.name}: {_person(token)} (role {token.role}) {does} {rules}"
    if token.role == "guest":
        yield f"     {' '.join(token.scopes)}   (from a guest issuer, not an integration)"
    else:
        yield f"     {' '.join(sorted({*token.scopes, *NEEDED}))}"
    yield ""
    yield f"     [actors.{token.name}]"
    yield f'     role = "{token.role}"'
    if token.person:
        yield f"     person = {json.dumps(token.person)}"
    yield f"     scopes = {json.dumps(token.scopes)}"
    yield f'     credential = {{ env = "WEBEX_{token.name.upper().replace("-", "_")}_TOKEN" }}'


def _person(token: Further) -> str:
    if token.owns:
        return "another user, whose objects the host must not reach"
    who = f"the person of {token.person}" if token.person else _PEOPLE[token.role]
    if token.role != "admin":
        return who
    site = any(scope.startswith("meeting:admin_config") for scope in token.scopes)
    return f"{who}, {_ROLES}{f', and {_SITE_ROLE}' if site else ''}"
