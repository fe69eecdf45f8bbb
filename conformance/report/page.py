"""The page for people: one HTML file that asks nobody for anything, to read, filter, print and hand on."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from conformance.report.access import MARKS
from conformance.report.curl import curl
from conformance.report.example import effort_text, example_texts, replay_command
from conformance.report.files import write_text
from conformance.report.summary import group_by_reason, summarise
from conformance.report.text import count, visible
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment
    from markupsafe import Markup

    from conformance.report.exchanges import Exchange
    from conformance.report.records import VerdictRecord
    from conformance.report.run import Run

_ANCHOR = re.compile(r"[^A-Za-z0-9._-]")
_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?=\.)")
_BODY = 48_000
_TEXT = 4_000
_ANCHORED = 200
_LONG_LINES = 30
_LONG_TEXT = 2_000
_EXCHANGES = 300  # beyond so many only those are on the page that something on it refers to
_PROVIDERS = {
    "control": "the control API of the target",
    "api": "documented calls",
    "discover": "an object that was already there",
}


def write_page(run: Run, path: Path) -> Path:
    """Write the page about `run` to `path`."""
    return write_text(path, render(run))


def render(run: Run) -> str:
    """Return the page about `run`."""
    summary = summarise(run)
    sent = len(run.exchanges)
    run = _with_fewer_exchanges(run)
    detailed = (Verdict.FAILED, Verdict.ERROR, Verdict.INDETERMINATE, Verdict.ADVISORY, Verdict.KNOWN)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            run=run,
            sent=sent,
            header=run.header,
            footer=run.footer,
            summary=summary,
            verdicts=sorted(Verdict, reverse=True),
            words={verdict.name: verdict for verdict in Verdict},
            records=sorted(run.verdicts.values(), key=lambda record: record.address),
            detailed=detailed,
            not_applicable=group_by_reason(summary.by_verdict[Verdict.NOT_APPLICABLE]),
            cited=_cited(run),
            providers=_PROVIDERS,
            marks=tuple(MARKS.values()),
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Prepare the templates once; every value is made visible, then escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - not at start-up

    environment = Environment(
        loader=PackageLoader("conformance.report"),
        autoescape=True,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "anchor": anchor,
        "block": block,
        "breakable": breakable,
        "bytes": _bytes,
        "count": count,
        "curl": _curl,
        "drawn": effort_text,
        "duration": _duration,
        "example": example_texts,
        "long": _is_long,
        "pretty": pretty,
        "prose": prose,
        "replay": replay_command,
        "short_url": _short_url,
        "tone": _tone,
        "when": _when,
    }
    return environment


def anchor(text: str) -> str:
    """Return `text` as a part of an id: an address stays as it is, anything odd is spelled out."""
    if len(text) > _ANCHORED:
        text = f"{text[:_ANCHORED]}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
    return _ANCHOR.sub(lambda found: f"_{ord(found[0]):x}_", text)


def block(text: str) -> Markup:
    """Return a text that may be longer than others: a body, a command, a finding."""
    from markupsafe import escape  # noqa: PLC0415 - not at start-up

    return escape(_clip(visible(text), _BODY))


def pretty(body: Any) -> str:
    """Return a body for people: JSON indented, also when it came as text."""
    if isinstance(body, str) and body.lstrip()[:1] in {"{", "["}:
        with suppress(ValueError, RecursionError):
            body = json.loads(body)
    return body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False)


def breakable(text: str) -> Markup:
    """Let a long name break where its parts meet: before a dot or a capital."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - not at start-up

    return Markup("<wbr>").join(escape(part) for part in _JOINTS.split(_clip(visible(text), _TEXT)))


def prose(text: str) -> Markup:
    """Set words between backticks as code."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - not at start-up

    text = _clip(visible(text), _TEXT)
    parts = text.split("`")
    if len(parts) % 2 == 0:  # an odd backtick is only a backtick
        return escape(text)
    code = Markup("<code>{}</code>")
    return Markup().join(code.format(part) if place % 2 else escape(part) for place, part in enumerate(parts))


def _clip(text: str, limit: int) -> str:
    """Cut a huge text; the journal has it all."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n… {len(text) - limit:,} more characters are in the journal."


def _visible(value: Any) -> Any:
    """Spell out unseen characters of what is not yet markup."""
    return _clip(visible(value), _TEXT) if type(value) is str else value


def _is_long(text: str) -> bool:
    """Whether `text` is better folded."""
    return len(text) > _LONG_TEXT or text.count("\n") > _LONG_LINES


def _curl(exchange: Exchange) -> str:
    """Return the curl line; a page is no place for a huge one."""
    line = curl(exchange.request)
    return (
        line
        if len(line) <= _BODY
        else "# The request is too large for a curl line; its body is in the journal."
    )


def _with_fewer_exchanges(run: Run) -> Run:
    """The run with what findings, situations and readings refer to; the journal has every exchange.

    A run sends thousands, and a page that held them all would open slowly and be mailed by nobody.
    """
    if len(run.exchanges) <= _EXCHANGES:
        return run
    named = {name for record in run.verdicts.values() for name in record.exchanges}
    named |= {name for situation in run.situations for name in situation.exchanges}
    named |= {name for reading in run.readings for name in reading.exchanges}
    kept = {name: exchange for name, exchange in run.exchanges.items() if name in named}
    return replace(run, exchanges=kept)


def _cited(run: Run) -> dict[str, list[VerdictRecord]]:
    """Which findings, other than passes, each exchange was cited for."""
    cited: dict[str, list[VerdictRecord]] = {}
    for record in run.verdicts.values():
        if record.verdict > Verdict.PASSED:
            for exchange in record.exchanges:
                cited.setdefault(exchange, []).append(record)
    return cited


def _tone(exchange: Exchange) -> str:
    """The class of a status: `2xx` to `5xx`, or `none`."""
    return f"{str(exchange.response.status)[:1]}xx" if exchange.response else "none"


def _short_url(url: str) -> str:
    """Return `url` without scheme and host."""
    _, separator, rest = url.partition("://")
    path = rest.partition("/")[2]
    return f"/{path}" if separator and path else url


def _bytes(number: int) -> str:
    return f"{number:,} B" if number < 10_000 else f"{number / 1000:,.1f} kB"


def _when(at: str) -> str:
    """Return a moment for people, in the zone that the journal gives it in; odd ones as they are."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{moment:%Y-%m-%d %H:%M:%S} {moment.tzname() or ''}".rstrip()


def _duration(seconds: float | None) -> str:
    """Return a span for people."""
    if seconds is None:
        return "unknown"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
