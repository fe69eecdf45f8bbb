"""Random walks: what the model offers and expects, how walks are drawn, shortened and told."""

from __future__ import annotations

import pytest

from conformance.generators import (
    CONTROLLED,
    DAY,
    EFFORTS,
    TRIES,
    Model,
    Step,
    Walk,
    draw_walks,
    pruned,
    script,
    shorten,
    walk_of,
)
from conformance.generators.effort import Effort

HOUR = 60


def after(*steps: Step) -> Model:
    """The model after steps, each of which it must offer."""
    model = Model("m")
    for step in steps:
        assert step in model.options(step.do), step
        model.apply(step)
    return model


def created(what: str = "daily", day: int = 0, hour: int = 8) -> Step:
    """The creation of a meeting."""
    return Step("create", what=what, at=day * DAY + hour * HOUR)


def states(model: Model, meeting: int = 1) -> list[set[object]]:
    """What the states of a series and of its scheduled meetings may be."""
    found = model.meeting(meeting)
    each = [found.states_of(one, model.time) for one in found.standing]
    return [set(one) for one in (found.states(model.time), *each)]


def clock(day: int, hour: int, minute: int = 10) -> Step:
    """A move of the clock."""
    return Step("clock", at=day * DAY + hour * HOUR + minute)


def on(do: str, **more: int | str) -> Step:
    """A step on the first meeting."""
    return Step(do, of=1, **more)  # type: ignore[arg-type] # as the caller says


# The model


def test_a_fresh_series_is_active_and_its_first_meeting_ready() -> None:
    """Guide, lifecycles: series 1, scheduled meetings 1 and 2."""
    assert [{"active"}, {"ready"}, {"scheduled"}, {"scheduled"}] == states(after(created()))


def test_time_alone_makes_meetings_missed_and_the_next_one_ready() -> None:
    """Guide, scheduled meetings 3 and 5, series 5."""
    steps = [created(), clock(0, 8), clock(0, 9)]
    assert [{"active"}, {"missed"}, {"ready"}, {"scheduled"}] == states(after(*steps))

    steps += [clock(1, 8), clock(1, 9), clock(2, 8), clock(2, 9)]
    assert [{"expired"}, {"missed"}, {"missed"}, {"missed"}] == states(after(*steps))


def test_a_meeting_that_is_held_and_ends_early() -> None:
    """Guide, series 2 and 3, scheduled meeting 4: ended for certain only once its time is over."""
    steps = [created(), on("join")]
    assert [{"inProgress"}, {"ready"}, {"scheduled"}, {"scheduled"}] == states(after(*steps))

    steps.append(on("end"))
    assert [{"active"}, {"ready", "ended"}, {"scheduled"}, {"scheduled"}] == states(after(*steps))

    steps += [clock(0, 8), clock(0, 9)]
    assert [{"active"}, {"ended"}, {"ready"}, {"scheduled"}] == states(after(*steps))


def test_a_meeting_that_runs_over_stays_ready_and_so_is_the_next() -> None:
    """Guide, rule 3, and scheduled meetings 3."""
    model = after(created(), on("join"), clock(0, 8), clock(0, 9))

    assert [{"inProgress"}, {"ready"}, {"ready"}, {"scheduled"}] == states(model)


def test_a_lobby_may_count_or_not_until_those_who_wait_are_admitted() -> None:
    """Guide, meetings 1 and 3; the conflict about series whose people wait."""
    steps = [created("one-off"), on("lock"), on("wait")]
    model = after(*steps)
    assert [{"inProgress", "active"}, {"ready"}] == states(model)
    assert {"lobby"} == set(model.meeting(1).happenings[0].states)
    assert () == model.options("clock") + model.options("end") + model.options("update")

    model = after(*steps, on("join"), on("admit"))
    assert [{"inProgress"}, {"ready"}] == states(model)
    assert {"inProgress"} == set(model.meeting(1).happenings[0].states)

    model = after(*steps, on("leave"))
    assert [{"active"}, {"ready"}] == states(model)
    assert [] == model.meeting(1).happenings


def test_nobody_says_what_follows_a_deleted_meeting_before_its_time() -> None:
    """With the first one gone, the second may be ready or not; from the first one's end it is."""
    steps = [created(), on("drop", nth=1)]
    assert [{"active"}, {"ready", "scheduled"}, {"scheduled"}] == states(after(*steps))
    assert () == after(*steps).options("join")


def test_the_last_scheduled_meeting_is_not_deleted_alone() -> None:
    """Nobody says what becomes of its series."""
    model = after(created(), on("drop", nth=1), on("drop", nth=3))

    assert () == model.options("drop")
    assert (on("delete"),) == model.options("delete")


def test_nothing_of_a_meeting_in_progress_is_updated_or_deleted() -> None:
    """Guide, rules 3 and 4: both are tried, and must be refused."""
    model = after(created(), on("join"))

    for do in ("update", "rename", "move", "reschedule", "delete", "drop"):
        assert () == model.options(do)
    assert (on("try-live"), on("try-live", nth=1)) == model.options("try-live")
    assert (on("try-instance"),) == model.options("try-instance")


def test_a_title_of_a_series_reaches_its_meetings_and_maybe_exceptional_ones() -> None:
    """Whether a scheduled meeting with its own title takes over that of the series, nobody says."""
    model = after(
        created(),
        on("rename", nth=2, by="PATCH"),
        on("update", what="title", by="PUT"),
        on("update", what="agenda", by="PATCH"),
    )
    found = model.meeting(1)

    assert ("m title 2", "m agenda 3") == (found.title, found.agenda)
    titles = [set(one.titles) for one in found.occurrences]
    assert [{"m title 2"}, {"m title 1", "m title 2"}, {"m title 2"}] == titles


def test_a_new_start_of_the_series_cancels_what_was_changed() -> None:
    """Update reference: exceptional scheduled meetings are cancelled."""
    model = after(created(), on("move", nth=2, by="PATCH", at=HOUR), on("reschedule", by="PUT", at=HOUR))
    found = model.meeting(1)

    assert [9 * HOUR, DAY + 9 * HOUR, 2 * DAY + 9 * HOUR] == [one.start for one in found.occurrences]
    assert not any(one.exceptional for one in found.occurrences)


def test_a_move_stays_on_its_day() -> None:
    """Guide, rule 5, and only such moves of which no border decides."""
    model = after(created(hour=8))

    for step in model.options("move"):
        one = model.meeting(1).occurrence(step.nth)
        assert one.original // DAY == (one.start + step.at) // DAY
    assert {2, 3} == {step.nth for step in model.options("try-cross")}


def test_what_was_deleted_can_only_be_tried() -> None:
    """A deleted series, and a deleted scheduled meeting of one that stands."""
    model = after(created(), on("drop", nth=2), Step("create", what="one-off", at=8 * HOUR), on("delete"))

    assert [1] == sorted({step.of for step in model.options("try-gone")})
    assert [2] == [one.number for one in model.standing]


def test_locks_are_set_ahead_or_in_progress() -> None:
    """Only what is not locked is locked; a lobby is left alone."""
    model = after(created("one-off"), on("lock"))

    assert () == model.options("lock")
    model = after(created("one-off"), on("lock"), on("join"), on("unlock"), on("lock"), on("wait"))
    assert model.meeting(1).now is not None
    assert model.meeting(1).now.waiting


def test_a_try_changes_nothing() -> None:
    """Only the number of steps moves on, so that values stay different."""
    model = after(created())
    before = (model.meeting(1).title, states(model))

    model.apply(on("try-past"))

    assert before == (model.meeting(1).title, states(model))
    assert 2 == model.taken


# Drawing


@pytest.mark.parametrize("controlled", [True, False])
def test_drawn_walks_are_legal_and_the_same_for_a_seed(controlled: bool) -> None:
    """Each step is one that the model offers in its turn, and walks differ."""
    walks = draw_walks(7, "a", 4, 9, controlled=controlled)

    assert 4 == len(walks) == len(set(walks))
    for walk in walks:
        after(*walk)
        assert len(walk) <= 9
    assert walks == draw_walks(7, "a", 4, 9, controlled=controlled)
    assert walks != draw_walks(8, "a", 4, 9, controlled=controlled)
    assert walks != draw_walks(7, "b", 4, 9, controlled=controlled)
    kinds = {step.do for walk in walks for step in walk}
    assert controlled is bool(kinds & set(CONTROLLED))


def test_every_kind_of_step_is_drawn_sooner_or_later() -> None:
    """A kind that never comes would be judged by nobody."""
    walks = [walk for seed in range(2) for walk in draw_walks(seed, "a", 10, 40, controlled=True)]

    plain = {"create", "update", "reschedule", "rename", "move", "delete", "drop"}
    assert {*plain, *CONTROLLED, *TRIES} == {step.do for walk in walks for step in walk}


def test_the_shortest_walk_is_found() -> None:
    """Of all walks in which a series is updated by PUT after a deletion of a part, one of few steps."""

    def shows(walk: Walk) -> int | None:
        dropped = set()
        for number, step in enumerate(walk, 1):
            dropped |= {step.of} if step.do == "drop" else set()
            if step.do == "update" and step.of in dropped:
                return number
        return None

    found = shorten(shows, 1, "a", 8, 10, controlled=True)

    assert found is not None
    assert 3 == len(pruned(found, shows))
    assert ["create", "drop", "update"] == [step.do for step in pruned(found, shows)]
    after(*pruned(found, shows))


def test_nothing_is_found_where_nothing_shows_it() -> None:
    """Nor does a search that must stop at once find anything."""

    def spent(_: Walk) -> int | None:
        raise StopIteration

    assert shorten(lambda _: None, 1, "a", 3, 5, controlled=True) is None
    assert shorten(spent, 1, "a", 3, 5, controlled=True) is None
    walk = (created(), on("delete"))
    assert walk == pruned(walk, spent)


def test_a_meeting_that_is_not_needed_is_left_out_with_its_steps() -> None:
    """The others are counted anew, and created on the day that it then is."""
    walk = (
        created(),
        on("update", what="title", by="PATCH"),
        clock(0, 8),
        created("one-off", day=1),
        Step("delete", of=2),
    )

    def shows(one: Walk) -> int | None:
        return next((number for number, step in enumerate(one, 1) if step.do == "delete"), None)

    assert (created("one-off"), on("delete")) == pruned(walk, shows)


# As text and as data


def test_walks_survive_json() -> None:
    """What a journal keeps of a walk makes the same walk again."""
    for walk in draw_walks(3, "a", 4, 20, controlled=True):
        assert walk == walk_of([step.as_json() for step in walk])
        assert len(walk) == len(script(walk).splitlines())


@pytest.mark.parametrize(
    "steps",
    [
        None,
        {},
        [None],
        [{}],
        [{"do": "dance"}],
        [{"do": "create", "of": "1"}],
        [{"do": "create", "of": True}],
        [{"do": "create", "what": 1}],
        [{"do": "create", "id": "x"}],
    ],
)
def test_what_is_no_walk_is_refused(steps: object) -> None:
    """A journal may have been written by anybody."""
    with pytest.raises(ValueError, match="walk"):
        walk_of(steps)


def test_a_script_reads_as_sentences() -> None:
    """Each step says what it does to which meeting."""
    walk = (
        created(),
        on("move", nth=2, by="PUT", at=-HOUR),
        on("lock"),
        clock(0, 8),
        on("try-gone", nth=3, what="delete"),
    )

    assert [
        "1. create meeting 1: day 1, 08:00, daily, three times",
        "2. PUT scheduled meeting 2 of meeting 1: 60 minutes earlier",
        "3. lock meeting 1",
        "4. move the clock to day 1, 08:10",
        "5. try to delete scheduled meeting 3 of meeting 1, which was deleted",
    ] == script(walk).splitlines()


def test_efforts_grow() -> None:
    """Each of them draws more walks of more steps than the one before it."""
    found: list[Effort] = list(EFFORTS.values())

    assert ["quick", "default", "thorough"] == [one.name for one in found]
    assert sorted(one.walks * one.steps for one in found) == [one.walks * one.steps for one in found]
