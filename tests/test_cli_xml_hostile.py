"""Broken and hostile XML services end to end: verdicts, exit codes, and passwords that must not leak."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.emulator import Emulator, serve
from tests.hostile import Behaviour, answer, hang, http, serving
from tests.sites import Ended, judge
from tests.xml_sites import SECRETS, xml_profile

QUICK = (
    "[limits]\nrequests_per_second = 0\ntimeout_seconds = {seconds}\nmax_wait_seconds = 0.5\n"
    "max_body_bytes = 200000\n"
)
SERV = "http://www.webex.com/schemas/2002/06/service"
HEAD = f'<serv:message xmlns:serv="{SERV}"><serv:header><serv:response><serv:result>SUCCESS</serv:result>'
WHOLE = f"{HEAD}</serv:response></serv:header><serv:body><serv:bodyContent/></serv:body></serv:message>"
LEAK = next(iter(SECRETS.values()))
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a ['
    + "".join(f'<!ENTITY e{n} "{(f"&e{n - 1};") * 10 if n else "lol"}">' for n in range(12))
    + "]><a>&e11;</a>"
)
HOSTILE = {
    "bomb": answer(http(BOMB.encode())),
    "huge text": answer(http(b"<a>" + b"x" * 300_000 + b"</a>")),
    "lying encoding": answer(http(b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9\xff</a>')),
    "truncated": answer(http(WHOLE[:150].encode())),
    "a page": answer(http(f"<html><body>Sign in, {LEAK}</body></html>".encode())),
    "another namespace": answer(http(WHOLE.replace(SERV, "urn:else").encode())),
    "nothing": answer(http(b"")),
    "sent elsewhere": answer(http(b"", status="302 Found", Location=f"http://127.0.0.1:9/?p={LEAK}")),
    "hangs": hang,
}


def against(behaviour: Behaviour, folder: Path, *words: str, seconds: float = 10) -> Ended:
    """A run of rules of the XML API; the REST API is a sound one."""
    with serve(Emulator()) as running, serving(behaviour) as server:
        target = xml_profile(
            folder,
            running.base_url,
            f"http://127.0.0.1:{server.port}/WBXService/XMLService",
            more=QUICK.replace("{seconds}", str(seconds)),
        )
        return judge(*words, "--target", target, cwd=folder, **SECRETS)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_service_ends_in_verdicts(tmp_path, name):
    """Nothing can be judged, each rule says why, and neither password is anywhere."""
    slow = name == "hangs"
    words = ("xml.41.2.get-user", "xml.41.3.get-meeting.lobby", "xml.9.0.ci.create-user")
    ended = against(HOSTILE[name], tmp_path, *words, seconds=0.3 if slow else 10)

    assert 4 == ended.code, ended.err
    assert {"not-exercised", "indeterminate"} >= set(ended.verdicts.values())
    assert all(line["reason"] for line in ended.of("verdict"))
    assert "Traceback" not in ended.out + ended.err
    texts = [path.read_text("utf-8", "replace") for path in ended.folder.rglob("*") if path.is_file()]
    assert [] == [one for one in SECRETS.values() for text in (*texts, ended.out, ended.err) if one in text]
    assert ended.run.header.editions["xml"] == "41.12"
    assert any("GetAPIVersion" in note["text"] for note in ended.of("note"))


def test_random_requests_that_break_a_service_fail_it(tmp_path):
    """A page of HTML to whatever is sent is no answer: nothing is said of a service that never answers."""
    ended = against(HOSTILE["a page"], tmp_path, "xml.generated.get-user")

    assert {"indeterminate", "not-exercised"} >= set(ended.verdicts.values())
