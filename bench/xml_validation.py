"""What it takes to judge and to draw documents of the XML API, beside the bare libraries.

An answer is judged as checks judge it: read safely, its type found, and validated, beside lxml that parses
and validates the same bytes with the same schema. A request is judged as clients write it: without
namespaces, out of order, its type named in the service's own way, so that it is laid out first. Then random
contents are drawn: by seed, as in a run, and by Hypothesis, as in property tests. One process on one
core, by processor time: other load hardly counts.

    python bench/xml_validation.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from conformance import bundle
from conformance.clients import SecurityContext
from conformance.clients.xml_building import request_xml
from conformance.clients.xml_reading import xml_library
from conformance.contract.xml_sample import SampleKind, XmlGenerated
from conformance.contract.xsd import PREFIXES, Side, XmlSchema, XmlSchemas
from conformance.generators.xml_documents import XmlContent, contents, valid

EDITION = "41.12"
ROWS = 20
TIMES = 300
EXAMPLES = 20
HERE = SecurityContext(site_name="acme", webex_id="jane@example.com")


def answer() -> bytes:
    """A list of meetings as the service answers it."""
    rows = "".join(
        f"<meet:meeting><meet:meetingKey>{100000000 + row}</meet:meetingKey>"
        f"<meet:confName>Review {row}</meet:confName><meet:meetingType>3</meet:meetingType>"
        "<meet:hostWebExID>jane</meet:hostWebExID><meet:timeZoneID>4</meet:timeZoneID>"
        "<meet:startDate>01/15/2027 10:00:00</meet:startDate><meet:duration>60</meet:duration></meet:meeting>"
        for row in range(ROWS)
    )
    declared = " ".join(f'xmlns:{name}="{PREFIXES[name]}"' for name in ("serv", "meet", "xsi"))
    return (
        f"<serv:message {declared}><serv:header><serv:response><serv:result>SUCCESS</serv:result>"
        "<serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="meet:lstsummaryMeetingResponse">{rows}<meet:matchingRecords>'
        f"<serv:total>{ROWS}</serv:total><serv:returned>{ROWS}</serv:returned>"
        "<serv:startFrom>1</serv:startFrom></meet:matchingRecords></serv:bodyContent></serv:body>"
        "</serv:message>"
    ).encode()


def request(schemas: XmlSchemas) -> bytes:
    """The fullest CreateMeeting, as clients write it."""
    operation = schemas.operations["CreateMeeting"]
    wanted = XmlGenerated(operation="meeting.CreateMeeting", kind="valid", examples=2)
    fullest = contents(schemas.edition(EDITION), operation, wanted, 1)[1].content
    return request_xml(wanted.operation, dict(reversed(fullest.items())), security=HERE)


def rate(work: Callable[[], Any], times: int, rounds: int) -> float:
    """How often a second something is done: the median of some rounds."""
    found = []
    for _ in range(rounds):
        begin = time.process_time()
        for _ in range(times):
            work()
        found.append(times / (time.process_time() - begin))
    return statistics.median(found)


def by_lxml(schema: Any, document: bytes) -> None:
    """Parse and validate, and nothing else."""
    assert schema.validate(xml_library().fromstring(document))


def judged(schema: XmlSchema, document: bytes, side: Side) -> None:
    """Judge as the checks do."""
    assert schema.findings(document, side).valid


def sampled(schemas: XmlSchemas, kind: SampleKind, seeds: list[int]) -> int:
    """Draw contents of every operation by the next seed; returns how many."""
    seeds.append(len(seeds))
    schema, drawn = schemas.edition(EDITION), 0
    for operation in schemas.operations.values():
        wanted = XmlGenerated(operation=operation.name, kind=kind, examples=EXAMPLES)
        drawn += len(contents(schema, operation, wanted, seeds[-1]))
    return drawn


def by_hypothesis(schemas: XmlSchemas) -> int:
    """Let Hypothesis draw contents of every operation; returns how many."""
    drawn: list[XmlContent] = []
    for operation in schemas.operations.values():
        strategy = valid(schemas.edition(EDITION), operation)
        steady = settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )

        @steady
        @given(strategy)
        def keep(content: XmlContent) -> None:
            drawn.append(content)

        keep()
    return len(drawn)


def drawing(work: Callable[[], int], rounds: int) -> float:
    """How many contents a second are drawn: the median of some rounds."""
    work()  # what types are asked for the first time is remembered
    found = []
    for _ in range(rounds):
        begin = time.process_time()
        found.append(work() / (time.process_time() - begin))
    return statistics.median(found)


def main() -> None:
    """Measure each in turn, and print rates and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"medians of {rounds}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    schemas = XmlSchemas(bundle.specs() / "xsd")
    schema = schemas.edition(EDITION)
    begin = time.process_time()
    bare = schema.compiled
    middle = time.process_time()
    schema.type_model(schemas.operations["CreateMeeting"].request)
    built = time.process_time()
    print(f"  schema for lxml {(middle - begin) * 1000:.0f} ms, for drawing {(built - middle) * 1000:.0f} ms")
    for name, document, side in (
        ("answer", answer(), Side.RESPONSE),
        ("request", request(schemas), Side.REQUEST),
    ):
        ready = xml_library().tostring(schema.ordered(document, side))
        alone = rate(partial(by_lxml, bare, ready), TIMES, rounds)
        ours = rate(partial(judged, schema, document, side), TIMES, rounds)
        print(f"  {name} of {len(document):,} bytes")
        print(f"    bare lxml, laid out before  {alone:8,.0f} a second")
        print(f"    judged                      {ours:8,.0f} a second  {alone / ours:5.1f} x the time")
    kinds: tuple[SampleKind, ...] = ("valid", "broken")
    for kind in kinds:
        drawn = drawing(partial(sampled, schemas, kind, []), rounds)
        print(f"  drawn by seed, {kind:<6}  {drawn:8,.0f} a second")
    print(f"  drawn by Hypothesis    {drawing(partial(by_hypothesis, schemas), rounds):8,.0f} a second")


if __name__ == "__main__":
    main()
