"""Clients: thin methods over one guarded, paced and recording transport. They never judge."""

from conformance.clients.answer import Answer
from conformance.clients.channel import Channel
from conformance.clients.control import ControlClient
from conformance.clients.guard import Guard
from conformance.clients.rest import RestClient

__all__ = ["Answer", "Channel", "ControlClient", "Guard", "RestClient"]
