"""The stage of lists: what it makes, how it reads, and what it makes of targets that change."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from conformance.checks import Failure, Indeterminate, Listed, Must, NotExercised, Outcome
from conformance.contract import load
from conformance.emulator import Emulator, RunningEmulator, serve
from conformance.errors import ContractError, Unreachable
from conformance.plugin import embedded
from conformance.plugin.site import Site, tokens_of
from conformance.staging import ListStage
from conformance.targets import read_ledger
from tests.foreign import dump, populate
from tests.sites import Answered, Change, act, changed, judge, of_emulator

CONTRACT = load()
MUST = Must(CONTRACT)
RULES = [rule for rule in CONTRACT.rules.values() if rule.listing is not None]


class Desk:
    """A stage in front of an emulator."""

    def __init__(self, running: RunningEmulator, folder: Path, *, control: bool = True) -> None:
        self._folder = folder
        real = embedded.profile(running.base_url, running.control_url)
        self.profile = real if control else embedded.rehearsal(running, None)
        self.site = Site(self.profile, tokens_of(self.profile), folder, "wxc-lists")
        self.stage: ListStage = self.site.lists()

    def read(self, name: str) -> Listed:
        """The readings for a rule."""
        return self.stage.listed(CONTRACT.rules[f"rest.lists.{name}"])

    def judged(self, name: str) -> None:
        """Judge a rule."""
        MUST.hold_together(CONTRACT.rules[f"rest.lists.{name}"], self.read(name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.site.close()

    def lines(self) -> list[dict[str, Any]]:
        """The journal so far."""
        return [
            json.loads(line)
            for line in self._folder.joinpath("journal.jsonl").read_text("utf-8").splitlines()
        ]

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self.site._channel.counts.requests


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a run keeps its journal."""
    return tmp_path


@pytest.fixture
def town(folder: Path) -> Iterator[Desk]:
    """A stage in front of the usual emulator."""
    with serve(Emulator()) as running, Desk(running, folder) as desk:
        yield desk


@pytest.fixture
def alone(folder: Path) -> Iterator[Desk]:
    """A stage in front of an emulator without the control API."""
    with serve(Emulator()) as running, Desk(running, folder, control=False) as desk:
        yield desk


def shown(listed: Listed) -> int:
    """How many items the whole list has."""
    return len(listed.whole.items)


def test_every_list_shows_enough_to_tell(town: Desk) -> None:
    """There are pages to turn, values to filter by and moments to part, and few requests are needed."""
    for rule in RULES:
        listing, before = rule.listing, town.requests
        assert listing is not None
        listed = town.read(rule.address.removeprefix("rest.lists."))
        assert shown(listed) >= 3, rule.address
        match listing.relation:
            case "pages" | "max":
                assert listed.paged is not None
                assert len(listed.paged.pages) >= 2, rule.address
            case "filters":
                telling = [one for one in listed.filtered if 0 < len(one.whole.items) < shown(listed)]
                assert telling, rule.address
            case "window":
                assert all(half.items for half in listed.halves), rule.address
        if before > 100:  # after everything was made
            assert town.requests - before <= 25, rule.address
    assert town.requests < 300


def test_what_was_made_is_taken_away(town: Desk, folder: Path) -> None:
    """Meetings go with the run, and what meetings left behind before them."""
    town.judged("list-recordings.pages")
    town.judged("list-meeting-registrants.pages")
    town.stage.release()
    town.site.clear()

    assert [] == [one for one in read_ledger(folder / "ledger.jsonl").standing if "-" not in one]
    assert [] == town.site.rest.list_meetings(actor="host", purpose="look").items


def test_a_list_is_read_once_for_all_its_rules(town: Desk) -> None:
    """The page size of one rule is that of the other."""
    town.judged("list-meetings.pages")
    before = town.requests

    town.judged("list-meetings.max")

    assert before == town.requests


def test_without_the_control_api_what_can_be_made_is_read(alone: Desk) -> None:
    """Plans, people and templates; for the rest it is said what was missing."""
    missing: list[str] = []
    for rule in RULES:
        try:
            MUST.hold_together(rule, alone.stage.listed(rule))
        except NotExercised as outcome:
            missing.append(outcome.reason)

    why = r"it takes 3; documented calls|no meeting that has ended|offers no control API|different times"
    assert [] == [reason for reason in missing if not re.search(why, reason)]
    assert len(RULES) - len(missing) >= 15


def test_nothing_is_made_where_nothing_may_be(folder: Path) -> None:
    """The list is read all the same, and says what was missing."""
    with serve(Emulator()) as running:
        path = of_emulator(folder, running, control=False)
        path.write_text(
            path.read_text("utf-8").replace(
                "[addresses]", '[abilities]\nstaging = ["discover"]\n[addresses]'
            ),
            "utf-8",
        )
        names = ("list-meetings", "list-meeting-registrants", "list-recordings")
        ended = judge("--target", path, *(f"rest.lists.{name}" for name in names), cwd=folder)
        assert {} == running.emulator.world.series

    assert {"not-exercised"} == set(ended.verdicts.values())
    assert "lets nothing be created" in "".join(line["reason"] for line in ended.of("verdict"))


def test_what_may_not_be_looked_for_is_not_read(folder: Path) -> None:
    """A profile that lets nothing be found keeps its recordings and transcripts to itself."""
    with serve(Emulator()) as running:
        path = of_emulator(folder, running, control=False)
        path.write_text(
            path.read_text("utf-8").replace("[addresses]", '[abilities]\nstaging = ["api"]\n[addresses]'),
            "utf-8",
        )
        ended = judge("--target", path, "rest.lists.list-recordings", cwd=folder)

    assert {"not-exercised"} == set(ended.verdicts.values())
    assert {"the profile lets nothing be looked for (abilities.staging)"} == {
        line["reason"] for line in ended.of("verdict")
    }
    assert not [line for line in ended.of("exchange") if "/recordings" in line["request"]["url"]]


def test_a_site_without_webinars_and_tags_is_read_as_it_is(folder: Path) -> None:
    """What a site refuses is left out; plain meetings stand in for webinars where they can."""

    def refuse(method: str, path: str, _query: dict[str, str], body: Any) -> Any:
        odd = method == "POST" and path.endswith("/meetings") and body
        if odd and (body.get("scheduledType") == "webinar" or "integrationTags" in body):
            return Answered(400, {"message": "Not on this site."})
        return None

    with changed(before=refuse) as running, Desk(running, folder) as desk:
        for name in ("list-meetings", "list-meeting-registrants", "list-meeting-participants"):
            for relation in ("pages", "max", "window"):
                desk.judged(f"{name}.{relation}")
        desk.judged("list-meetings.filters")
        with pytest.raises(NotExercised, match="no item of the list shows panelist"):
            desk.read("list-meeting-invitees.filters")
        with pytest.raises(NotExercised, match="does not tell of any webinar"):
            desk.read("list-meeting-survey-results.pages")


def only(path: str, change: Change) -> Change:
    """A change of one path."""
    return lambda method, where, query, body: (
        change(method, where, query, body) if where.endswith(path) else None
    )


@pytest.mark.parametrize("always", [False, True])
def test_a_list_that_somebody_changes_is_read_again(folder: Path, always: bool) -> None:
    """Once is no matter; a list that never is the same decides nothing."""
    readings = 0

    def grow(method: str, _path: str, query: dict[str, str], body: Any) -> Any:
        nonlocal readings
        readings += method == "GET"
        if method == "GET" and query["max"] == "100" and (always or readings == 1):
            body["items"].append({"id": f"new{readings}"})
        return body

    with changed(after=only("/registrants", grow)) as running, Desk(running, folder) as desk:
        if always:
            with pytest.raises(Indeterminate, match="changed while it was read"):
                desk.judged("list-meeting-registrants.pages")
        else:
            desk.judged("list-meeting-registrants.pages")


def test_a_list_that_contradicts_itself_again_fails(folder: Path) -> None:
    """It is read once more as a whole before anybody is blamed."""
    with serve(Emulator()) as running:
        act(running, "/faults", active=["list-slips:list-meeting-registrants.late"])
        with Desk(running, folder) as desk:
            with pytest.raises(Failure, match="items are on none of"):
                desk.judged("list-meeting-registrants.pages")
            desk.judged("list-meeting-registrants.max")


def test_another_token_of_the_level_is_tried_where_one_opens_nothing(town: Desk) -> None:
    """The first that opens the list is the one; where none does, the rule is not exercised."""
    actors = town.profile.actors
    admin = actors.pop("admin")
    actors["weak"] = replace(admin, name="weak")
    town.site.rest.introduce("weak", town.site.rest.token("other"))
    with pytest.raises(NotExercised, match="was answered 403"):
        town.read("list-meeting-usage-reports.pages")

    actors["admin"] = admin

    town.judged("list-meeting-usage-reports.pages")


def test_the_host_s_lists_are_read_by_nobody_else(folder: Path) -> None:
    """Somebody else's token would show other things, or nothing."""
    with (
        changed(before=only("/recordings", lambda *_: Answered(403, {"message": "No."}))) as running,
        Desk(running, folder) as desk,
    ):
        before = desk.requests
        with pytest.raises(NotExercised, match="was answered 403: No"):
            desk.read("list-recordings.pages")
        asked = [line for line in desk.lines() if "/recordings" in line["request"]["url"]]

    assert before == 0
    assert ["host"] == [line["actor"] for line in asked]


def test_who_has_no_token_is_told(folder: Path) -> None:
    """Lists of the organisation need somebody of its level."""
    with serve(Emulator()) as running, Desk(running, folder) as desk:
        del desk.profile.actors["officer"]
        with pytest.raises(NotExercised, match="no token of the role compliance"):
            desk.read("list-meeting-transcripts-for-compliance-officer.pages")


@pytest.mark.parametrize(
    "answer",
    [
        Answered(200, {}),
        Answered(200, {"items": 7}),
        Answered(200, {"items": [7, None, "x"]}),
        Answered(200, b"<html>", "text/html"),
        Answered(500, {"message": "Sorry."}),
        Answered(404, b""),
        Answered(200, {"items": [{"id": None}, {"id": []}, {"start": 9, "email": {}}]}),
    ],
)
def test_whatever_a_target_answers_is_judged(folder: Path, answer: Answered) -> None:
    """Every rule passes, fails, or says what was missing, on a target that answers all reads alike."""
    ended: Counter[str] = Counter()
    with (
        changed(
            before=lambda method, path, *_: answer if method == "GET" and "/control/" not in path else None
        ) as running,
        Desk(running, folder) as desk,
    ):
        for rule in RULES:
            try:
                MUST.hold_together(rule, desk.stage.listed(rule))
                ended["passed"] += 1
            except (Outcome, Failure) as outcome:
                ended[type(outcome).__name__] += 1

    assert len(RULES) == ended.total()
    assert ended["NotExercised"] + ended["Indeterminate"] + ended["Failure"] + ended["_Closed"] > 20


def test_a_target_that_is_gone_is_given_up(town: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few lists nothing more is asked."""
    asked = 0

    def nobody(*_: Any, **__: Any) -> Any:
        nonlocal asked
        asked += 1
        raise Unreachable("Nobody there.")

    monkeypatch.setattr(town.site.rest, "send", nobody)
    for rule in RULES:
        with pytest.raises(Indeterminate, match=r"Nobody there|was broken off|was stopped: 5 requests"):
            town.stage.listed(rule)

    assert asked <= 9


def test_only_rules_about_lists_are_read(town: Desk) -> None:
    """Anything else is a defect of ours."""
    with pytest.raises(ContractError, match="is not about lists"):
        town.stage.listed(CONTRACT.rules["rest.errors.throttled"])


@pytest.mark.parametrize("control", [True, False])
def test_what_others_have_stays_as_it_is(folder: Path, control: bool) -> None:
    """Everything that was there before a run is there afterwards, and nothing else is."""
    with serve(Emulator()) as running:
        populate(running)
        before = dump(running)
        ended = judge("--target", of_emulator(folder, running, control=control), "rest.lists", cwd=folder)
        after = dump(running)

    assert {} == {name: after.get(name) for name, text in before.items() if after.get(name) != text}
    # What the emulator keeps of meetings that are gone, and shows to nobody any more.
    assert {"Registrant"} == {name.split()[0] for name in after.keys() - before.keys()}
    assert not ended.counts.keys() - {"passed", "not-exercised"}, ended.with_verdict("advisory", "failed")
    assert ended.counts["passed"] > (60 if control else 15)
