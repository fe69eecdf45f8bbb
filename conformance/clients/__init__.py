"""Clients: thin methods over one guarded, paced and recording transport. They never judge."""

from conformance.clients.answer import Answer
from conformance.clients.channel import Channel
from conformance.clients.control import ControlClient
from conformance.clients.guard import Guard
from conformance.clients.rest import RestClient
from conformance.clients.xml import XmlClient
from conformance.clients.xml_building import (
    Content,
    Credential,
    CredentialKind,
    SecurityContext,
    wire_date,
)
from conformance.clients.xml_channel import XmlChannel, XmlGuard
from conformance.clients.xml_reading import XmlAnswer

__all__ = [
    "Answer",
    "Channel",
    "Content",
    "ControlClient",
    "Credential",
    "CredentialKind",
    "Guard",
    "RestClient",
    "SecurityContext",
    "XmlAnswer",
    "XmlChannel",
    "XmlClient",
    "XmlGuard",
    "wire_date",
]
