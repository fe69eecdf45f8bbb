"""A request as a curl line that a person can paste into a shell; credentials are placeholders."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.report.exchanges import Request

_OWN = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "te", "transfer-encoding"}
)
_SECRET = re.compile(r"auth|cookie|token|secret|passw|api-?key|credential", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_GLOBS = re.compile(r"[\[\]{}]")


def curl(request: Request) -> str:
    """Return the command, one option a line.

    Headers that curl sets by itself are left out. The value of every header that can carry a credential
    becomes a variable of the shell, whatever the journal holds.
    """
    words = ["curl -sS -i"]
    words[0] += " -I" if request.method == "HEAD" else f" -X {quote(request.method)}"
    if _GLOBS.search(request.url):
        words[0] += " -g"
    words[0] += f" --url {quote(request.url)}" if request.url.startswith("-") else f" {quote(request.url)}"
    words += [
        f"-H {_header(name, value)}" for name, value in request.headers.items() if name.lower() not in _OWN
    ]
    if request.sent_body:
        body = request.body
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        words.append(f"--data-raw {quote(text)}")
    return " \\\n  ".join(words)


def quote(word: str) -> str:
    """Quote `word` for a shell; control characters are spelled out, so that none reaches a terminal."""
    word = word.replace("\x00", "")
    if not _CONTROL.search(word):
        return shlex.quote(word)
    word = word.replace("\\", "\\\\").replace("'", "\\'")
    word = _CONTROL.sub(lambda found: {"\n": "\\n", "\t": "\\t"}.get(found[0]) or _octets(found[0]), word)
    return f"$'{word}'"


def _octets(character: str) -> str:
    """Spell `character` as the octets of its UTF-8, three octal digits each."""
    return "".join(f"\\{octet:03o}" for octet in character.encode())


def _header(name: str, value: str) -> str:
    """Return the word after `-H`."""
    if name.lower() == "authorization":
        basic = value.split(" ", 1)[0].lower() == "basic"
        # Double quotes: the shell is to put the value in.
        return (
            '"Authorization: Basic $WEBEX_CREDENTIALS"' if basic else '"Authorization: Bearer $WEBEX_TOKEN"'
        )
    if _SECRET.search(name):
        variable = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
        return f'{quote(name + ": ")}"$WEBEX_{variable}"'
    return quote(f"{name}: {value}" if value else f"{name};")
