"""The site whose XML API is judged: what kind it is, of which release, and how it is given other traits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from conformance.checks import NotExercised
from conformance.clients import ControlClient, XmlAnswer, XmlClient
from conformance.contract.xsd import EDITIONS
from conformance.errors import TargetTrouble
from conformance.staging.players import unreached
from conformance.targets import Profile, XmlDoor

__all__ = ["XmlGround", "edition_told"]

_VERSION = re.compile(r"[Vv]?\s*(\d+)\.(\d+)(?:\.\d+)*")
_KINDS: dict[str, dict[str, Any]] = {
    "1": {"xmlKind": "ci"},
    "2": {"sso": True, "train": True},
    "3": {"sso": False, "train": True},
    "4": {"sso": True, "train": False},
    "5": {"sso": False, "train": False},
}
"""What the numbers of GetSiteType say in traits (`xml-9.0`, "Site Type Information")."""


def edition_told(answer: XmlAnswer) -> str | None:
    """The edition that an answer to GetAPIVersion tells of; None when it tells none.

    What is newer than the last edition that we know is taken for that one, and what came between 9.0 and
    41.1 for 9.0.
    """
    found = _VERSION.search((answer.value("apiVersion") or "")[-40:]) if answer.ok else None
    if found is None:
        return None
    told = int(found[1]), int(found[2])
    older = [one for one in EDITIONS if tuple(map(int, one.split("."))) <= told]
    return older[-1] if older else EDITIONS[0]


class XmlGround:
    """Knows and changes the traits of the site.

    Args:
        xml: the client; the actor is nobody.
        control: the target's control API; None when it has none, or it may not be used.
        profile: names the site, and its traits where nothing can change them.
        renamed: told when the people of the site are called otherwise, since it became of another kind.
    """

    def __init__(
        self,
        xml: XmlClient,
        control: ControlClient | None,
        profile: Profile,
        renamed: Callable[[], None],
    ) -> None:
        self._renamed = renamed
        self._xml = xml
        self.control = control
        self._door: XmlDoor = _door(profile)
        self._site = profile.traits.site_url or f"{self._door.site}.webex.com"
        self._traits: dict[str, Any] | None = None
        self._first_edition: str | None = None

    @property
    def kind(self) -> str:
        """Who manages the users of the site now: `classic`, `ci` or `controlHub`."""
        return str(self.traits.get("xmlKind", "classic"))

    @property
    def traits(self) -> dict[str, Any]:
        """The traits of the site now, as far as they are known.

        Raises:
            TargetTrouble: no whole answer came.
            NotExercised: the control API does not tell them.
        """
        if self._traits is None:
            self._traits = self._find()
            self._renamed()
        return self._traits

    def become(self, edition: str) -> None:
        """Make the site one of an edition, where the control API can.

        Raises:
            NotExercised: it refuses.
        """
        if self.control is None or self.traits.get("xmlEdition") in (None, edition):
            return
        self._first_edition = self._first_edition or str(self.traits["xmlEdition"])
        self._change({"xmlEdition": edition})

    @contextmanager
    def having(self, traits: Mapping[str, Any]) -> Iterator[None]:
        """Give the site traits meanwhile, and give it back its own afterwards.

        Raises:
            NotExercised: it has others, and nothing can change them.
        """
        other = {name: value for name, value in traits.items() if self.traits.get(name) != value}
        if not other:
            yield
            return
        if self.control is None:
            known = [f"{name} = {self.traits[name]}" for name in other if name in self.traits]
            said = f"; this one has {', '.join(known)}" if known else ""
            wanted = ", ".join(f"{name} = {value}" for name, value in other.items())
            raise NotExercised(f"it takes a site with {wanted}{said} (xml.traits of the profile)")
        before = {name: self.traits.get(name) for name in other}
        self._change(other)
        try:
            yield
        finally:
            with suppress(TargetTrouble, NotExercised):
                self._change(before)

    def change(self, traits: Mapping[str, Any]) -> None:
        """Give the site traits; who calls gives them back.

        Raises:
            NotExercised: nothing can change them.
        """
        if self.control is None:
            raise NotExercised(f"only the control API can give the site other traits ({', '.join(traits)})")
        self._change(traits)

    def release(self) -> None:
        """Make the site one of the edition that it had."""
        if self._first_edition is not None:
            with suppress(TargetTrouble, NotExercised):
                self._change({"xmlEdition": self._first_edition})
            self._first_edition = None

    def _change(self, traits: Mapping[str, Any]) -> None:
        assert self.control is not None, "only a control API changes sites"  # noqa: S101 - the callers asked
        answer = self.control.change_site(self._site, dict(traits))
        if not answer.ok:
            raise unreached("giving the site other traits", answer)
        kind = self.kind
        self.traits.update(traits)
        if self.kind != kind:
            self._renamed()

    def _find(self) -> dict[str, Any]:
        if self.control is not None:
            answer = self.control.read_site(self._site)
            if not answer.ok:
                raise unreached("reading the traits of the site", answer)
            return dict(answer.object)
        told = self._xml.send("ep.GetSiteType", actor="nobody", purpose="what kind of site it is")
        number = (told.value("siteType") or told.value("sitetype") or "").strip() if told.ok else ""
        return {**_KINDS.get(number, {}), **self._door.traits}


def _door(profile: Profile) -> XmlDoor:
    assert profile.xml is not None, "who stages the XML API has one"  # noqa: S101 - by the plugin
    return profile.xml
