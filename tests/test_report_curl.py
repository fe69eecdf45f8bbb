"""The curl line: pasted into a shell it sends what was sent, without any credential."""

import shutil
import subprocess
from typing import Any

import pytest

from conformance.report.curl import curl, quote
from conformance.report.exchanges import Request

NASTY = [
    "plain",
    'it\'s; rm -rf ~ $(id) `id` "quoted"',
    "line\nfeed\ttab\rreturn",
    "\x1b[31mred\x1b[0m \x07 \x9b1m",
    "back\\slash\\n and 'quote'\n",
    "é ü 漢 \U0001f600",
    "!history {a,b} *.py ~ #",
    "",
]


def request(**keys: Any) -> Request:
    """A request with a body of its own choice."""
    sent = {"method": "GET", "url": "https://webex.example.com/v1/meetings", "headers": {}, "body": None}
    return Request(**(sent | {"sent_body": "body" in keys} | keys))


@pytest.mark.parametrize("word", NASTY)
def test_a_shell_reads_back_what_was_quoted(word: str) -> None:
    """Quoting survives a real shell, octet by octet."""
    done = subprocess.run(["bash", "-c", f"printf %s {quote(word)}"], capture_output=True, check=True)

    assert word == done.stdout.decode()


@pytest.mark.parametrize("word", NASTY)
def test_no_control_character_reaches_the_terminal(word: str) -> None:
    """What is pasted is printable, whatever the target sent."""
    assert quote(word).isprintable()


def test_credentials_are_placeholders() -> None:
    """Even an unredacted journal gives no credential away."""
    headers = {
        "Authorization": "Bearer ZDI3MGEyYzQtNmFlNS00NDNh",
        "Cookie": "session=ZDI3",
        "X-Api-Key": "ZDI3",
        "X-Auth-Token": "ZDI3",
        "Accept": "application/json",
    }

    line = curl(request(headers=headers))

    assert '-H "Authorization: Bearer $WEBEX_TOKEN"' in line
    assert "-H 'Cookie: '\"$WEBEX_COOKIE\"" in line
    assert "-H 'Accept: application/json'" in line
    assert "ZDI3" not in line


def test_basic_credentials_keep_their_scheme() -> None:
    """A rule about the scheme stays repeatable."""
    line = curl(request(headers={"authorization": "Basic dXNlcjpwYXNz"}))

    assert '-H "Authorization: Basic $WEBEX_CREDENTIALS"' in line


def test_a_request_without_credentials_stays_without() -> None:
    """Asking without a token is what some rules are about."""
    assert "Authorization" not in curl(request())


def test_the_body_and_the_method_are_kept() -> None:
    """JSON goes compact, text as it was; curl's own headers are left to curl."""
    line = curl(
        request(method="PATCH", headers={"Content-Length": "9", "X-Empty": ""}, body={"title": "It's"})
    )

    assert "-X PATCH" in line
    assert """--data-raw '{"title":"It'"'"'s"}'""" in line
    assert "-H 'X-Empty;'" in line
    assert "Content-Length" not in line


def test_a_body_of_null_differs_from_none() -> None:
    """Null is a body."""
    assert "--data-raw null" in curl(request(body=None, sent_body=True))
    assert "--data-raw" not in curl(request())


def test_urls_that_curl_would_expand_are_taken_literally() -> None:
    """Brackets and a leading dash are part of the URL."""
    assert " -g " in curl(request(url="https://webex.example.com/v1/x?a[]={b}"))
    assert "--url -o/tmp/x" in curl(request(url="-o/tmp/x"))


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_whole_line_is_one_command() -> None:
    """Hostile values add no second command, and no option."""
    nasty = "x'; touch /nowhere/at/all; $(id) \n --output y"
    line = curl(request(method=nasty, url=nasty, headers={nasty: nasty}, body=nasty))
    script = "curl() { printf '%s\\n' \"$#\"; }\n" + line

    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True, text=True)

    assert "9\n" == done.stdout
