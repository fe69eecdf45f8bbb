"""Asking the emulator's XML door, in few words."""

from __future__ import annotations

from typing import Any

from lxml import etree

SERVICE = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NORTH = "north-example.webex.com"
SOUTH = "south-example.webex.com"


class Answered:
    """An answer of the door: its HTTP side, its header and its content, prefixes left out."""

    def __init__(self, response: Any) -> None:
        """Read a response, which has to be well-formed."""
        self.response = response
        assert response.status_code == 200, response.text
        self.root = etree.fromstring(response.content)
        assert self.root.tag == f"{{{SERVICE}}}message"

    def texts(self, path: str) -> list[str]:
        """Give the texts at a path of local names, such as `schedule/startDate`, in the content."""
        steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
        return [each.text or "" for each in self.root.xpath(f"//*[local-name()='bodyContent']/{steps}")]

    def text(self, path: str) -> str:
        """Give the one text at a path."""
        (found,) = self.texts(path)
        return found

    def _header(self, name: str) -> str:
        return self.root.findtext(f".//{{{SERVICE}}}response/{{{SERVICE}}}{name}") or ""

    @property
    def id(self) -> str:
        """The exception id; empty for a success."""
        result = self._header("result")
        assert result == ("FAILURE" if self._header("exceptionID") else "SUCCESS")
        return self._header("exceptionID")

    @property
    def reason(self) -> str:
        """Why it failed."""
        return self._header("reason")

    @property
    def children(self) -> list[str]:
        """The names of the elements of the content, in order."""
        content = self.root.find(f".//{{{SERVICE}}}bodyContent")
        return [etree.QName(each).localname for each in content]


def elements(values: dict[str, Any]) -> str:
    """Write elements from names and values; lists repeat, dicts are children."""
    text = ""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            inner = elements(each) if isinstance(each, dict) else str(each)
            text += f"<{name}>{inner}</{name}>"
    return text


class Door:
    """The XML door of a desk's emulator.

    Attributes:
        desk: The desk.
        people: Login names and passwords by role.
    """

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.url = desk.running.base_url.removesuffix("/v1") + "/WBXService/XMLService"

    def credentials(self, who: str, site: str = NORTH) -> dict[str, str]:
        """Give the security context of somebody, with a password."""
        person = self.desk.people[who]
        kind = self.desk.emulator.world.sites[site]["xmlKind"]
        name = person.email.partition("@")[0] if kind == "classic" else person.email
        return {"siteName": site.partition(".")[0], "webExID": name, "password": person.password}

    def message(self, operation: str, security: dict[str, Any], content: Any) -> str:
        """Write a message as the documents show it."""
        inner = content if isinstance(content, str) else elements(content)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><serv:message xmlns:xsi="{XSI}" xmlns:serv="{SERVICE}">'
            f"<header><securityContext>{elements(security)}</securityContext></header><body>"
            f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inner}</bodyContent>'
            "</body></serv:message>"
        )

    def post(self, content: bytes | str, url: str = "", **headers: str) -> Any:
        """Send bytes and give the response."""
        raw = content.encode() if isinstance(content, str) else content
        return self.desk.client.post(url or self.url, content=raw, headers=headers)

    def raw(self, content: bytes | str) -> Answered:
        """Send bytes and give the answer."""
        return Answered(self.post(content))

    def ask(
        self, operation: str, who: str = "host", security: dict[str, Any] | None = None, **content: Any
    ) -> Answered:
        """Ask for an operation as somebody, or with a security context of its own."""
        given = self.credentials(who) if security is None else security
        return self.raw(self.message(operation, given, content))

    def traits(self, site: str = NORTH, **traits: Any) -> None:
        """Change traits of a site; none at all is no change."""
        if not traits:
            return
        answer = self.desk.control("PATCH", f"/sites/{site}", **traits)
        assert answer.status_code == 200, answer.text

    def create(self, who: str = "host", **more: Any) -> str:
        """Create a meeting and give its key."""
        content = {
            "accessControl": {"meetingPassword": "Furnace7a"},
            "metaData": {"confName": "Slow glass"},
            "schedule": {"startDate": "03/05/2031 10:00:00", "timeZoneID": 23, "duration": 45},
        }
        answer = self.ask("meeting.CreateMeeting", who, **(content | more))
        assert answer.id == "", answer.reason
        return answer.text("meetingkey")
