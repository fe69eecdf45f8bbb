"""Random recurring series on the target, and moves of their meetings to the borders of their intervals."""

from __future__ import annotations

from datetime import datetime
from random import Random

from conformance.checks import Attempt, NotExercised
from conformance.clients import RestClient
from conformance.contract import Rule
from conformance.errors import ContractError, TargetTrouble
from conformance.generators import Probe, Series, probes, sample, span
from conformance.moments import moment_of, reckonable
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.players import by_start, unreached
from conformance.staging.present import Present
from conformance.staging.tales import ending
from conformance.targets import Profile

__all__ = ["ChanceStage"]

_SERIES = 2
_MIDDLE = 2
_OTHERS = 4


class ChanceStage:
    """Creates random series and moves their meetings, the same ones for the same seed.

    Args:
        rest: the REST client; the actor is the host.
        present: what time it is on the target.
        profile: on which site to create, and whether that is allowed.
        marker: part of the title of everything that is created.
        seed: of the run.
    """

    def __init__(self, rest: RestClient, present: Present, profile: Profile, marker: str, seed: int) -> None:
        self._rest = rest
        self._present = present
        self._profile = profile
        self._marker = marker
        self._seed = seed

    def attempts(self, rule: Rule) -> list[Attempt]:
        """Move meetings of a few random series, by PATCH and by PUT in turn, and read each afterwards.

        What was moved is moved back before the next move, so that each starts from the series as created.

        Raises:
            NotExercised: a series could not be created.
            Indeterminate: the target gave no usable answer.
            ContractError: the rule is not about random series.
        """
        frequency = rule.chance
        if frequency is None:
            raise ContractError(f"{rule.address} is not about random series.")
        if "api" not in self._profile.staging and self._present.control is None:
            raise NotExercised("the profile lets nothing be created (abilities.staging)")
        try:
            series = sample(frequency, self._present.now(), self._seed, _SERIES)
            return [attempt for one in series for attempt in self._try(one)]
        except TargetTrouble as trouble:
            raise ending(trouble) from None

    def release(self) -> None:
        """Let the clock go."""
        self._present.release()

    def _try(self, series: Series) -> list[Attempt]:
        body = {"title": f"{self._marker} random {series.frequency}", **series.schedule, "sendEmail": False}
        if self._profile.traits.site_url:
            body["siteUrl"] = self._profile.traits.site_url
        created = self._rest.create_meeting(body, actor="host", purpose=f"create: {series}")
        parent = identity(created.object.get("id"))
        if not created.ok or parent is None:
            raise unreached(f"creating a random series ({series})", created)
        listed = self._rest.list_meetings(
            actor="host",
            purpose="list its scheduled meetings",
            meetingSeriesId=parent,
            meetingType="scheduledMeeting",
            **{"from": stamp(series.start), "to": stamp(series.until), "max": "100"},
        )
        found = {
            number: (name, start)
            for number, item in enumerate(by_start(listed.items), 1)
            if (name := identity(item.get("id")))
            and (start := moment_of(item.get("start")))
            and reckonable(start)
        }
        if len(found) != series.count:
            raise unreached(
                f"listing the {series.count} scheduled meetings of a random series ({series})", listed
            )
        starts = [start for _, start in found.values()]
        everything = probes(starts, series.zone, self._present.now(), frequency=series.frequency)
        attempts = []
        for turn, probe in enumerate(_some(everything, Random(self._seed))):  # noqa: S311 - no secret
            meeting, own = found[probe.of]
            attempts.append(self._move(series, probe, meeting, own, "PUT" if turn % 2 else "PATCH"))
            if attempts[-1].after != own:
                back = span(own, series.length, series.zone)
                self._rest.send(
                    "PATCH",
                    f"/meetings/{meeting}",
                    actor="host",
                    purpose="move it back",
                    json={**back, "sendEmail": False},
                )
        return attempts

    def _move(self, series: Series, probe: Probe, meeting: str, own: datetime, method: str) -> Attempt:
        body = {"title": f"{self._marker} random", **probe.schedule(series.length), "sendEmail": False}
        answer = self._rest.send(
            method, f"/meetings/{meeting}", actor="host", purpose="move a scheduled meeting", json=body
        )
        after = self._rest.get_meeting(meeting, actor="host", purpose="read it afterwards")
        return Attempt(
            method=method,
            status=answer.status,
            said=answer.sentence(),
            wanted=probe.start,
            before=own,
            after=moment_of(after.object.get("start")) if after.ok else None,
            exchanges=(answer.exchange, after.exchange),
            accepted=probe.accepted,
            reason=f"{probe.reason} ({series})",
        )


def _some(everything: tuple[Probe, ...], draw: Random) -> list[Probe]:
    """Every move of the second meeting, which has an interval with two borders, and a few of the others."""
    others = [probe for probe in everything if probe.of != _MIDDLE]
    drawn = draw.sample(others, min(len(others), _OTHERS))
    return [probe for probe in everything if probe.of == _MIDDLE or probe in drawn]
