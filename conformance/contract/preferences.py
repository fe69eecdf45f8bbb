"""Rules about somebody's preferences, out of the files that list their parts and properties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.preference import Part, Preference, Way
from conformance.contract.story import Expectation, Step, Story
from conformance.errors import ContractError

__all__ = ["preference_rules"]

_CHANGED, _PRESENT = "{changed}", "{present}"
_FAULTS = {
    "shown": "dropped",
    "updated": "ignored",
    "kept": "changed",
    "accepts": "misread",
    "refuses": "taken",
    "refuses-site": "taken",
    "one-default": "defaults",
    "one-default-site": "defaults",
}


def preference_rules(path: Path) -> Iterator[Rule]:
    """The rules of one file, part by part; what is only read comes first in each.

    Raises:
        ContractError: the file is not what its schema asks for, or changes what a PUT does not take.
    """
    how = law.read(path, "preferences")
    for entry in how["part"]:
        part = Part(
            name=entry["name"],
            path=entry["path"],
            takes=tuple(entry.get("takes", ())),
            query=entry.get("query", {}),
            adds=entry.get("adds", {}),
        )
        maker = _Maker(how, part, entry["component"], path.name)
        for kind in ("shown", "one-default-site"):
            for own in entry["property"]:
                yield from maker.rules(kind, own)
        for own in entry["property"]:
            for kind in _FAULTS:
                if kind not in ("shown", "one-default-site"):
                    yield from maker.rules(kind, own)
            if "untested" in own:
                yield maker.untested(own)


class _Maker:
    """Turns the properties of a part into rules."""

    def __init__(self, how: dict[str, Any], part: Part, component: str, file: str) -> None:
        self._how = how
        self._part = part
        self._component = component
        self._file = file

    def rules(self, kind: str, own: dict[str, Any]) -> Iterator[Rule]:
        """The rules of one kind about a property: none, one, or one for each of its values."""
        if kind not in own:
            return
        taken = own["name"].split(".")[0] in self._part.takes
        if kind not in ("shown", "one-default-site") and taken is (kind == "kept"):
            verb = "takes" if taken else "does not take"
            raise ContractError(
                f"{self._file} of the contract: a PUT of {self._part.name} {verb} {own['name']}, "
                f"so that it cannot be {kind}."
            )
        for value in own["words"] if kind == "accepts" else (None,):
            yield self._rule(kind, own, value)

    def untested(self, own: dict[str, Any]) -> Rule:
        """The rule that a property can be changed, and why nobody tries."""
        return self._make("updated", own, None, provenance="documented", not_tested=own["untested"])

    def _rule(self, kind: str, own: dict[str, Any], value: Any) -> Rule:
        place = f"{self._part.name}.{own.get('place', own['name'])}"
        more = f".{value}" if kind == "accepts" else ""
        way = {"one-default": "defaults", "updated": own.get("way")}.get(kind, "given")
        reads = kind in ("shown", "one-default-site")
        return self._make(
            kind,
            own,
            value,
            provenance=own[kind],
            source=own.get(f"{kind}-source", self._how["source"]),
            section=own.get(f"{kind}-section", self._how["section"]),
            faults=(f"preference-slips:{_FAULTS[kind]}.{place}{more}",),
            told=Story(
                subject=None,
                steps=(self._step(kind, own, value),),
                conflict=own.get("conflict"),
            ),
            preference=Preference(
                part=self._part,
                names=tuple(own[key] for key in ("name", "also") if key in own),
                way=None if reads else cast("Way", way),
                words=tuple(own.get("words", ())),
                emulator=kind == "updated" and own.get("emulator", False),
                keeps=kind == "kept",
            ),
        )

    def _make(self, kind: str, own: dict[str, Any], value: Any, **more: Any) -> Rule:
        how, part = self._how, self._part
        text = how["words"][kind].format(path=part.path, property=own["name"], value=value)
        end = f"accepts.{value}" if kind == "accepts" else kind
        usual = {"source": how["source"], "section": how["section"]}
        return Rule(
            address=f"{how['prefix']}.{part.name}.{own['name']}.{end}",
            level=how["level"],
            text=text,
            editions=tuple(how["editions"]),
            **{**usual, **more},
        )

    def _step(self, kind: str, own: dict[str, Any], value: Any) -> Step:
        name, outcome = own["name"], "accepted"
        match kind:
            case "shown":
                seen = [self._seen(one, "fits", f"{self._component}.{one}") for one in _names(own)]
                return Step(do="read", to=self._part.path, expect=_told(own, seen))
            case "one-default-site":
                return Step(
                    do="read", to=self._part.path, expect=(self._seen(f"{name}.default", "once", True),)
                )
            case "one-default":
                sent, outcome = _sent(own, "{defaults}"), "either"
                seen = [self._seen(name, "fits", f"{self._component}.{name}")]
            case "kept":
                sent, outcome = _sent(own, own["value"]), "not-applied"
                seen = [self._seen(name, "is", _PRESENT)]
            case "refuses" | "refuses-site":
                return self._update(_sent(own, own["wrong"]), "refused", ())
            case "accepts":
                sent, seen = _sent(own, value), [self._seen(name, "is", value)]
            case _:
                sent = _sent(own, _CHANGED)
                return self._update(sent, "accepted", _told(own, self._changed(own)))
        return self._update(sent, outcome, tuple(seen))

    def _changed(self, own: dict[str, Any]) -> list[Expectation]:
        if own["way"] == "site" and self._part.query:
            return [self._seen("sites", "items", [{"siteUrl": _CHANGED, "default": True}])]
        how = "items" if own["way"] in ("device", "person") else "is"
        value = "{added}" if how == "items" else _CHANGED
        return [self._seen(one, how, [value] if how == "items" else value) for one in _names(own)]

    def _update(self, sent: dict[str, Any], outcome: Any, expect: tuple[Expectation, ...]) -> Step:
        send = {**sent, **self._part.adds}
        return Step(do="update", to=self._part.path, method="PUT", send=send, outcome=outcome, expect=expect)

    @staticmethod
    def _seen(at: str, how: Any, value: Any) -> Expectation:
        return Expectation(at=at, how=how, value=value)


def _names(own: dict[str, Any]) -> list[str]:
    return [own[key] for key in ("name", "also") if key in own]


def _told(own: dict[str, Any], seen: list[Expectation]) -> tuple[Expectation, ...]:
    """What must be seen; where a property has two names, each is of a reading of its own."""
    if "readings" not in own:
        return tuple(seen)
    return tuple(
        Expectation(at=one.at, how=one.how, value=one.value, follows=reading)
        for one, reading in zip(seen, own["readings"], strict=True)
    )


def _sent(own: dict[str, Any], value: Any) -> dict[str, Any]:
    """A body that has a value at each name of a property."""
    body: dict[str, Any] = {}
    for name in _names(own):
        whole, _, member = name.partition(".")
        body[whole] = {member: value} if member else value
    return body
