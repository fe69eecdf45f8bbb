"""Deviations of the XML door that are switched on by name, a file for each part of the API."""

from __future__ import annotations

from conformance.emulator.xml.slips import doors, events, generated, history, hub, sessions, site, users, wire

__all__ = ["NAMES"]

NAMES: dict[str, str] = {
    name: text
    for part in (users, sessions, site, events, hub, history, doors, generated, wire)
    for name, text in part.NAMES.items()
}
"""What each does, by name."""
