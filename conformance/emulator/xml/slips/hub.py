"""Deviations of users of Control Hub managed sites; `hub` does what they say.

Users from before the conversion are called old, those made afterwards new.
"""

from __future__ import annotations

__all__ = ["NAMES"]

_CALLS = {"get-user": "GetUser", "set-user": "SetUser", "delete-user": "DelUser"}
_WAYS = {"login": "the login name from before", "address": "the address"}
_CREDENTIALS = ("password", "sessionTicket", "webExAccessToken", "accessToken")

NAMES: dict[str, str] = {
    "hub.create-user.user-id": "CreateUser does not tell the number of the new user",
    "hub.create-user.unverified": "a new user is active at once where CreateUser says nothing of that",
    "hub.create-user.verified": "who is active in Control Hub is deactivated where CreateUser says nothing",
    "hub.create-user.activated": "CreateUser activates who is not active in Control Hub",
    "hub.create-user.deactivated": "CreateUser deactivates who is active in Control Hub",
    "hub.create-user.verified-later": "whom CreateUser lets wait stays deactivated in spite of Control Hub",
    "hub.create-user.password": "the password of CreateUser counts",
    "hub.create-user.login": "a new user has the login name that CreateUser sent",
    "hub.create-user.foreign": "CreateUser takes somebody of another organisation",
    "hub.set-user.title": "SetUser does not change the title of new users",
    "hub.set-user.password.old": "the password of SetUser counts for old users",
    "hub.set-user.password.new": "the password of SetUser counts for new users",
    "hub.set-user.new-login": "newWebExId of SetUser counts",
    "hub.set-user.activates-waiting": "SetUser activates who never became active in Control Hub",
    "hub.set-user.activates-deleted": "SetUser brings back who never became active in Control Hub",
    "hub.set-user.leaves-deleted": "SetUser deactivates whom it is to bring back",
    "hub.set-user.email.old": "SetUser does not change the address of old users",
    "hub.set-user.email.new": "SetUser does not change the address of new users",
    "hub.set-user.email.login": "the login name of new users does not follow the address",
    "hub.set-user.email.self": "users may change their own address",
    "hub.set-user.email.user-admin": "administrators of users may change addresses",
    "hub.set-user.email.in-use": "SetUser succeeds with an address in use, and changes nothing",
    "hub.set-user.email.foreign": "SetUser takes an address of another organisation",
    "hub.set-user.foreign": "SetUser changes somebody of another organisation",
    "hub.create-user.scope-needless": "CreateUser does not ask for the scope of provisioning",
    "hub.set-user.scope-needless": "SetUser does not ask for the scope of provisioning",
    "hub.create-user.scope-useless": "CreateUser takes no access token, whatever its scopes",
    "hub.set-user.scope-useless": "SetUser takes no access token, whatever its scopes",
    "hub.get-user.scope": "GetUser asks administrators for the scope of provisioning",
    "hub.delete-user.active": "DelUser leaves new users active who are that in Control Hub",
    "hub.delete-user.licence": "DelUser leaves users their licence",
    **{
        f"hub.{call}.old-user.{way}": f"{name} of an administrator does not find old users by {text}"
        for call, name in _CALLS.items()
        for way, text in _WAYS.items()
    },
    **{
        f"hub.{call}.new-user": f"{name} finds new users by what stands before the at sign"
        for call, name in _CALLS.items()
    },
    **{
        f"hub.login.{way}.{credential}": f"old users cannot come in with {text} and {credential} to GetUser"
        for way, text in _WAYS.items()
        for credential in _CREDENTIALS
    },
}
"""What each does, by name."""
