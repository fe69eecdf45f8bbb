"""Profiles of targets with an XML API, for tests."""

from __future__ import annotations

from pathlib import Path

import httpx

from conformance.emulator import Emulator, RunningEmulator
from tests.sites import FAST, TOKEN

__all__ = ["ADMIN", "PASSWORD", "SECRETS", "give", "xml_profile"]

_PEOPLE = {person.email: person for person in Emulator().population}
_HOST = next(person for person in _PEOPLE.values() if person.role == "host")
_ADMIN = next(person for person in _PEOPLE.values() if person.manages)
PASSWORD = "WXC_TEST_XML_HOST"
ADMIN = "WXC_TEST_XML_ADMIN"
SECRETS = {PASSWORD: _HOST.password, ADMIN: _ADMIN.password}
"""The passwords of host and administrator, by the variable that has them."""


def give(running: RunningEmulator, **traits: object) -> None:
    """Give the emulator's first site traits."""
    address = f"{running.control_url}/sites/north-example.webex.com"
    answer = httpx.patch(address, json=traits, trust_env=False)
    assert answer.is_success, answer.text


def xml_profile(
    folder: Path, rest: str, xml: str = "", control: str | None = None, *, more: str = "", own: str = ""
) -> Path:
    """Write the profile of a target with an XML API.

    Args:
        folder: where to.
        rest: the address of the REST API.
        xml: that of the XML API; beside the REST API if not given.
        control: that of the control API, if there is one.
        more: TOML at the end.
        own: TOML of the table `xml`.
    """
    xml = xml or f"{rest.removesuffix('/v1')}/WBXService/XMLService"
    addresses = f'rest = "{rest}"\nxml = "{xml}"\n' + (f'control = "{control}"\n' if control else "")
    path = folder / "site.toml"
    path.write_text(
        f'name = "A site of tests"\n\n[addresses]\n{addresses}\n'
        f'[xml]\nsite = "north-example"\n{own}\n'
        f'[actors.host]\nscopes = ["meeting:schedules_read", "meeting:schedules_write"]\n'
        f'credential = {{ env = "{TOKEN}" }}\n'
        f'xml = {{ webex_id = "{_HOST.email.partition("@")[0]}", email = "{_HOST.email}", '
        f'env = "{PASSWORD}" }}\n'
        f'[actors.admin]\nrole = "admin"\ncredential = {{ env = "WXC_TEST_ADMIN" }}\n'
        f'xml = {{ webex_id = "{_ADMIN.email.partition("@")[0]}", email = "{_ADMIN.email}", '
        f'env = "{ADMIN}" }}\n'
        f"{more if '[limits]' in more else FAST + more}\n",
        "utf-8",
    )
    return path
