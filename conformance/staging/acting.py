"""The stage of rules about acting for others: who lists, reads, creates, updates and deletes for whom.

Everything that is tried is tried on meetings that this run made. Each is deleted by whose it is: a host
cannot delete what belongs to somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from conformance.checks import NotExercised, Outcome, Scene, Tale
from conformance.clients import Answer, ControlClient, RestClient
from conformance.contract import Rule, Step, Story
from conformance.errors import ConformanceError, ContractError
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.players import unreached
from conformance.staging.present import Present
from conformance.staging.tales import Tales
from conformance.staging.tokens import Tokens
from conformance.targets import Profile

__all__ = ["ActingStage"]

_PLACE = re.compile(r"\{([A-Za-z.]+)\}")
_NOWHERE = "nowhere-example.webex.com"
_PAGE = 100
_NEEDS = {
    ("admin", True): "meeting:admin_schedule_read",
    ("admin", False): "meeting:admin_schedule_write",
    ("user", True): "meeting:schedules_read",
    ("user", False): "meeting:schedules_write",
}
_CAST: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **dict.fromkeys(("hosted", "updated", "mistaken", "doomed", "lost"), ("host", {})),
    "elsewhere": ("host", {"siteUrl": "{site.other}"}),
    "invited": ("admin", {"invitees": [{"email": "{host}", "sendEmail": False}]}),
    "own": ("admin", {}),
    "others": ("other", {}),
}
"""Meetings by name: whose they are, and what their bodies have beside the usual."""


class ActingStage:
    """Plays the stories of who acts for whom.

    Args:
        rest: the REST client.
        present: what time it is on the target, and its control API, if it has one.
        profile: the actors, and what may be created where.
        marker: part of the title of everything that is created.
        learn: told each token that is made on the way.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        marker: str,
        *,
        learn: Callable[[str], None],
    ) -> None:
        self._rest = rest
        self._present = present
        self._profile = profile
        self._marker = marker
        control: ControlClient | None = present.control
        self._tokens = Tokens(rest, control, profile, learn)
        self._shown: dict[str, dict[str, Any]] = {}
        self._refused: dict[str, Outcome] = {}
        self._made: dict[str, list[str]] = {}
        self._sites: list[tuple[str, bool]] | None = None
        self._tales = Tales(self._play)
        self._newest = ""
        self._noon: datetime | None = None

    def tell(self, rule: Rule) -> Tale:
        """Play a rule's story by each of its methods; what is shared is played once.

        Raises:
            ContractError: the rule is not told as a story.
        """
        return self._tales.tell(rule)

    def release(self) -> None:
        """Delete every meeting as the person whose it is; the ledger knows what could not be deleted."""
        for meeting, actors in reversed(self._made.items()):
            for actor in actors:
                with suppress(ConformanceError):
                    if self._rest.delete_meeting(meeting, actor=actor, purpose="delete what was made").ok:
                        break
        self._made.clear()
        self._shown.clear()
        self._present.release()

    def _play(self, story: Story, scenes: list[Scene]) -> None:
        for method in story.methods:
            self._newest = ""
            for number, step in enumerate(story.steps):
                scene = self._do(number, step, method)
                scenes += [scene] if step.judged else []

    def _do(self, number: int, step: Step, method: str) -> Scene:
        actor = self._actor(step.actor, reads=step.do in ("read", "list"))
        fills = {"method": method, "marker": self._marker}
        send = self._fill(step.send or {}, fills)
        headers = self._fill(dict(step.headers), fills)
        before: dict[str, Any] | None = None
        read: Answer | None = None
        match step.do:
            case "create":
                answer = self._create(step, actor, send)
            case "list":
                answer = self._list(actor, send)
            case "update":
                before = self._meeting(self._name(step))
                answer, read = self._update(step, actor, send, method)
            case "read" | "delete":
                answer = self._call(step, actor, send, headers)
            case _:
                raise ContractError(f"Nobody acts for others by {step.do}.")
        if not step.judged and not answer.ok:
            raise unreached(f"to {step.do} a meeting first", answer)
        unread = None
        if read is not None and not (read.ok and read.flaw is None and read.object):
            unread = read.sentence()
        return Scene(
            number=number,
            method=method,
            status=answer.status,
            said=answer.sentence(),
            body=answer.body,
            headers=answer.headers,
            sent=tuple(name for name in send if name != "hostEmail") if read else (),
            before=before,
            after=read.object if read is not None and unread is None else None,
            unread=unread,
            fill=lambda value: self._fill(value, fills),
            exchanges=(answer.exchange, *([read.exchange] if read else [])),
        )

    # What is done

    def _create(self, step: Step, actor: str, send: dict[str, Any]) -> Answer:
        if "siteUrl" not in send and "hostEmail" in send and step.actor == "admin":
            self._site("default")  # where it will be must be somewhere that the profile allows
        elif self._profile.traits.site_url:
            send = {"siteUrl": self._profile.traits.site_url, **send}
        answer = self._post(actor, send, f"create as {actor}")
        made = identity(answer.object.get("id")) if answer.ok else None
        if made:
            self._newest = made
            named = str((step.send or {}).get("hostEmail", "")).strip("{}")
            self._made[made] = list(dict.fromkeys([self._actor(named or step.actor), actor]))
        return answer

    def _post(self, actor: str, more: Mapping[str, Any], purpose: str) -> Answer:
        self._check_allowed()
        body = {
            "title": f"{self._marker} acting",
            "start": stamp(self._start),
            "end": stamp(self._start + timedelta(hours=1)),
            **more,
            "sendEmail": False,
        }
        return self._rest.create_meeting(body, actor=actor, purpose=purpose)

    def _list(self, actor: str, send: dict[str, str]) -> Answer:
        query = {
            "meetingType": "meetingSeries",
            "from": stamp(self._start - timedelta(hours=1)),
            "to": stamp(self._start + timedelta(hours=3)),
            "max": str(_PAGE),
            **send,
        }
        answer = self._rest.list_meetings(actor=actor, purpose=f"list as {actor}", **query)
        if len(answer.items) >= _PAGE:
            raise NotExercised("more meetings are listed around that time than fit on a page")
        return answer

    def _update(
        self, step: Step, actor: str, send: dict[str, Any], method: str
    ) -> tuple[Answer, Answer | None]:
        name = self._name(step)
        shown, owner = self._shown[name], self._actor(_CAST[name][0])
        whole = ("title", "password", "start", "end", "timezone") if method == "PUT" else ()
        body = {key: shown[key] for key in whole if isinstance(shown.get(key), str)}
        path = f"/meetings/{shown['id']}"
        answer = self._rest.send(
            method, path, actor=actor, purpose=f"update as {actor}", json={**body, **send, "sendEmail": False}
        )
        read = self._rest.get_meeting(shown["id"], actor=owner, purpose="read it")
        if read.ok and identity(read.object.get("id")) == shown["id"]:
            self._shown[name] = read.object
        return answer, read

    def _call(self, step: Step, actor: str, send: dict[str, str], headers: dict[str, str]) -> Answer:
        path = f"/meetings/{self._fill(step.to, {})}"
        if step.do == "delete":
            query = {**send, "sendEmail": "false"}
            answer = self._rest.send("DELETE", path, actor=actor, purpose=f"delete as {actor}", params=query)
            if answer.ok:
                self._made.pop(path.rpartition("/")[2], None)
            return answer
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            raise NotExercised("the target tells an address that no header can carry")
        return self._rest.send(
            "GET", path, actor=actor, purpose=f"read as {actor}", params=send or None, headers=headers or None
        )

    # Who, what and where

    def _actor(self, role: str, *, reads: bool = True) -> str:
        actors, need = self._profile.actors, _NEEDS["admin" if role == "admin" else "user", reads]
        if role == "admin":
            names = [name for name, actor in actors.items() if actor.role == "admin"]
        else:
            names = [self._tokens.owner(other=role == "other")]
        for name in names:
            if need in actors[name].scopes or not actors[name].scopes:
                return name
        if names:
            raise NotExercised(f"the token of {names[0]} lacks the scope {need}")
        raise NotExercised("the profile names no actor with the role admin")

    @staticmethod
    def _name(step: Step) -> str:
        return step.to.strip("{}")

    @property
    def _start(self) -> datetime:
        """When all meetings start: a noon that is far enough ahead to stay there."""
        if self._noon is None:
            noon = self._present.now().replace(hour=12, minute=0, second=0, microsecond=0)
            self._noon = noon + timedelta(days=3)
        return self._noon

    def _fill(self, value: Any, fills: Mapping[str, str]) -> Any:
        if isinstance(value, str):
            return _PLACE.sub(lambda hit: fills.get(hit[1]) or self._place(hit[1]), value)
        if isinstance(value, Mapping):
            return {name: self._fill(one, fills) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._fill(one, fills) for one in value]
        return value

    def _place(self, name: str) -> str:
        if name in ("host", "admin", "other"):
            return self._tokens.email(self._actor(name))
        if name in _CAST:
            return str(self._meeting(name)["id"])
        if name.startswith("site."):
            return self._site(name.removeprefix("site."))
        if name == "hostUserId":
            shown = self._meeting("hosted").get("hostUserId")
            if not isinstance(shown, str) or not shown:
                raise NotExercised("the target does not tell the id of a host")
            return shown
        if name == "nowhere":
            return _NOWHERE
        if name == "made" and self._newest:
            return self._newest
        raise ContractError(f"A story of the contract names {{{name}}}, which nothing can stand for.")

    def _meeting(self, name: str) -> dict[str, Any]:
        if name in self._refused:
            raise self._refused[name]
        if name not in self._shown:
            owner, more = _CAST[name]
            try:
                self._shown[name] = self._draft(self._actor(owner, reads=False), self._fill(more, {}))
            except Outcome as outcome:
                # Failed creations count towards the vendor's quota; the next one would fail alike.
                self._refused[name] = outcome
                raise
        return self._shown[name]

    def _draft(self, actor: str, more: dict[str, Any]) -> dict[str, Any]:
        site = self._profile.traits.site_url
        if site:
            more = {"siteUrl": site, **more}
        answer = self._post(actor, more, f"create a meeting of {actor}")
        made = identity(answer.object.get("id"))
        if not answer.ok or made is None:
            raise unreached(f"creating a meeting of {actor}", answer)
        self._made[made] = [actor]
        return {**answer.object, "id": made}

    def _check_allowed(self) -> None:
        if "api" not in self._profile.staging and self._present.control is None:
            raise NotExercised("the profile lets nothing be created (abilities.staging)")

    def _site(self, which: str) -> str:
        traits = self._profile.traits
        if which == "unmanaged":
            if traits.unmanaged_site is None:
                raise NotExercised("the profile gives no traits.unmanaged_site")
            return traits.unmanaged_site
        if self._sites is None:
            self._sites = self._read_sites()
        wanted = [
            site
            for site, default in self._sites
            if default is (which == "default") and site != traits.unmanaged_site
        ]
        if not wanted:
            raise NotExercised(f"the list of the host's sites names no {which} one")
        if traits.site_url and (which == "other" or wanted[0] != traits.site_url):
            raise NotExercised("the profile lets meetings be created on one site alone (traits.site_url)")
        return wanted[0]

    def _read_sites(self) -> list[tuple[str, bool]]:
        answer = self._rest.send("GET", "/meetingPreferences/sites", actor="host", purpose="list the sites")
        sites = answer.object.get("sites")
        if not answer.ok or not isinstance(sites, list):
            raise unreached("listing the host's sites", answer)
        return [
            (one["siteUrl"], one.get("default") is True)
            for one in sites
            if isinstance(one, dict) and isinstance(one.get("siteUrl"), str) and one["siteUrl"]
        ]
