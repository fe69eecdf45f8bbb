"""Everything that a process of a run needs to talk to the target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx

from conformance.checks import Situation
from conformance.clients import ControlClient, RestClient, SecurityContext, XmlClient
from conformance.contract import Contract, Rule, Subject
from conformance.contract.xml_story import about_meetings
from conformance.errors import TargetTrouble, UsageError
from conformance.evidence import JOURNAL_NAME, Journal, Redactor
from conformance.generators.effort import EFFORTS, Effort
from conformance.plugin import xml_door
from conformance.staging import (
    AccessStage,
    ActingStage,
    ChanceStage,
    ErrorStage,
    GeneratedStage,
    ListStage,
    MoveStage,
    PreferenceStage,
    Preflight,
    Present,
    SampleStage,
    Stage,
    StoryStage,
    WalkStage,
    XmlStage,
)
from conformance.targets import LEDGER_NAME, Ledger, Profile, credential, load_profile, read_ledger

__all__ = ["Site", "profile_for", "tokens_of"]


def profile_for(target: str, contract: Contract) -> Profile:
    """The profile of a target that is no embedded emulator.

    Raises:
        ProfileError: it cannot be used.
    """
    return load_profile(Path(target), contract)


def tokens_of(profile: Profile) -> dict[str, str]:
    """The credentials that a run needs, by actor.

    Raises:
        CredentialError: one of them cannot be had.
    """
    return {name: credential(actor) for name, actor in profile.actors.items()}


class Site:
    """A target, with clients, journal, ledger and stage around it.

    Args:
        profile: the target's.
        tokens: credentials by actor.
        callers: who the actors are to the XML API; none where the profile names no such API.
        out: the run's folder.
        marker: the run's.
        worker: name of this process when several share the run.
        embedded: whether the target ends with the run.
        direct: an emulator of this process, to which requests are handed without HTTP, and of whose
            exchanges the journal keeps none: for the proof.
        effort: how much is drawn by chance.
        progress: told in a few words what is going on.
    """

    def __init__(  # noqa: PLR0913 - facts of a run that have nothing else in common
        self,
        profile: Profile,
        tokens: dict[str, str],
        out: Path,
        marker: str,
        *,
        worker: str = "",
        embedded: bool = False,
        callers: Mapping[str, SecurityContext] | None = None,
        direct: httpx.BaseTransport | None = None,
        effort: Effort = EFFORTS["default"],
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.profile = profile
        self.effort = effort
        self._marker = marker
        self._bare = direct is not None
        self._distrusted: dict[str, str] | None = None
        callers = callers or {}
        secrets = [*tokens.values(), *(one for caller in callers.values() for one in caller.secrets())]
        self.redactor = Redactor(secrets, marker=marker)
        self.journal = Journal(out / JOURNAL_NAME, self.redactor, worker=worker, exchanges=direct is None)
        self.ledger = Ledger(
            out / LEDGER_NAME, name=profile.name, rest=profile.rest, actor="host", embedded=embedded
        )
        self._channel = xml_door.channel_for(profile, self.ledger, marker, self.journal, direct)
        self.xml: XmlClient | None = None
        self._xml_stage: XmlStage | None = None
        if profile.xml is not None:
            self.xml = xml_door.client_for(profile.xml, self._channel, callers)
        self.rest = RestClient(profile.rest, self._channel, tokens)
        self.control = ControlClient(profile.control, self._channel, marker) if profile.control else None
        self.present = Present(self.control if "control" in profile.staging else None)
        self._stage = Stage(self.rest, self.present, profile, self.journal, marker, progress)

    def spent(self) -> tuple[int, int]:
        """The requests that this process has sent so far, and those that the profile allows."""
        return self._channel.counts.requests, self.profile.limits.max_requests

    def switch_faults(self, faults: Iterable[str]) -> None:
        """Switch faults of the target's emulator on.

        Raises:
            UsageError: the target has no control API, or refuses.
        """
        if self.control is None:
            raise UsageError("Faults need a target with the control API.", hint="Set addresses.control.")
        try:
            answer = self.control.switch_faults(list(faults))
        except TargetTrouble as trouble:
            raise UsageError(
                f"Faults could not be switched on: {self.redactor.text(trouble.message)}"
            ) from None
        if not answer.ok:
            said = self.redactor.text(answer.sentence())
            raise UsageError(f"The emulator refused the faults: {said}.")

    def bring_about(self, wanted: Iterable[str]) -> dict[str, Situation]:
        """Stage situations; see `Stage.bring_about`."""
        return self._stage.bring_about(wanted)

    def moves(self, examples: Iterable[Rule]) -> MoveStage:
        """The stage on which these worked examples are tried."""
        return MoveStage(self.rest, self.present, self.profile, self._marker, examples)

    def stories(self, cast: Mapping[str, Subject]) -> StoryStage:
        """The stage on which stories are played."""
        passes = self.ledger.passes
        return StoryStage(
            self.rest, self.present, self.profile, self._marker, cast, learn=self._learn, passes=passes
        )

    def chances(self, seed: int) -> ChanceStage:
        """The stage on which random series are tried."""
        return ChanceStage(self.rest, self.present, self.profile, self._marker, seed)

    def accesses(self, rules: Iterable[Rule], whole: Contract) -> AccessStage:
        """The stage on which operations are tried with one scope or another.

        Args:
            rules: those that are going to be judged there; their tokens are compared with the profile first.
            whole: the contract.
        """
        stage = AccessStage(
            self.rest, self.present, self.profile, self.ledger, self._marker, learn=self._learn
        )
        for actor, why in self.compare_tokens(rules, whole).items():
            stage.tokens.distrust(actor, why)
        return stage

    def compare_tokens(self, rules: Iterable[Rule], whole: Contract) -> dict[str, str]:
        """What is wrong with the profile's own tokens, by actor; asked of the target once, and noted.

        Nothing is asked where the control API makes the tokens.
        """
        if self._distrusted is None:
            self._distrusted = {}
            asked = [rule.access for rule in rules if rule.access]
            if self.present.control is None and asked:
                accesses = [rule.access for rule in whole.rules.values() if rule.access]
                self._distrusted = Preflight(self.rest, self.profile, accesses).differences(asked)
            for why in self._distrusted.values():
                text = f"{why}; rules that need it are not judged."
                self.journal.append({"kind": "note", "level": "warning", "text": text})
        return self._distrusted

    def errors(self) -> ErrorStage:
        """The stage on which wrong requests are made."""
        return ErrorStage(self.rest, self.present.control, self.profile, self._marker, self._warn)

    def lists(self) -> ListStage:
        """The stage on which lists are read in several ways."""
        return ListStage(
            self.rest,
            self.present,
            self.profile,
            self.ledger,
            self._marker,
            learn=self._learn,
            tell=self._warn,
        )

    def walks(self, seed: int) -> WalkStage:
        """The stage on which random walks are played."""
        # The proof asks for verdicts alone, whichever walk shows them.
        more = {"replays": 0} if self._bare else {}
        return WalkStage(self.rest, self.present, self.profile, self._marker, seed, self.effort, **more)

    def samples(self, contract: Contract, seed: int, replay: Mapping[str, Mapping[str, Any]]) -> SampleStage:
        """The stage on which generated requests are sent.

        Args:
            contract: whose documents they are drawn from.
            seed: of the run.
            replay: by address, the one request that is sent in place of all.
        """
        return SampleStage(
            self.rest,
            self.present,
            self.profile,
            self.ledger,
            self._marker,
            contract=contract,
            effort=self.effort,
            seed=seed,
            replay=replay,
            learn=self._learn,
            warn=self._warn,
        )

    def acting(self) -> ActingStage:
        """The stage on which people act for others."""
        return ActingStage(self.rest, self.present, self.profile, self._marker, learn=self._learn)

    def preferences(self) -> PreferenceStage:
        """The stage on which somebody's preferences are changed and put back."""
        return PreferenceStage(self.rest, self.present, self.profile, self.ledger, self._marker, self._warn)

    @property
    def _service(self) -> XmlClient:
        """The client of the XML API."""
        assert self.xml is not None, "its rules apply where there is one"  # noqa: S101 - by the harness
        return self.xml

    def generated(self, edition: str, seed: int, contract: Contract) -> GeneratedStage:
        """The stage on which random requests of the XML API are sent.

        Args:
            edition: the one that is judged; of all it is the newest.
            seed: of the run.
            contract: whose schemas the requests are drawn from.
        """
        stage, newest = self.xml_stage(edition), xml_door.judged(edition)[-1]
        return GeneratedStage(
            self._service,
            contract.xml_schemas,
            newest,
            seed,
            lambda wanted: stage.ready(newest, wanted.actor, schedules=about_meetings(wanted.operation)),
        )

    def xml_stage(self, edition: str) -> XmlStage:
        """The stage on which stories of the XML API are played: one for the run.

        Args:
            edition: the one that is judged, or the word for all.
        """
        if self._xml_stage is None:
            self._xml_stage = self._make_xml_stage(edition)
        return self._xml_stage

    def _make_xml_stage(self, edition: str) -> XmlStage:
        editions = xml_door.judged(edition)
        return XmlStage(
            self._service,
            self.rest,
            self.present,
            self.profile,
            self.ledger,
            self._marker,
            editions,
            learn=self._learn,
        )

    def _warn(self, text: str) -> None:
        self.journal.append({"kind": "note", "level": "warning", "text": text})

    def _learn(self, secret: str) -> None:
        self.redactor.learn(secret, "credential", everywhere=True)

    def clear(self) -> None:
        """Delete what was created, as far as the target lets us; the ledger knows the rest."""
        left = self._stage.clear()
        # An interruption may have come between a creation's answer and its place in the staging.
        for meeting in read_ledger(self.ledger.path).standing:
            if self.ledger.owns(meeting) and not left and not meeting.startswith("xml."):
                left += self._delete(meeting)
        for meeting in read_ledger(self.ledger.path).standing:
            if self.ledger.owns(meeting) and not left:
                left.append(f"{_named(meeting)} could not be deleted; `cleanup` tries again.")
        for why in left:
            self.journal.append({"kind": "note", "level": "warning", "text": why})

    def _delete(self, meeting: str) -> list[str]:
        """Delete a meeting as the host, or else as who created it; returns why it could not be."""
        left: list[str] = []
        for actor in dict.fromkeys(("host", self.ledger.creator(meeting))):
            if self.rest.knows(actor) and not self.ledger.gone(meeting):
                left = self._stage.delete(meeting, "created", actor)
        return left

    def close(self) -> None:
        """Close connections and files."""
        self._channel.close()
        self.ledger.close()
        self.journal.close()


def _named(object_id: str) -> str:
    """What the ledger calls so, as the beginning of a sentence."""
    door, _, rest = object_id.partition(".")
    kind, _, key = rest.partition(".")
    return f"The {kind} {key} of the XML API" if door == "xml" and key else f"The meeting {object_id}"
