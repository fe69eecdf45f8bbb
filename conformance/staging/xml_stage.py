"""The stage of the XML API: makes the site what a story needs, and plays each story once in each edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from conformance.checks import NotApplicable, NotExercised, Outcome, XmlScene, XmlTale
from conformance.clients import (
    Credential,
    CredentialKind,
    RestClient,
    SecurityContext,
    XmlAnswer,
    XmlClient,
)
from conformance.contract import Rule, XmlStory
from conformance.errors import ContractError, TargetTrouble
from conformance.staging.present import Present
from conformance.staging.tales import ending
from conformance.staging.xml_ground import XmlGround
from conformance.staging.xml_places import XmlPlaces
from conformance.staging.xml_props import XmlProps, missed
from conformance.staging.xml_telling import XmlMeans, XmlTelling
from conformance.targets import Ledger, Profile

__all__ = ["XmlStage"]

_AHEAD = timedelta(days=1)
_STILL_AHEAD = timedelta(hours=6)
_NOT_SIGNED_IN = frozenset({"030001", "030002", "030047", "200006", "000035"})
_PROVISIONING = "webexsquare:admin"


class XmlStage:
    """Plays stories of the XML API.

    Args:
        xml: the XML client.
        rest: the REST client, for stories of both doors.
        present: what time it is on the target, and its control API, if it has one.
        profile: who signs in how, and what the site is.
        marker: part of the name of everything that is made.
        editions: those that are judged.
        learn: told each secret that is made up or handed out, so that it stays out of the evidence.
    """

    def __init__(
        self,
        xml: XmlClient,
        rest: RestClient,
        present: Present,
        profile: Profile,
        ledger: Ledger,
        marker: str,
        editions: Sequence[str],
        *,
        learn: Callable[[str], None],
    ) -> None:
        assert profile.xml is not None, "who stages the XML API has one"  # noqa: S101 - by the plugin
        self._xml = xml
        self._rest = rest
        self._present = present
        self._profile = profile
        self._door = profile.xml
        self._marker = marker
        self._editions = editions
        self._learn = learn
        self.ground = XmlGround(xml, present.control, profile, self._name_actors)
        self.props = XmlProps(
            xml=xml,
            rest=rest,
            ground=self.ground,
            ledger=ledger,
            marker=marker,
            start=self._start,
            learn=learn,
            users=present.control is not None or self._door.users,
        )
        self._means = XmlMeans(
            xml=xml,
            rest=rest,
            ground=self.ground,
            present=present,
            ledger=ledger,
            renamed=self.props.renamed,
        )
        self._starts: datetime | None = None
        self._tales: dict[str, tuple[tuple[XmlScene, ...], Outcome | None]] = {}
        self._made: dict[str, dict[str, str]] = {}
        self._signed_in: dict[str, Outcome | None] = {}
        self._retired: Outcome | bool | None = None

    def tales(self, rule: Rule) -> list[XmlTale]:
        """Play a rule's story in each edition that is judged and that it holds in.

        Raises:
            ContractError: the rule is not told as a story.
        """
        story = rule.xml
        if story is None:
            raise ContractError(f"{rule.address} is no story of the XML API.")
        found: list[XmlTale] = []
        for edition in self._editions:
            if edition not in rule.editions:
                why = NotApplicable(f"the rule does not hold in {edition}")
                found.append(XmlTale(scenes=(), ended=why, edition=edition))
                continue
            scenes, ended = self._told(story, edition)
            found.append(XmlTale(scenes=scenes, ended=ended, edition=edition))
        return found

    def ready(self, edition: str, actor: str, *, schedules: bool) -> None:
        """Make the site one of an edition, and make sure that it answers somebody.

        Args:
            edition: the one that is judged.
            actor: who is going to ask.
            schedules: whether he is going to ask about meetings.

        Raises:
            Outcome: it does not.
            TargetTrouble: no whole answer came.
        """
        self.ground.become(edition)
        self._check_login(actor)
        if schedules:
            self._check_retired()

    def release(self) -> None:
        """Delete what was made, and give the site its own edition again."""
        with suppress(TargetTrouble):
            self.props.clear()
            self.ground.release()
        self._present.release()

    def _told(self, story: XmlStory, edition: str) -> tuple[tuple[XmlScene, ...], Outcome | None]:
        """Play a story; those that do the same are played once, and so is one whose site stays what it is."""
        key = f"{edition if self.ground.control else ''} {_signature(story)}"
        if key not in self._tales or story.fresh:
            scenes: list[XmlScene] = []
            ended: Outcome | None = None
            try:
                self._play(story, edition, scenes)
            except Outcome as outcome:
                ended = outcome
            except TargetTrouble as trouble:
                ended = ending(trouble)
            self._tales[key] = tuple(scenes), ended
        return self._tales[key]

    def _play(self, story: XmlStory, edition: str, scenes: list[XmlScene]) -> None:
        self.ground.become(edition)
        for actor in dict.fromkeys(step.actor for step in story.steps if step.operation):
            self._check_login(actor)
        if story.schedules:
            self._check_retired()
        names = self._names()
        for need in story.needs:
            names |= self.props.get(need, fresh=story.fresh)
        places = XmlPlaces(self._start(), names)
        self._name_callers(places)
        with self.ground.having(places.fill(story.site)):
            self._name_callers(places)
            telling = XmlTelling(
                story,
                places,
                self._means,
                user=lambda: self._user(places),
                made=self._made,
            )
            before = dict(self.ground.traits)
            try:
                telling.play()
            finally:
                scenes += telling.scenes
                self._restore(story, before)

    def _restore(self, story: XmlStory, before: dict[str, object]) -> None:
        """Give the site back what steps of a story have changed."""
        changed = [name for step in story.steps if step.do == "site" for name in step.send or {}]
        if changed and self.ground.control is not None:
            with suppress(TargetTrouble, NotExercised):
                self.ground.change({name: before.get(name) for name in changed})

    def _start(self) -> datetime:
        """When meetings are scheduled: a full hour tomorrow, the same for all stories of an hour or two."""
        now = self._present.now()
        if self._starts is None or self._starts < now + _STILL_AHEAD:
            self._starts = (now + _AHEAD).replace(minute=0, second=0, microsecond=0)
        return self._starts

    def _names(self) -> dict[str, str]:
        return {
            "marker": self._marker,
            "new": self.props.login(),
            "new2": self.props.login(),
            "secret": self.props.password(),
        }

    def _name_callers(self, places: XmlPlaces) -> None:
        """Let places name the profile's people as the site, as it is now, calls them."""
        for actor, login in self._door.logins.items():
            proof = self._xml.caller(actor).credential
            places.names[actor] = self._named(login.webex_id, login.email)
            places.names[f"{actor}.email"] = login.email
            if proof is not None and proof.kind is CredentialKind.PASSWORD:
                places.names[f"{actor}.password"] = proof.value
            if self._rest.knows(actor):
                places.names[f"{actor}.token"] = self._rest.token(actor)
        admin = self._door.logins.get("admin")
        if self._present.control is not None and admin is not None:
            places.names["admin.provisioning"] = self._provisioning(admin.email)

    def _provisioning(self, email: str) -> str:
        """A token of the administrator that is good for managing users, made once."""
        known = self._made.setdefault("token of the administrator", {})
        control = self._present.control
        if "token" not in known and control is not None:
            answer = control.mint_token(email, [_PROVISIONING])
            token = answer.object.get("accessToken")
            known["token"] = token if answer.ok and isinstance(token, str) else ""
            if known["token"]:
                self._learn(known["token"])
        return known.get("token", "")

    def _named(self, webex_id: str, email: str) -> str:
        return email if self.ground.kind == "ci" else webex_id

    def _name_actors(self) -> None:
        """Let the profile's people sign in by the name that the site, as it is now, knows them by."""
        for actor, login in self._door.logins.items():
            named = self._named(login.webex_id, login.email)
            self._xml.introduce(actor, replace(self._xml.caller(actor), webex_id=named))

    def _user(self, places: XmlPlaces) -> SecurityContext | None:
        """Who the user is whom the stage made for a story, on the site as it is now."""
        if "user" not in places.names:
            return None
        email, password = places.names["user.email"], places.names["user.password"]
        return SecurityContext(
            site_name=None if self._door.site_id else self._door.site,
            site_id=self._door.site_id,
            webex_id=self._named(places.names["user"], email),
            credential=Credential(CredentialKind.PASSWORD, password),
        )

    def _check_login(self, actor: str) -> None:
        """Make sure that an actor of the profile can sign in at all: otherwise nothing is judged by him.

        Raises:
            Outcome: he cannot.
        """
        if actor not in self._door.logins:
            return
        if actor not in self._signed_in:
            login = self._door.logins[actor]
            name = self._named(login.webex_id, login.email)
            answer = self._xml.send(
                "user.GetUser", {"webExId": name}, actor=actor, purpose="whether the login works"
            )
            self._signed_in[actor] = self._refused_login(actor, answer)
        why = self._signed_in[actor]
        if why is not None:
            raise why

    def _refused_login(self, actor: str, answer: XmlAnswer) -> Outcome | None:
        if answer.flaw is not None:
            return missed("looking who signs in", answer)
        if answer.refused and answer.exception_id in _NOT_SIGNED_IN:
            return NotExercised(
                f"actor {actor} cannot sign in to the XML API: {answer.sentence()}", [answer.exchange]
            )
        return None

    def _check_retired(self) -> None:
        """Make sure that the site answers calls about meetings.

        Raises:
            Outcome: it does not any more.
        """
        if self._retired is None:
            self._retired = self._find_retired() or False
        if isinstance(self._retired, Outcome):
            raise self._retired

    def _find_retired(self) -> Outcome | None:
        if self._door.retired is not None:
            return (
                NotExercised("retired: meetings have no XML API here (xml.meetings of the profile)")
                if (self._door.retired)
                else None
            )
        answer = self._xml.send(
            "meeting.LstsummaryMeeting",
            {"listControl": {"startFrom": 1, "maximumNum": 1}},
            actor="host",
            purpose="whether meetings have an XML API",
        )
        if answer.ok or answer.empty_list or not answer.refused:
            return None
        said = answer.sentence()
        return NotExercised(f"retired: the site answers calls about meetings {said}", [answer.exchange])


def _signature(story: XmlStory) -> str:
    """What is done in a story and which of it is looked at, whatever is expected there."""
    last = len(story.steps) - 1
    looked = [
        step.judged or (number == last and bool(story.added or story.fits))
        for number, step in enumerate(story.steps)
    ]
    done = [replace(step, expect=(), readings={}) for step in story.steps]
    return f"{story.needs} {story.site} {done} {looked}"
