"""The XML door and what nobody would write by hand: each fault off and on."""

from __future__ import annotations

import pytest

from conformance.emulator.xml.slips.generated import NAMES
from tests.emulator.xml_desk import Door

OPERATIONS = sorted({name.removeprefix("generated.").rpartition(".")[0] for name in NAMES})
TAKES_TEXT = {
    "user.GetUser": "<webExId> nobody@example.invalid </webExId>",
    "user.SetUser": "<webExId>nobody@example.invalid</webExId><firstName> Ann </firstName>",
    "user.DelUser": "<webExId>nobody@example.invalid</webExId><syncWebOffice> 1 </syncWebOffice>",
    "user.LstsummaryUser": "<firstName> Ann </firstName>",
    "user.AuthenticateUser": "<accessToken> x </accessToken>",
    "site.GetSite": "<returnSettings><eventCenter> true </eventCenter></returnSettings>",
    "ep.GetAPIVersion": "<returnTrainReleaseVersion> 0 </returnTrainReleaseVersion>",
    "ep.LstsummarySession": "<confName> Slow glass </confName>",
    "ep.LstRecording": "<recordName> Slow glass </recordName>",
    "meeting.GetMeeting": "<meetingKey> 0000000000 </meetingKey>",
    "meeting.SetMeeting": "<metaData><agenda> glass </agenda></metaData><meetingkey>0000000000</meetingkey>",
    "event.GetEvent": "<sessionKey> +0000000000 </sessionKey>",
    "history.LstrecordaccessHistory": "<recordName> Slow glass </recordName>",
}


@pytest.fixture
def door(desk) -> Door:
    """Give the door of the desk's emulator."""
    return Door(desk)


def sent(door: Door, operation: str, inside: str):
    """Send a content as the administrator and give the response as it came."""
    return door.post(door.message(operation, door.credentials("admin"), inside))


@pytest.mark.parametrize("operation", TAKES_TEXT)
def test_text_with_blanks_around_it_is_taken(door: Door, operation: str) -> None:
    """Without a fault; with it the service breaks on it, and on nothing else."""
    padded = TAKES_TEXT[operation]
    plain = " ".join(padded.split()).replace("> ", ">").replace(" <", "<")
    assert (200, 200) == tuple(sent(door, operation, text).status_code for text in (padded, plain))

    assert 200 == door.desk.faults(f"xml-slips:generated.{operation}.valid").status_code

    assert 500 == sent(door, operation, padded).status_code
    assert 200 == sent(door, operation, plain).status_code
    assert (
        200
        == sent(
            door, "site.GetSite" if operation == "ep.GetAPIVersion" else "ep.GetAPIVersion", ""
        ).status_code
    )


@pytest.mark.parametrize("operation", OPERATIONS)
def test_element_that_nothing_describes_is_refused(door: Door, operation: str) -> None:
    """Without a fault; with it the call succeeds, and other defects are still refused."""
    unknown, other = "<undescribed>x</undescribed>", "<another>x</another>"
    assert "999999" == door.ask(operation, "admin", None, undescribed="x").id

    assert 200 == door.desk.faults(f"xml-slips:generated.{operation}.broken").status_code

    passed = sent(door, operation, unknown)
    assert (200, True) == (passed.status_code, "SUCCESS" in passed.text)
    assert "FAILURE" in sent(door, operation, other).text
