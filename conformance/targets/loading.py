"""A profile's file becomes a profile, or one sentence that names the key, the line and the remedy."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs

from conformance.contract import Contract
from conformance.contract.law import schema, validator
from conformance.errors import ProfileError
from conformance.targets.positions import line_of
from conformance.targets.profile import Actor, Deviation, Limits, Profile, Traits

__all__ = ["load_profile"]

_PROVIDERS = ("control", "api", "discover")


def load_profile(path: Path, contract: Contract) -> Profile:
    """Read a target's profile.

    Args:
        path: the TOML file.
        contract: whose addresses known deviations may name.

    Raises:
        ProfileError: missing, unreadable, misspelt or self-contradicting.
    """
    try:
        text = path.read_text("utf-8")
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
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"The profile {path} is not valid TOML: {error}.", hint="Correct that line."
        ) from None
    checker = _Checker(path, text)
    checker.hold_against_schema(data)
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
        # Dates of TOML become the strings that JSON Schema speaks of.
        errors = list(validator("profile").iter_errors(json.loads(json.dumps(data, default=str))))
        if errors:
            # An unknown key explains more than whatever else it broke.
            errors.sort(key=lambda error: "Additional properties" not in error.message)
            self._explain(errors[0])

    def _explain(self, error: jsonschema_rs.ValidationError) -> NoReturn:
        place: list[str | int] = list(error.instance_path)
        name = ".".join(str(step) for step in place)
        kind = error.kind
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
            odd = kind.unexpected[0]
            allowed = sorted(_properties_at(list(error.schema_path)))
            near = difflib.get_close_matches(odd, allowed, n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(allowed)}."
            self.refuse([*place, odd], f"the key {'.'.join([*filter(None, [name]), odd])} is unknown", remedy)
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            missing = kind.property
            here = f"[{name}]" if name else "the profile"
            self.refuse(place, f"{here} lacks the key {missing}", f"Add {missing} = … there.")
        if name.endswith("credential"):
            self.refuse(
                place,
                f"{name} must be either env or command, not both and not the credential itself",
                'Write credential = { env = "NAME_OF_A_VARIABLE" }.',
            )
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
            options = ", ".join(str(option) for option in json.loads(str(kind.options)) if option)
            self.refuse(place, f"{name} has a value that is not known", f"Use one of: {options}.")
        meaning = _node_at(list(error.schema_path)[:-1]).get("description", "")
        remedy = f"It must be {meaning}." if meaning else "Correct the value."
        # Values stay out of the sentence: somebody may have put a credential where it does not belong.
        self.refuse(place, f"{name or 'the profile'} is not valid ({_reason(error)})", remedy)

    def find_contradictions(self, data: dict[str, Any], contract: Contract) -> None:
        staging = data.get("abilities", {}).get("staging")
        control = data["addresses"].get("control")
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
        if "host" not in data["actors"]:
            self.refuse(["actors"], "no actor is called host", "Name the actor who schedules meetings host.")
        code = data.get("traits", {}).get("tracking_code")
        if code and "trackingCodes" in data["traits"].get("cannot_carry", ()):
            self.refuse(
                ["traits", "tracking_code"],
                "traits.tracking_code is given, but traits.cannot_carry names trackingCodes",
                "Keep one of the two.",
            )
        seen = set()
        for index, deviation in enumerate(data.get("known_deviations", ())):
            place: list[str | int] = ["known_deviations", index]
            address = deviation["address"]
            if address not in contract.rules:
                near = difflib.get_close_matches(address, contract.rules, n=1, cutoff=0.5)
                remedy = f"Did you mean {near[0]}?" if near else "See `webex-conformance list`."
                self.refuse(
                    [*place, "address"], f"the known deviation {address} is the address of no rule", remedy
                )
            if address in seen:
                self.refuse([*place, "address"], f"{address} is declared twice", "Keep one entry.")
            if str(deviation["expires"]) < str(deviation["since"]):
                self.refuse(
                    [*place, "expires"], f"{address} expires before it begins", "Correct since or expires."
                )
            seen.add(address)


def _reason(error: jsonschema_rs.ValidationError) -> str:
    words = {
        "Type": "another type is needed",
        "Pattern": "the form is wrong",
        "Format": "the form is wrong",
        "Minimum": "too small",
        "ExclusiveMinimum": "too small",
        "Maximum": "too large",
        "MinLength": "empty",
        "MaxLength": "too long",
        "MinItems": "empty",
        "MinProperties": "empty",
        "UniqueItems": "something is listed twice",
    }
    return words.get(
        type(error.kind).__name__.removeprefix("ValidationErrorKind_"), "see the schema of profiles"
    )


def _node_at(steps: list[Any]) -> dict[str, Any]:
    node: Any = schema("profile")
    for step in steps:
        node = node[step]
    return node if isinstance(node, dict) else {}


def _properties_at(steps: list[Any]) -> set[str]:
    return set(_node_at(steps[:-1]).get("properties", {}))


def _profile(data: dict[str, Any], digest: str, folder: Path) -> Profile:
    addresses, traits = data["addresses"], data.get("traits", {})
    control = addresses.get("control")
    default = [name for name in ("control", "api", "discover") if name != "control" or control]
    staging = data.get("abilities", {}).get("staging", default)
    code = traits.get("tracking_code")
    return Profile(
        name=data["name"],
        digest=digest,
        rest=addresses["rest"].rstrip("/"),
        control=control.rstrip("/") if control else None,
        ca_file=str(folder / addresses["ca_file"]) if "ca_file" in addresses else None,
        actors={name: _actor(name, entry) for name, entry in data["actors"].items()},
        staging=tuple(name for name in _PROVIDERS if name in staging),
        editions={"rest": "guide-2025", **data.get("edition", {})},
        traits=Traits(
            cannot_carry=frozenset(traits.get("cannot_carry", ())),
            tracking_code=(code["name"], code["value"]) if code else None,
            site_url=traits.get("site_url"),
        ),
        limits=Limits(**data.get("limits", {})),
        known_deviations=tuple(Deviation(**entry) for entry in data.get("known_deviations", ())),
    )


def _actor(name: str, entry: dict[str, Any]) -> Actor:
    credential = entry["credential"]
    return Actor(
        name=name,
        role=entry.get("role", "user"),
        scopes=tuple(entry.get("scopes", ())),
        env=credential.get("env"),
        command=tuple(credential.get("command", ())),
    )
