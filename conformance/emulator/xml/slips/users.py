"""Deviations of signing in, and users whom the site or Common Identity manages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NAMES", "judge", "spoil_room"]

_FIELDS = (
    *("email", "email2", "password", "passwordHint", "passwordHintAnswer", "timeZone", "timeZoneID"),
    *("timeZoneWithDST", "locale", "language", "languageID", "active", "security"),
)
_ROOM = ("PMRAutoLock", "PMRAutoLockWaitTime", "PRNotifications")

NAMES: dict[str, str] = {
    **{f"ci.{name}": f"{name} works on CI sites" for name in ("create-user", "delete-user", "activate-user")},
    "ci.webexid": "GetUser of CI sites shows the old login name",
    **{f"ci.set-user.{name}": f"SetUser changes {name} on CI sites" for name in _FIELDS},
    "ci.set-user.kept": "SetUser changes nothing on CI sites",
    "standalone.create-user": "CreateUser of classic sites forgets the last name",
    "standalone.delete-user": "DelUser of classic sites deletes nobody",
    "standalone.activate-user": "ActivateUser of classic sites activates nobody",
    **{
        f"standalone.set-user.{name}": f"SetUser of classic sites does not change {name}"
        for name in ("email", "password", "timeZoneID")
    },
    "authenticate.password.sso": "AuthenticateUser refuses passwords on SSO sites",
    "authenticate.password.ci": "AuthenticateUser refuses passwords on CI sites",
    "authenticate.accessToken.ci": "AuthenticateUser refuses access tokens on CI sites",
    "authenticate.any-password.sso": "AuthenticateUser takes any password on SSO sites",
    "authenticate.any-password.ci": "AuthenticateUser takes any password on CI sites",
    "authenticate.any-accessToken.ci": "AuthenticateUser takes any access token on CI sites",
    "authenticate.all.sso": "AuthenticateUser of SSO sites wants every credential to be right",
    "authenticate.all.ci": "AuthenticateUser of CI sites wants every credential to be right",
    "authenticate.first-wrong.w11": "a wrong assertion beside a password gives a ticket that opens nothing",
    "authenticate.first-wrong.ci": "a wrong password beside a token gives a ticket that opens nothing",
    "authenticate.server-down": "AuthenticateUser works without its server",
    "authenticate.seconds": "createTime of a ticket is in seconds",
    "ticket.password": "tickets for a password alone open nothing outside CI sites and W11 sites with SSO",
    "ticket.samlResponse": "tickets for an assertion alone open nothing on SSO sites of the release train",
    "ticket.eternal": "tickets open after their time",
    "password.longer": "CI sites take a password with more after it in the security context",
    **{f"site-type.{number}": f"GetSiteType gives another number for {number}" for number in range(1, 6)},
    "site-type.credentials": "GetSiteType wants credentials",
    **{
        f"personal-room.{call}.{name}": f"{text} forgets {name} where it comes alone"
        for call, text in (("create", "CreateUser"), ("set", "SetUser"))
        for name in _ROOM
    },
    "personal-room.create.all": "CreateUser forgets the three elements of 9.0 where all are there",
    "personal-room.set.all": "SetUser forgets the three elements of 9.0 where all are there",
    "personal-room.defaults": "GetUser has no defaults of 9.0 for users who never set up a personal room",
    "personal-room.left-out": "SetUser of PMRAutoLock alone empties the time to wait",
    "personal-room.mode": "notifications of a personal room may be sent in any way",
}
"""What each does, by name."""


def judge(
    slips: Callable[[str], bool], kind: str, offered: list[str], check: Callable[[str], object]
) -> bool:
    """Check credentials: the first decides, but for the deviations that are switched on.

    Args:
        slips: Whether a deviation is.
        kind: Of the site: `ci`, `sso`, `w11` for SSO sites that are on no release train, or empty.
        offered: The names of the credentials, at least one, in the order of the kind of site.
        check: Refuses the credential of a name where it is wrong.

    Returns:
        Whether the ticket that is given for it opens anything.

    Raises:
        Failure: The credential is wrong.
    """
    first, alone = offered[0], len(offered) == 1
    try:
        check(first)
    except Failure:
        if alone and slips(f"authenticate.any-{first}.{kind}"):
            return True
        if not alone and slips(f"authenticate.first-wrong.{kind}"):
            return False
        raise
    if alone and slips(f"authenticate.{first}.{kind}"):
        raise Failure("030002")
    if slips(f"authenticate.all.{kind}"):
        for name in offered[1:]:
            check(name)
    return not (alone and kind in ("", "sso") and slips(f"ticket.{first}"))


def spoil_room(slips: Callable[[str], bool], call: str, room: dict[str, Any]) -> None:
    """Let a request forget of a personal room what the deviations that are switched on say.

    Args:
        slips: Whether a deviation is.
        call: `create` or `set`.
        room: What was sent, changed in place.
    """
    sent = [name for name in _ROOM if name in room]
    which = "all" if len(sent) == len(_ROOM) else sent[0] if len(sent) == 1 else ""
    if call == "set" and which == _ROOM[0] and slips("personal-room.left-out"):
        room[_ROOM[1]] = ""
    if which and slips(f"personal-room.{call}.{which}"):
        for name in sent:
            del room[name]
