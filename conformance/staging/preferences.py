"""The stage of rules about preferences: reads each part once, changes one property at a time, puts it back.

Somebody's preferences are his own. Before anything is written the ledger has on disk how to undo it; each
part is put back before the next one is touched, and the last one when the stage is let go. PINs are sent
back as they were read and never changed; phone numbers, and people who may act for somebody, are changed on
emulators alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from conformance.checks import Indeterminate, NotExercised, Outcome, Scene, Tale
from conformance.clients import Answer, RestClient
from conformance.contract import Part, Preference, Rule, Step
from conformance.errors import ConformanceError, ContractError, TargetTrouble
from conformance.staging.drawing import Drawn, draw, filled
from conformance.staging.players import unreached
from conformance.staging.present import Present
from conformance.staging.tales import ending
from conformance.staging.undoing import merged
from conformance.targets import Ledger, Profile

__all__ = ["PreferenceStage"]

_CLOSED = frozenset({401, 403, 429})
_SITES = "/meetingPreferences/sites"


class PreferenceStage:
    """Reads and changes the host's preferences.

    Args:
        rest: the REST client; the actor is the host.
        present: whether the target has a control API, and so is an emulator.
        profile: whether anything may be written.
        ledger: keeps on disk how to undo what is changed.
        marker: part of every text that is sent.
        note: told in a sentence what could not be put back.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        ledger: Ledger,
        marker: str,
        note: Callable[[str], None],
    ) -> None:
        self._rest = rest
        self._emulated = present.control is not None
        self._may_write = self._emulated or "api" in profile.staging
        self._ledger = ledger
        self._marker = marker
        self._note = note
        self._first: dict[str, Answer] = {}
        self._now: dict[str, dict[str, Any]] = {}
        self._lacking: dict[str, Outcome] = {}
        self._changed: Part | None = None
        self._given: set[str] = set()
        self._lines: list[tuple[int, int]] = []

    def tell(self, rule: Rule) -> Tale:
        """Do what a rule about preferences says.

        Raises:
            ContractError: the rule is not about preferences.
        """
        preference, story = rule.preference, rule.told
        if preference is None or story is None:
            raise ContractError(f"{rule.address} is not about preferences.")
        try:
            scene = self._scene(preference, story.steps[0])
            if "siteUrl" in preference.part.takes:
                # Every other case would create its meetings on the site that is the default one now.
                self.release()
            return Tale(scenes=(scene,))
        except (NotExercised, Indeterminate) as outcome:
            return Tale(ended=outcome)
        except TargetTrouble as trouble:
            return Tale(ended=ending(trouble))
        except (RecursionError, ValueError):
            return Tale(
                ended=Indeterminate("the preferences are nested too deep, or hold numbers that are none")
            )

    def release(self) -> None:
        """Put back what is still changed; what cannot be is noted, and stays in the ledger."""
        part = self._changed
        if part is None:
            return
        self._changed = None
        try:
            why = self._put_back(part)
        except ConformanceError as error:
            why = error.message
        except (RecursionError, ValueError):
            why = "they cannot be sent as they were."
        if why:
            self._note(
                f"The preferences at {part.path} could not be put back: {why} "
                "Call `webex-conformance cleanup` with this run's folder."
            )
        else:
            for number, process in self._lines:
                self._ledger.restored(number, process)
        self._lines.clear()
        self._given.clear()

    def _scene(self, preference: Preference, step: Step) -> Scene:
        part = preference.part
        first = self._read_first(part)
        if step.do == "read":
            return _scene(step, first, {})
        return self._update(preference, step, first)

    def _update(self, preference: Preference, step: Step, first: Answer) -> Scene:
        part = preference.part
        if not first.ok or first.flaw or not first.object:
            raise unreached(f"reading {part.path}", first)
        if preference.emulator and not self._emulated:
            raise NotExercised(
                "it would let somebody in, or change a number of a phone: it is tried on emulators alone"
            )
        if not self._may_write:
            raise NotExercised("the profile lets nothing be changed (abilities.staging)")
        shown = self._shown(part, first)
        drawn = draw(preference, step.send, shown, self._marker)
        if self._changed is not None and self._changed.path != part.path:
            self.release()
        self._record(part, drawn, shown)
        original = _taken(part, shown)
        body = merged({} if "siteUrl" in part.takes else original, drawn.body)
        before = self._now.get(part.path, shown)
        answer = self._put(part, body, "change preferences")
        if answer.status in _CLOSED:
            raise unreached(f"changing {part.path}", answer)
        read = self._rest.send("GET", part.path, actor="host", purpose="read preferences")
        unread = None if read.ok and read.flaw is None and read.object else read.sentence()
        after = None if unread is not None else self._with_site(read.object)
        if after is not None:
            self._now[part.path] = after
        return _scene(step, answer, drawn.fills, read=read, before=before, after=after, unread=unread)

    def _read_first(self, part: Part) -> Answer:
        """The part as it was before anything was changed."""
        if part.path in self._lacking:
            raise self._lacking[part.path]
        if part.path not in self._first:
            answer = self._rest.send("GET", part.path, actor="host", purpose="read preferences")
            if answer.status in _CLOSED or answer.status >= 500 or answer.flaw:
                self._lacking[part.path] = unreached(f"reading {part.path}", answer)
                raise self._lacking[part.path]
            self._first[part.path] = answer
        return self._first[part.path]

    def _shown(self, part: Part, first: Answer) -> dict[str, Any]:
        """What a part showed at first; of sites also which is the default one, and which others there are."""
        shown = self._with_site(first.object)
        if "siteUrl" not in part.takes:
            return shown
        sites = shown.get("sites")
        if sites is None:
            listed = self._rest.send("GET", _SITES, actor="host", purpose="list the sites")
            if not listed.ok:
                raise unreached("listing the sites", listed)
            sites = listed.object.get("sites")
        return {**shown, "sites": sites}

    @staticmethod
    def _with_site(shown: dict[str, Any]) -> dict[str, Any]:
        sites = shown.get("sites")
        found = [
            one["siteUrl"]
            for one in (sites if isinstance(sites, list) else [])
            if isinstance(one, dict) and one.get("default") is True and "siteUrl" in one
        ]
        return {**shown, "siteUrl": found[0]} if found and "siteUrl" not in shown else dict(shown)

    def _record(self, part: Part, drawn: Drawn, shown: dict[str, Any]) -> None:
        """Have on disk how to undo a change before it is sent."""
        line: dict[str, Any] = {"actor": "host", "path": part.path, "query": dict(part.query)}
        if "siteUrl" in part.takes:
            line["body"] = {"siteUrl": shown["siteUrl"], **part.adds}
        else:
            line |= {"sends": list(part.takes), "undo": list(drawn.undo)}
        self._changed = part
        self._given |= drawn.foreign
        self._lines.append(self._ledger.snapshot(line))

    def _put(self, part: Part, body: dict[str, Any], purpose: str, *, undo: bool = False) -> Answer:
        query = dict(part.query)
        vouched = {name: [value] for name, value in query.items()}
        self._ledger.vouch("PUT", part.path, vouched, body, undo=undo)
        return self._rest.send(
            "PUT", part.path, actor="host", purpose=purpose, params=query or None, json=body
        )

    def _put_back(self, part: Part) -> str:
        """Send what was read at first; returns what is still otherwise, if anything is."""
        shown = self._shown(part, self._first[part.path])
        names = ("siteUrl",) if "siteUrl" in part.takes else part.takes
        body = merged({name: shown[name] for name in names if shown.get(name) is not None}, part.adds)
        answer = self._put(part, body, "put preferences back", undo=True)
        if not answer.ok:
            return f"it was answered {answer.sentence()}."
        names = (*names, *self._given)
        left = self._different(part, shown, names)
        if left and self._given:
            # The target let itself be told what is its own to say: it is told so once more.
            body |= {name: shown[name] for name in self._given if shown.get(name) is not None}
            self._put(part, body, "put preferences back", undo=True)
            left = self._different(part, shown, names)
        return f"{', '.join(left)} still differs." if left else ""

    def _different(self, part: Part, shown: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
        read = self._rest.send("GET", part.path, actor="host", purpose="see whether it is as it was")
        if not read.ok:
            return [f"the read was answered {read.sentence()}, so something perhaps"]
        now = self._with_site(read.object)
        self._now[part.path] = now
        return [name for name in dict.fromkeys(names) if now.get(name) != shown.get(name)]


def _taken(part: Part, shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: deepcopy(shown[name]) for name in part.takes if shown.get(name) is not None}


def _scene(
    step: Step,
    answer: Answer,
    fills: Mapping[str, Any],
    *,
    read: Answer | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    unread: str | None = None,
) -> Scene:
    return Scene(
        number=0,
        method=step.method or "GET",
        status=answer.status,
        said=answer.sentence(),
        body=answer.body,
        headers=answer.headers,
        sent=tuple(step.send or ()),
        before=before,
        after=after,
        unread=unread,
        fill=lambda value: filled(value, fills),
        exchanges=(answer.exchange, *([read.exchange] if read else [])),
    )
