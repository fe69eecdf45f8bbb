"""Credentials, from the environment or from a command; never out of a profile's text."""

from __future__ import annotations

import os
import subprocess

from conformance.errors import CredentialError
from conformance.targets.profile import Actor, XmlLogin

__all__ = ["credential"]

_SECONDS = 60


def credential(actor: Actor | XmlLogin) -> str:
    """The actor's credential.

    Raises:
        CredentialError: the variable is unset or empty, the command fails, hangs or prints nothing, or
            what comes back cannot stand in a header.
    """
    if actor.literal is not None:
        return actor.literal
    if actor.env is not None:
        value = os.environ.get(actor.env, "").strip()
        if not value:
            raise CredentialError(
                f"The credential of actor {actor.name} is missing: the variable {actor.env} is not set.",
                hint=f"Set it for this command, e.g. {actor.env}=… webex-conformance run …",
            )
        where = f"the variable {actor.env}"
    else:
        value = _printed_by(actor)
        where = f"the command {actor.command[0]}"
    if isinstance(actor, XmlLogin):
        # A password may be of any signs, and stands in no header.
        if not value.isprintable():
            raise CredentialError(
                f"The XML credential of actor {actor.name} from {where} holds line breaks or control signs.",
                hint="It must be one line and nothing else.",
            )
        return value
    if not value.isascii() or any(character.isspace() or not character.isprintable() for character in value):
        raise CredentialError(
            f"The credential of actor {actor.name} from {where} holds spaces, line breaks or odd characters.",
            hint="It must be one access token and nothing else.",
        )
    return value


def _printed_by(actor: Actor | XmlLogin) -> str:
    program = actor.command[0]
    try:
        done = subprocess.run(  # noqa: S603 - the user's own profile names the command
            actor.command,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it or its output is not text"
        raise CredentialError(
            f"The command {program} for the credential of actor {actor.name} cannot be run: {why}.",
            hint="Try it in a terminal.",
        ) from None
    except subprocess.TimeoutExpired:
        raise CredentialError(
            f"The command {program} for the credential of actor {actor.name} took over {_SECONDS} seconds.",
            hint="It must not ask anything.",
        ) from None
    # What it printed is shown to nobody: half of it may be the credential.
    if done.returncode or not done.stdout.strip():
        raise CredentialError(
            f"The command {program} for the credential of actor {actor.name} ended with {done.returncode}"
            f"{'' if done.returncode else ' and printed nothing'}.",
            hint="Try it in a terminal.",
        )
    return done.stdout.strip()
