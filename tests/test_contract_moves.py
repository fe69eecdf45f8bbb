"""The worked examples say what the guide says, and can be told apart."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from conformance.contract import Move, Rule, load

EXAMPLES: dict[str, Rule] = {
    address.rsplit(".", 1)[1]: rule for address, rule in load().rules.items() if rule.move is not None
}


def test_every_example_of_the_figures_is_there() -> None:
    """Figures 3 to 9 name forty moves in words."""
    daily = "d1-s1 d2-s1 d2-s2 d4-s1 d4-s2 d4-s3 d4-s4 d1-f1 d2-f1 d2-f2 d3-f4 d4-f2"
    weekly = "w1-s1 w1-s2 w2-s1 w2-s3 w4-s2 w1-f1 w1-f2 w2-f1 w2-f2 w2-f3 w4-f2"
    edges = " ".join(f"{meeting}-b{number}" for meeting in ("d1", "d2") for number in range(1, 6))
    overnight = "d3-01 d3-02 d3-03 d3-10 d3-11 first-interval last-interval"

    assert set(f"{daily} {weekly} {edges} {overnight}".split()) == EXAMPLES.keys()


def test_each_example_follows_from_the_intervals() -> None:
    """Intervals computed here, from the text alone, accept and refuse what the table says."""
    for name, rule in EXAMPLES.items():
        assert rule.move is not None
        assert oracle(rule.move) == rule.move.accepted, name


def test_each_example_has_a_fault_of_its_own() -> None:
    """No fault belongs to two examples, so each can be proven apart."""
    counts = Counter(fault for rule in EXAMPLES.values() for fault in rule.faults)

    assert {1} == set(counts.values())


def test_nothing_lies_in_the_disputed_hours() -> None:
    """The guide prints one border of its weekly example at ten instead of midnight: no start is between."""
    for name, rule in EXAMPLES.items():
        move = rule.move
        assert move is not None
        if move.plan.id == "weekly":
            day = meeting_days(move)[move.of - 1] + move.day
            assert not (day == meeting_days(move)[3] and move.at.hour < 10), name


def meeting_days(move: Move) -> list[int]:
    """On which days from the first one the plan's meetings are."""
    return (
        [0, 3, 7, 10]
        if move.plan.id == "weekly"
        else list(range(5))[: 5 if move.plan.id == "overnight" else 4]
    )


def oracle(move: Move) -> bool:
    """Whether the text accepts a move: after the present, and inside the meeting's own interval."""
    days = meeting_days(move)
    if move.plan.id == "later":
        days = [0, 1, 2]
    origin = datetime(2026, 1, 5, tzinfo=UTC)
    start = datetime.combine(origin + timedelta(days=days[move.of - 1] + move.day), move.at, UTC)
    present = datetime.combine(origin, move.plan.at, UTC) + timedelta(hours=1, minutes=30)
    if move.needs and start < present:
        return False
    begins = None if move.of == 1 else origin + timedelta(days=days[move.of - 1])
    ends = None if move.of == len(days) else origin + timedelta(days=days[move.of])
    return (begins is None or start >= begins) and (ends is None or start < ends)
