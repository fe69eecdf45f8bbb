"""A profile's file becomes a profile, or one sentence that names the key, the line and the remedy."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import jsonschema_rs

from conformance.contract import Contract
from conformance.contract.law import schema, validator
from conformance.errors import ProfileError
from conformance.targets.positions import line_of
from conformance.targets.profile import (
    Actor,
    Deviation,
    Limits,
    Profile,
    Traits,
    XmlDoor,
    XmlLogin,
)

__all__ = ["load_profile"]

_PROVIDERS = ("control", "api", "discover")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")


def load_profile(path: Path, contract: Contract) -> Profile:
    """Read a target's profile.

    Args:
        path: the TOML file.
        contract: whose addresses known deviations may name.

    Raises:
        ProfileError: missing, unreadable, misspelt or self-contradicting.
    """
    try:
        text = path.read_text("utf-8-sig")  # some editors begin a file with a byte order mark
    except FileNotFoundError:
        raise ProfileError(
            f"There is no profile {path}.", hint="Give --target the path of a TOML file, or leave it out."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ProfileError(
            f"The profile {path} cannot be read: {why}.", hint="A profile is a TOML file."
        ) from None
    try:
        data = tomllib.loads(text)
        # Dates of TOML become the strings that JSON Schema speaks of.
        plain = json.loads(json.dumps(data, default=str))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"The profile {path} is not valid TOML: {error}.", hint="Correct that line."
        ) from None
    except (ValueError, RecursionError):
        # The parser lets numbers of thousands of digits and very deep nesting through to Python.
        raise ProfileError(
            f"The profile {path} is no profile: it holds a value beyond all bounds.",
            hint="A profile is a short TOML file.",
        ) from None
    checker = _Checker(path, text)
    checker.hold_against_schema(plain)
    checker.find_contradictions(data, contract)
    return _profile(data, f"sha256:{hashlib.sha256(text.encode()).hexdigest()}", path.parent)


class _Checker:
    """Says what is wrong with a profile, and where."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    def refuse(self, place: list[str | int], problem: str, remedy: str) -> NoReturn:
        line = line_of(self._text, place)
        where = f"{self._path}, line {line}" if line else f"{self._path}"
        raise ProfileError(f"{where}: {problem}.", hint=remedy)

    def hold_against_schema(self, data: dict[str, Any]) -> None:
        errors = list(validator("profile").iter_errors(data))
        if errors:
            # An unknown key explains more than whatever else it broke.
            errors.sort(key=lambda error: error.kind.name != "additionalProperties")
            self._explain(errors[0])

    def _explain(self, error: jsonschema_rs.ValidationError) -> NoReturn:
        """Refuse for an error of the schema, without its message: that quotes values.

        Somebody may have put a credential where it does not belong.
        """
        place: list[str | int] = list(error.instance_path)
        name = _dotted(place)
        law = _node_at(error.schema_path[:-1])
        match error.kind:
            case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=[odd, *_]):
                allowed = sorted(law["properties"])
                remedy = _nearest(odd, allowed) or f"Known here: {', '.join(allowed)}."
                self.refuse([*place, odd], f"the key {_dotted([*place, odd])} is unknown", remedy)
            case jsonschema_rs.ValidationErrorKind.Required(property=missing):
                here = f"[{name}]" if name else "the profile"
                self.refuse(place, f"{here} lacks the key {missing}", f"Add {missing} = … there.")
            case _ if place[-1:] == ["credential"]:
                self.refuse(
                    place,
                    f"{name} must be either env or command, not both and not the credential itself",
                    'Write credential = { env = "NAME_OF_A_VARIABLE" }.',
                )
            case jsonschema_rs.ValidationErrorKind.Enum(options=options):
                known = ", ".join(str(option) for option in options)
                self.refuse(place, f"{name} has a value that is not known", f"Use one of: {known}.")
        remedy = f"It must be {law['description']}." if "description" in law else "Correct the value."
        self.refuse(place, f"{name} is not valid ({_reason(error.kind)})", remedy)

    def find_contradictions(self, data: dict[str, Any], contract: Contract) -> None:
        self._check_addresses(data["addresses"])
        self._check_staging(data.get("abilities", {}).get("staging"), data["addresses"].get("control"))
        self._check_actors(data["actors"])
        self._check_xml(data)
        self._check_traits(data.get("traits", {}), contract)
        self._check_deviations(data.get("known_deviations", []), contract)

    def _check_addresses(self, addresses: dict[str, str]) -> None:
        for key in {"rest", "control", "xml"} & addresses.keys():
            try:
                _ = urlsplit(addresses[key]).port, httpx.URL(addresses[key])
            except (ValueError, httpx.InvalidURL):
                self.refuse(
                    ["addresses", key],
                    f"addresses.{key} is not valid (no such host name or port)",
                    "Write it like https://webexapis.com/v1.",
                )
        if "xml" in addresses and addresses["xml"].rstrip("/") == addresses["rest"].rstrip("/"):
            self.refuse(
                ["addresses", "xml"],
                "addresses.xml is the same as addresses.rest",
                "Give the address of the XML service, such as https://acme.webex.com/WBXService/XMLService.",
            )
        if addresses["rest"].rstrip("/") == addresses.get("control", "").rstrip("/"):
            self.refuse(
                ["addresses", "control"],
                "addresses.control is the same as addresses.rest",
                "Give the address of the control API, or take the line out.",
            )

    def _check_staging(self, staging: list[str] | None, control: str | None) -> None:
        if staging and "control" in staging and not control:
            self.refuse(
                ["abilities", "staging"],
                'abilities.staging names "control", but addresses.control is missing',
                "Add the address of the control API, or take control out of the list.",
            )
        if control and staging and "control" not in staging:
            self.refuse(
                ["addresses", "control"],
                'addresses.control is given, but abilities.staging leaves out "control"',
                "Add control to the list, or take the address out.",
            )

    def _check_actors(self, actors: dict[str, Any]) -> None:
        if "host" not in actors:
            self.refuse(["actors"], "no actor is called host", "Name the actor who schedules meetings host.")
        for name, entry in actors.items():
            person = actors.get(entry.get("person", name))
            if person is None or (person is not entry and "person" in person):
                self.refuse(
                    ["actors", name, "person"],
                    f"actors.{name}.person is not the name of an actor who is a person of his own",
                    "It names the first token of the same person; leave it out for somebody else.",
                )
            # Errors name the variable, so a credential that stands here must not get that far.
            if not _VARIABLE.fullmatch(entry["credential"].get("env", "A")):
                self.refuse(
                    ["actors", name, "credential", "env"],
                    f"actors.{name}.credential.env is not the name of a variable",
                    "It names the variable that holds the credential; the credential itself stays out.",
                )

    def _check_xml(self, data: dict[str, Any]) -> None:
        named = "xml" in data["addresses"]
        for key in ("xml", "edition"):
            if not named and "xml" in (data if key == "xml" else data.get(key, {})):
                place: list[str | int] = ["xml"] if key == "xml" else ["edition", "xml"]
                self.refuse(
                    place,
                    f"{_dotted(place)} is given, but addresses.xml is missing",
                    "Add the address of the XML service, or take this out.",
                )
        for name, entry in data["actors"].items():
            if "xml" in entry and not named:
                self.refuse(
                    ["actors", name, "xml"],
                    f"actors.{name}.xml is given, but addresses.xml is missing",
                    "Add the address of the XML service, or take this out.",
                )
        if named and "xml" not in data["actors"]["host"]:
            self.refuse(
                ["actors", "host"],
                "addresses.xml is given, but actors.host has no xml",
                'Add xml = { webex_id = "…", env = "…" }, or take the address out.',
            )

    def _check_traits(self, traits: dict[str, Any], contract: Contract) -> None:
        known = {rule.cell.attribute for rule in contract.rules.values() if rule.cell}
        for index, attribute in enumerate(traits.get("cannot_carry", [])):
            if attribute not in known:
                self.refuse(
                    ["traits", "cannot_carry", index],
                    "traits.cannot_carry names something that is no attribute of a meeting",
                    _nearest(attribute, known) or "Use names from the availability tables.",
                )
        if "tracking_code" in traits and "trackingCodes" in traits.get("cannot_carry", []):
            self.refuse(
                ["traits", "tracking_code"],
                "traits.tracking_code is given, but traits.cannot_carry names trackingCodes",
                "Keep one of the two.",
            )

    def _check_deviations(self, deviations: list[dict[str, Any]], contract: Contract) -> None:
        seen = set()
        for index, deviation in enumerate(deviations):
            place: list[str | int] = ["known_deviations", index]
            address = deviation["address"]
            of_a_file = address.startswith("openapi.") and contract.given is None  # not of this run
            if address not in contract.rules and not of_a_file:
                self.refuse(
                    [*place, "address"],
                    f"the known deviation {address} is the address of no rule",
                    _nearest(address, contract.rules) or "See `webex-conformance list`.",
                )
            if address in seen:
                self.refuse([*place, "address"], f"{address} is declared twice", "Keep one entry.")
            if _day(deviation["expires"]) < _day(deviation["since"]):
                self.refuse(
                    [*place, "expires"], f"{address} expires before it begins", "Correct since or expires."
                )
            seen.add(address)


def _dotted(place: Iterable[str | int]) -> str:
    """A key as TOML headers write it; which entry of a list it is, the line tells."""
    return ".".join(step for step in place if isinstance(step, str))


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else ""


def _reason(kind: jsonschema_rs.ValidationErrorKind) -> str:
    words = {
        "type": "another type is needed",
        "pattern": "the form is wrong",
        "format": "the form is wrong",
        "minimum": "too small",
        "exclusiveMinimum": "too small",
        "maximum": "too large",
        "minLength": "empty",
        "maxLength": "too long",
        "minItems": "empty",
        "minProperties": "empty",
        "uniqueItems": "something is listed twice",
    }
    return words.get(kind.name, "see the schema of profiles")


def _day(written: date | str) -> date:
    """A TOML date, or a text that the schema has found to be one."""
    return date.fromisoformat(written) if isinstance(written, str) else written


def _node_at(steps: list[Any]) -> dict[str, Any]:
    node: Any = schema("profile")
    for step in steps:
        node = node[step]
    return node if isinstance(node, dict) else {}


def _profile(data: dict[str, Any], digest: str, folder: Path) -> Profile:
    addresses, traits = data["addresses"], data.get("traits", {})
    control = addresses.get("control")
    providers = [name for name in _PROVIDERS if name != "control" or control]
    staging = data.get("abilities", {}).get("staging", providers)
    code, default = traits.get("tracking_code"), traits.get("tracking_default")
    return Profile(
        name=data["name"],
        digest=digest,
        rest=addresses["rest"].rstrip("/"),
        control=control.rstrip("/") if control else None,
        ca_file=str(folder / addresses["ca_file"]) if "ca_file" in addresses else None,
        actors={name: _actor(name, entry) for name, entry in data["actors"].items()},
        staging=tuple(name for name in _PROVIDERS if name in staging),
        editions={
            "rest": "guide-2025",
            **({"xml": "auto"} if "xml" in addresses else {}),
            **data.get("edition", {}),
        },
        xml=_xml_door(data) if "xml" in addresses else None,
        traits=Traits(
            cannot_carry=frozenset(traits.get("cannot_carry", ())),
            tracking_code=(code["name"], code["value"]) if code else None,
            site_url=traits.get("site_url"),
            unmanaged_site=traits.get("unmanaged_site"),
            room_id=traits.get("room_id"),
            tracking_select=traits.get("tracking_select"),
            tracking_default=(default["name"], default["value"], default["other"]) if default else None,
        ),
        limits=Limits(**data.get("limits", {})),
        known_deviations=tuple(
            Deviation(**{**entry, "since": _day(entry["since"]), "expires": _day(entry["expires"])})
            for entry in data.get("known_deviations", ())
        ),
    )


def _actor(name: str, entry: dict[str, Any]) -> Actor:
    credential = entry["credential"]
    return Actor(
        name=name,
        role=entry.get("role", "user"),
        scopes=tuple(entry.get("scopes", ())),
        env=credential.get("env"),
        command=tuple(credential.get("command", ())),
        person=entry.get("person", "") if entry.get("person") != name else "",
    )


def _xml_door(data: dict[str, Any]) -> XmlDoor:
    address, own = data["addresses"]["xml"], data.get("xml", {})
    meetings = own.get("meetings")
    return XmlDoor(
        address=address,
        site=own.get("site") or (urlsplit(address).hostname or "").partition(".")[0],
        site_id=own.get("site_id"),
        logins={
            name: _xml_login(name, entry["xml"]) for name, entry in data["actors"].items() if "xml" in entry
        },
        users=own.get("users", False),
        retired=None if meetings is None else meetings == "retired",
        traits=own.get("traits", {}),
    )


def _xml_login(name: str, entry: dict[str, Any]) -> XmlLogin:
    return XmlLogin(
        name=name,
        webex_id=entry["webex_id"],
        email=entry.get("email", entry["webex_id"]),
        kind=entry.get("kind", "password"),
        env=entry.get("env"),
        command=tuple(entry.get("command", ())),
    )
