"""Our generated cases beside the command line of schemathesis: how fast each is, and what each finds.

Both read the same documents of ours (`st` as one file) and ask the same emulator, which is a process of its
own and counts the requests to its REST door. The figures of both are those counts.

What each finds: one fault of the emulator at a time is on. It is found when a run complains of something that
runs without faults did not complain of; whatever those complain of is a false alarm, since the emulator
is right. Both are told which resource the fault is at, ours by the addresses of its rules, `st` by
--include-path-regex, and may send the same number of requests; ours, at the least effort, often ends before.
`st` has its default checks, and its default phases but where coverage of one operation would take them all.
Told nothing, it would be in that phase for more than ten thousand requests. A fault is found by the request
whose answer gave it away. Ours is drawn by its seed alone, and is run without faults only once.

    python bench/generated.py [--quick] [--rounds N] [--jobs N] [--minutes N] [--only speed|faults]
"""

from __future__ import annotations

import argparse
import os
import queue
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from counting import Site, counting_emulator
from rivals import STOP, Finding, Outcome, ours, schemathesis

EFFORT = "quick"
"""Of our runs that look for faults; with it they are far shorter than what both may send."""

MOST = 1000
"""Requests that each may send to find one fault."""

EXAMPLES = ["--max-examples", "10", "--continue-on-failure"]
"""Of `st` in all runs; it goes on after a failure, so that one false alarm does not hide what comes after."""

LARGE = ["--phases", "examples,fuzzing,stateful"]
"""Of `st` where the coverage phase of one operation, to create a meeting, would use up all requests."""

EVERYTHING = ("rest.generated", "rest.lists", "rest.walks")

AREAS: dict[str, tuple[str, str, str]] = {
    "meetings": (
        r"^/meetings(/\{meetingId\})?$",
        "list-meetings create-meeting get-meeting update-meeting patch-meeting delete-meeting",
        "lists.list-meetings lists.list-meetings-of-a-meeting-series walks",
    ),
    "webhooks": (
        r"^/webhooks",
        "list-webhooks create-webhook get-webhook update-webhook delete-webhook",
        "lists.list-webhooks",
    ),
    "invitees": (
        r"^/meetings$|^/meetingInvitees",
        "list-invitees create-invitee create-invitees get-invitee update-invitee delete-invitee",
        "lists.list-meeting-invitees",
    ),
    "templates": (
        r"^/meetings/templates",
        "list-meeting-templates get-meeting-template",
        "lists.list-meeting-templates",
    ),
    "preferences": (
        r"^/meetingPreferences/(personalMeetingRoom|audio)$",
        "get-personal-meeting-room update-personal-meeting-room get-audio-options update-audio-options",
        "",
    ),
    "recordings": (
        r"^/recordings(/\{recordingId\})?$",
        "list-recordings get-recording delete-recording",
        "lists.list-recordings",
    ),
}
"""Where the faults are: paths for `st`; operations of `rest.generated` and further rules for ours."""

FAULTS: tuple[tuple[str, str], ...] = (
    ("webhooks", "sample-slips:GET /webhooks/{} status"),
    ("templates", "template-drops:name"),
    ("webhooks", "sample-slips:GET /webhooks media"),
    ("webhooks", "sample-slips:PUT /webhooks/{} alters name"),
    ("webhooks", "sample-slips:POST /webhooks lenient"),
    ("meetings", "list-slips:list-meetings.over"),
    ("invitees", "error-slips:list-meeting-invitees.no-token"),
    ("meetings", "walk-slips:drop-hides"),
    ("meetings", "list-slips:list-meetings.ignored"),
    ("meetings", "walk-slips:put-forgets"),
    ("invitees", "error-slips:create-a-meeting-invitee.not-json"),
    ("meetings", "attribute-dropped:meetingSeries.active.agenda"),
    ("meetings", "attribute-leaked:meetingSeries.active.isModified"),
    ("meetings", "property-mistyped:meetingSeries.active.title"),
    ("meetings", "update-misjudged:sent:meeting:enabledAutoRecordMeeting=true"),
    ("meetings", "update-ignored:sent:meeting:enabledAutoRecordMeeting=true"),
    ("meetings", "update-forced:sent:meeting:reminderTime=-1"),
    ("meetings", "update-slips:put-resets"),
    ("meetings", "message-changed:1"),
    ("meetings", "status-changed:400"),
    ("meetings", "answer-drops:meetingNumber"),
    ("meetings", "life-slips:meetingSeries:1"),
    ("meetings", "auto-delete-slips:early.one-off.checked"),
    ("templates", "locale-refused:de_DE"),
    ("templates", "locale-default"),
    ("meetings", "warning-slips:missing"),
    ("meetings", "identity-slips:one-off"),
    ("meetings", "scope-not-checked:list-meetings.user.scope"),
    ("meetings", "scope-refused:list-meetings.user.meeting:schedules_read"),
    ("meetings", "acting-slips:list.own"),
    ("preferences", "preference-slips:dropped.personalMeetingRoom.topic"),
    ("meetings", "interval-slips:daily"),
    ("meetings", "list-slips:list-meetings.loop"),
    ("meetings", "walk-slips:title-spreads"),
    ("meetings", "error-slips:get-a-meeting.unknown-id"),
    ("meetings", "status-changed:404"),
    ("preferences", "preference-slips:ignored.audio.defaultAudioType"),
    ("invitees", "list-slips:list-meeting-invitees.late"),
    ("webhooks", "error-slips:list-webhooks.tracking"),
    ("webhooks", "sample-slips:PUT /webhooks/{} broken"),
    ("recordings", "list-slips:list-recordings.stretched"),
    ("webhooks", "sample-slips:PUT /webhooks/{} marks"),
    ("webhooks", "sample-slips:DELETE /webhooks/{} twice"),
    ("meetings", "sample-slips:GET /meetings/{} mistyped meetingNumber"),
    ("meetings", "sample-slips:PATCH /meetings/{} resets publicMeeting"),
    ("meetings", "sample-slips:POST /meetings unbounded"),
)
"""Where each fault is, and its name: family, colon, place. They are of all families of the REST side,
but those of the server as a whole, which any request sees. Of `sample-slips`, `list-slips` and `walk-slips`,
which came with the generated cases, most kinds are here once, of each other family one to four. The first
are the quick ones."""

QUICK = 5
FEW = 10
"""Requests below which a run did not really begin."""

Task = tuple[str, str, str]
"""A tool, an area and a fault; an empty fault for none."""


class Hunt:
    """Runs of both tools, several at a time, each on an emulator of its own."""

    def __init__(self, folder: Path, sites: list[Site], until: float) -> None:
        self._folder = folder
        self._until = until
        self._free: queue.Queue[Site] = queue.Queue()
        for site in sites:
            self._free.put(site)
        self.known: dict[tuple[str, str], set[Finding]] = {}

    def run(self, task: Task) -> Outcome:
        """Run one tool with one fault on, or with none: then to its end, or to its share."""
        tool, area, fault = task
        known = self.known.get((tool, area), set()) if fault else ALL
        paths, operations, further = AREAS[area]
        site = self._free.get()
        try:
            if tool == "st":
                phases = LARGE if "/meetings$" in paths or area == "meetings" else []
                options = [*EXAMPLES, *phases, "--include-path-regex", paths]
                return schemathesis(site, self._folder, fault, options=options, known=known, most=MOST)
            rules = [f"rest.generated.{name}" for name in operations.split()]
            rules += [f"rest.{name}" for name in further.split()]
            return ours(site, self._folder, fault, addresses=rules, effort=EFFORT, known=known, most=MOST)
        finally:
            self._free.put(site)

    def first(self, task: Task) -> int | None:
        """The number of the request that showed a fault first; 0 for none, None when nothing was run."""
        if time.monotonic() > self._until:
            return None
        outcome = self.run(task)
        if outcome.requests < FEW and not outcome.found:
            return None
        known = self.known[task[0], task[1]]
        return min((number for one, number in outcome.found.items() if one not in known), default=0)

    def learn(self, task: Task) -> Outcome:
        """Run without a fault, and remember what is complained of all the same."""
        outcome = self.run(task)
        self.known.setdefault(task[:2], set()).update(outcome.found)
        return outcome


class _Everything:
    def __contains__(self, _: object) -> bool:
        return True


ALL = _Everything()
"""As what is known already: then nothing ends a run early."""


@contextmanager
def emulators(count: int) -> Iterator[list[Site]]:
    """Serve some, one after another in the order of their list."""
    if not count:
        yield []
        return
    with counting_emulator() as site, emulators(count - 1) as others:
        yield [site, *others]


def look(folder: Path, jobs: int, minutes: float, faults: Iterable[tuple[str, str]]) -> None:
    """Look for each fault by both, and print tables of it."""
    chosen = tuple(faults)
    areas = sorted({area for area, _ in chosen})
    with emulators(jobs) as sites, ThreadPoolExecutor(jobs) as workers:
        hunt = Hunt(folder, sites, time.monotonic() + minutes * 60)
        try:
            twice = [(tool, area, "") for tool in ("st", "ours", "st") for area in areas]
            sound = dict(zip(twice, workers.map(hunt.learn, twice), strict=True))
            print(
                f"\n| no fault, at most {MOST:,} requests | ours: sent | false alarms "
                "| st: sent | false alarms |"
            )
            print("| --- | --- | --- | --- | --- |")
            for area in areas:
                cells = [
                    f"{sound[tool, area, ''].requests:,} | {len(hunt.known[tool, area])}"
                    for tool in ("ours", "st")
                ]
                print(f"| {area} | {' | '.join(cells)} |")
            mine = {one[0] for area in areas for one in hunt.known["ours", area]}
            print(f"\nfalse alarms of ours: {', '.join(sorted(mine)) or 'none'}")
            print("\n| fault | ours: found by request | st: found by request |")
            print("| --- | --- | --- |", flush=True)
            tasks = [(tool, area, fault) for area, fault in chosen for tool in ("ours", "st")]
            numbers = workers.map(hunt.first, tasks)
            rows: list[tuple[str, int | None, int | None]] = []
            for _, fault in chosen:
                rows.append((fault, next(numbers), next(numbers)))
                print(f"| `{fault}` | {_cell(rows[-1][1])} | {_cell(rows[-1][2])} |", flush=True)
        except BaseException:
            STOP.set()
            workers.shutdown(wait=True, cancel_futures=True)
            raise
    summary(rows)


def summary(rows: list[tuple[str, int | None, int | None]]) -> None:
    """Print what each found, by family."""
    measured = [row for row in rows if row[1] is not None and row[2] is not None]
    families = dict.fromkeys(fault.partition(":")[0] for fault, *_ in measured)
    print("\n| family | faults | found by ours | median requests | found by st | median requests |")
    print("| --- | --- | --- | --- | --- | --- |")
    for family in (*families, "all"):
        here = [row for row in measured if family in ("all", row[0].partition(":")[0])]
        cells = [family, str(len(here))]
        for place in (1, 2):
            numbers = [int(row[place] or 0) for row in here if row[place]]
            cells += [str(len(numbers)), f"{statistics.median(numbers):,.0f}" if numbers else "-"]
        print(f"| {' | '.join(cells)} |")
    only = [
        sum(bool(row[1]) and not row[2] for row in measured),
        sum(bool(row[2]) and not row[1] for row in measured),
    ]
    both = sum(bool(row[1]) and bool(row[2]) for row in measured)
    print(f"\nfound by both {both}, by ours alone {only[0]}, by st alone {only[1]}, of {len(measured)}")


def _cell(number: int | None) -> str:
    return "not run" if number is None else f"{number:,}" if number else "not found"


def speed(folder: Path, rounds: int, efforts: list[str], rules: tuple[str, ...]) -> None:
    """Take turns without faults, one run at a time, and print requests a second."""
    runs: dict[str, Callable[[Site], Outcome]] = {
        f"ours, {' '.join(rules)}, effort {effort}": partial(
            ours, folder=folder, addresses=rules, effort=effort
        )
        for effort in efforts
    }
    runs["st, its default phases, as far as request 1,500"] = partial(
        schemathesis, folder=folder, options=EXAMPLES, known=ALL, most=1500
    )
    if len(efforts) > 1:
        runs["st, fuzzing alone, 3 examples"] = partial(
            schemathesis, folder=folder, options=["--phases", "fuzzing", "--max-examples", "3"]
        )
    taken: dict[str, list[Outcome]] = {name: [] for name in runs}
    with counting_emulator() as site:
        for _ in range(rounds):
            for name, run in runs.items():
                taken[name].append(run(site))
    print(
        f"\n| medians of {rounds} | requests | whole command | requests a second | apart from start-up "
        "| processor time | requests a second of it |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, outcomes in taken.items():
        wall = statistics.median(one.wall for one in outcomes)
        whole = statistics.median(one.requests / one.wall for one in outcomes)
        busy = statistics.median(one.requests / max(one.busy, 0.001) for one in outcomes)
        sent = statistics.median(one.requests for one in outcomes)
        spent = statistics.median(one.processor for one in outcomes)
        cells = [f"{sent:,.0f}", f"{wall:.1f} s", f"{whole:.1f}", f"{busy:.1f}", f"{spent:.1f} s"]
        print(f"| {name} | {' | '.join(cells)} | {sent / spent:.1f} |", flush=True)
        odd = {one.code for one in outcomes} - {0, 1, 130, -signal.SIGINT, -signal.SIGKILL}
        if odd:
            print(f"| {name} | ended with {sorted(odd)}: these figures mean nothing | | | | | |")


def main() -> None:
    """Measure both, and print tables."""
    parser = argparse.ArgumentParser(description="Our generated cases beside schemathesis.")
    parser.add_argument("--quick", action="store_true", help="five faults one round, little of speed")
    parser.add_argument(
        "--thorough", action="store_true", help="speed at that effort too, which takes minutes"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of the figures of speed")
    parser.add_argument("--jobs", type=int, default=2, help="runs that look for faults at a time")
    parser.add_argument(
        "--minutes", type=float, default=20, help="after which no further fault is looked for"
    )
    parser.add_argument("--only", choices=("speed", "faults"))
    asked = parser.parse_args()
    # Both end what was started, also where a shell has made a background job deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    rounds = 1 if asked.quick else asked.rounds
    efforts = ["quick"] if asked.quick else ["quick", "default", *(["thorough"] if asked.thorough else [])]
    print(
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {sys.version.split()[0]}, schemathesis {version('schemathesis')}"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if asked.only != "faults":
            speed(Path(folder), rounds, efforts, ("rest.lists",) if asked.quick else EVERYTHING)
        if asked.only != "speed":
            look(Path(folder), asked.jobs, asked.minutes, FAULTS[:QUICK] if asked.quick else FAULTS)


if __name__ == "__main__":
    main()
