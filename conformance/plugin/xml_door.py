"""The XML side of a run: who signs in how, which release the site is of, and the stage of its stories."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from conformance.clients import (
    Channel,
    Credential,
    CredentialKind,
    Guard,
    SecurityContext,
    XmlChannel,
    XmlClient,
    XmlGuard,
)
from conformance.contract.xsd import EDITIONS
from conformance.errors import TargetTrouble
from conformance.evidence import Journal
from conformance.plugin.options import ALL
from conformance.staging import edition_told
from conformance.targets import Ledger, Profile, XmlDoor, credential

__all__ = ["AUTO", "callers_of", "channel_for", "client_for", "judged", "release_of"]

AUTO = "auto"
"""The edition that stands for the one that the site says it is of."""


def callers_of(profile: Profile) -> dict[str, SecurityContext]:
    """Who the profile's actors are to the XML API.

    Raises:
        CredentialError: a credential cannot be had.
    """
    door = profile.xml
    if door is None:
        return {}
    return {
        name: SecurityContext(
            site_name=None if door.site_id else door.site,
            site_id=door.site_id,
            webex_id=login.webex_id,
            credential=Credential(CredentialKind(login.kind), credential(login)),
        )
        for name, login in door.logins.items()
    }


def channel_for(
    profile: Profile,
    ledger: Ledger,
    marker: str,
    journal: Journal,
    direct: httpx.BaseTransport | None = None,
) -> Channel:
    """The transport of a run, which knows the XML service where the profile names one.

    Args:
        profile: the target's.
        ledger: of the run.
        marker: the run's.
        journal: of the run.
        direct: what requests are handed to in place of the network.
    """
    door = profile.xml
    if door is None:
        guard = Guard(profile.rest, profile.control, ledger, marker)
        return Channel(guard, journal, profile.limits, ca_file=profile.ca_file, direct=direct)
    users = door.users or "control" in profile.staging
    xml_guard = XmlGuard(profile.rest, profile.control, ledger, marker, xml=door.address, users=users)
    return XmlChannel(xml_guard, journal, profile.limits, ca_file=profile.ca_file, direct=direct)


def client_for(door: XmlDoor, channel: Channel, callers: Mapping[str, SecurityContext]) -> XmlClient:
    """The client of an XML service."""
    site = SecurityContext(site_name=None if door.site_id else door.site, site_id=door.site_id)
    return XmlClient(door.address, channel, callers, site=site)


def release_of(xml: XmlClient) -> tuple[str, str]:
    """The edition that a site says it is of, and how that was found, in words.

    A site that does not say it is judged by the last one that we know.
    """
    try:
        answer = xml.send("ep.GetAPIVersion", actor="nobody", purpose="which release the site is of")
    except TargetTrouble as trouble:
        return EDITIONS[-1], f"GetAPIVersion gave no answer ({trouble.message})"
    told = edition_told(answer)
    if told is None:
        return EDITIONS[-1], f"GetAPIVersion was answered {answer.sentence()}, without a version"
    return told, ""


def judged(edition: str) -> tuple[str, ...]:
    """The editions that the name of one, or the word for all, stands for."""
    return EDITIONS if edition == ALL else (edition,)
