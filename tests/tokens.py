"""Profiles with tokens of exactly these scopes, for targets without the control API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from conformance.emulator import Emulator, RunningEmulator

__all__ = ["HOSTS_OWN", "PEOPLE", "Tokens"]

PEOPLE = dict(
    zip(("admin", "officer", "host", "other", "attendee", "guest"), Emulator().population, strict=True)
)
HOSTS_OWN = frozenset(scope for scope in PEOPLE["host"].scopes if scope.startswith("meeting:"))
_ROLES = {"admin": "admin", "officer": "compliance", "guest": "guest"}


@dataclass
class Tokens:
    """The actors of a profile, and their credentials as variables.

    Attributes:
        folder: where the profile is written.
        running: the emulator whose tokens these are.
    """

    folder: Path
    running: RunningEmulator
    variables: dict[str, str] = field(default_factory=dict)
    _actors: str = ""

    def add(
        self,
        name: str,
        scopes: Iterable[str],
        *,
        of: str = "",
        really: Iterable[str] | None = None,
        person: str = "",
        token: str = "",
    ) -> Tokens:
        """Take an actor up.

        Args:
            name: of the actor.
            scopes: what the profile says that the token has.
            of: whose token it is; the person of that name if empty.
            really: what it has; the same if None.
            person: what the profile says of whose it is.
            token: in place of one that works.
        """
        whose, claimed = of or name, sorted(scopes)
        with self.running.emulator.lock:
            held = frozenset(claimed if really is None else really)
            minted = self.running.emulator.world.mint(PEOPLE[whose], held)
        variable = f"WXC_{name.upper().replace('-', '_')}_TOKEN"
        self.variables[variable] = token or minted
        self._actors += (
            f'[actors.{name}]\nrole = "{_ROLES.get(whose, "user")}"\nscopes = {json.dumps(claimed)}\n'
        )
        self._actors += f'person = "{person}"\n' if person else ""
        self._actors += f'credential = {{ env = "{variable}" }}\n'
        return self

    def profile(self, rest: str = "", more: str = "") -> Path:
        """Write the profile, of the emulator or of another address."""
        path = self.folder / "site.toml"
        address = rest or self.running.base_url
        path.write_text(
            f'name = "A site with tokens"\n[addresses]\nrest = "{address}"\n{self._actors}'
            f"[limits]\nrequests_per_second = 0\n{more}",
            "utf-8",
        )
        return path
