"""Messages of the XML API for the tests: written by hand, and built out of the type model."""

from __future__ import annotations

from typing import Any

from lxml import etree

from conformance.contract.xsd import PREFIXES, Side, XmlSchema

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
NUMBERS = {"integer", "long", "int", "nonNegativeInteger", "decimal", "float", "double"}


def request(binding: str, inside: str, credentials: str = "") -> bytes:
    """A request as clients write it: nothing qualified but the root."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:serv="{PREFIXES["serv"]}">
<header><securityContext>{credentials}<siteName>example</siteName></securityContext></header>
<body><bodyContent xsi:type="java:com.webex.service.binding.{binding}">{inside}</bodyContent></body>
</serv:message>""".encode()


def response(prefix: str, name: str, inside: str) -> bytes:
    """A successful response as the service writes it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:serv="{PREFIXES["serv"]}" xmlns:com="{PREFIXES["com"]}" xmlns:att="{PREFIXES["att"]}"
 xmlns:{prefix}="{PREFIXES[prefix]}">
<serv:header><serv:response><serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus>
</serv:response></serv:header>
<serv:body><serv:bodyContent xsi:type="{prefix}:{name}Response"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inside}</serv:bodyContent></serv:body>
</serv:message>""".encode()


FAILURE = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<serv:message xmlns:serv="{PREFIXES["serv"]}"><serv:header><serv:response><serv:result>FAILURE</serv:result>
<serv:reason>Gr\xfc\xdfe: no record</serv:reason><serv:gsbStatus>PRIMARY</serv:gsbStatus>
<serv:exceptionID>000015</serv:exceptionID></serv:response></serv:header>
<serv:body><serv:bodyContent/></serv:body></serv:message>""".encode("iso-8859-1")

WHO = "<webExID>host@example.com</webExID><password>planted</password>"

VALID: dict[str, tuple[Side, bytes]] = {
    "ask-site-type": (Side.REQUEST, request("ep.GetSiteType", "\n  <!-- nothing -->\n")),
    "create-meeting": (
        Side.REQUEST,
        request(
            "meeting.CreateMeeting",
            "<accessControl><meetingPassword>planted</meetingPassword></accessControl>"
            "<metaData><confName>Weekly</confName><agenda>Plans</agenda></metaData>"
            "<participants><attendees><attendee><person><name>Ann</name><email>ann@example.com</email>"
            "<type>VISITOR</type></person><role>ATTENDEE</role></attendee></attendees></participants>"
            "<enableOptions><chat>true</chat></enableOptions>"
            "<schedule><startDate>01/31/2030 10:00:00</startDate><duration>20</duration>"
            "<timeZoneID>45</timeZoneID></schedule>"
            "<telephony><telephonySupport>NONE</telephonySupport></telephony>",
            WHO,
        ),
    ),
    "delete-meeting": (Side.REQUEST, request("meeting.DelMeeting", "<meetingKey>17</meetingKey>", WHO)),
    "list-meetings": (
        Side.REQUEST,
        request(
            "meeting.LstsummaryMeeting",
            "<listControl><startFrom>1</startFrom><maximumNum>10</maximumNum><listMethod>OR</listMethod>"
            "</listControl><order><orderBy>STARTTIME</orderBy><orderAD>ASC</orderAD></order>",
            WHO,
        ),
    ),
    "access-token": (
        Side.REQUEST,
        request(
            "user.AuthenticateUser", "<accessToken>planted</accessToken>", "<webExID>a@example.com</webExID>"
        ),
    ),
    "signed-in": (
        Side.RESPONSE,
        response(
            "use",
            "authenticateUser",
            "<use:sessionTicket>planted</use:sessionTicket><use:createTime>1431725387202</use:createTime>"
            "<use:timeToLive>5400</use:timeToLive>",
        ),
    ),
    "site-type": (
        Side.RESPONSE,
        response("ep", "getSiteType", "<ep:siteType>3</ep:siteType>"),
    ),
    "meetings": (
        Side.RESPONSE,
        response(
            "meet",
            "lstsummaryMeeting",
            "<meet:meeting><meet:meetingKey>210007422</meet:meetingKey><meet:confName>Weekly</meet:confName>"
            "<meet:meetingType>3</meet:meetingType><meet:hostWebExID>host</meet:hostWebExID>"
            "<meet:startDate>01/31/2030 10:00:00</meet:startDate><meet:duration>20</meet:duration>"
            "<meet:listStatus>PUBLIC</meet:listStatus></meet:meeting>"
            "<meet:matchingRecords><serv:total>1</serv:total><serv:returned>1</serv:returned>"
            "<serv:startFrom>1</serv:startFrom></meet:matchingRecords>",
        ),
    ),
    "user": (
        Side.RESPONSE,
        response(
            "use",
            "getUser",
            "<use:firstName>Ann</use:firstName><use:webExId>ann@example.com</use:webExId>"
            "<use:phones><com:phone>1,5550100,,,,</com:phone></use:phones>"
            "<use:email>ann@example.com</use:email><use:privilege><use:host>true</use:host></use:privilege>"
            "<use:active>ACTIVATED</use:active>",
        ),
    ),
    "access-history": (
        Side.RESPONSE,
        response(
            "history",
            "lstrecordaccessHistory",
            "<history:recordAccessHistory><history:recordID>17</history:recordID>"
            "<history:viewed>3</history:viewed></history:recordAccessHistory>",
        ),
    ),
    "failure": (Side.RESPONSE, FAILURE),
    "changed": (Side.RESPONSE, response("use", "setUser", "")),
}

# name of the valid document, what is replaced, what takes its place
NEAR_MISSES: list[tuple[str, str, str]] = [
    ("delete-meeting", "<meetingKey>17</meetingKey>", ""),
    ("delete-meeting", "meetingKey>", "meetingkey>"),
    ("create-meeting", "<chat>true</chat>", "<chat>TRUE</chat>"),
    ("create-meeting", "<chat>true</chat>", "<chat>true</chat><chat>true</chat>"),
    ("create-meeting", "<chat>true</chat>", "<chatter>true</chatter>"),
    ("create-meeting", "<telephonySupport>NONE", "<telephonySupport>none"),
    ("create-meeting", "<duration>20", "<duration>twenty"),
    ("create-meeting", "<agenda>Plans", "<agenda>" + "x" * 2501),
    ("create-meeting", "<type>VISITOR", "<type>GUEST"),
    ("create-meeting", "<header>", "<header>text"),
    ("create-meeting", "<schedule>", '<schedule at="once">'),
    ("list-meetings", "<listMethod>OR", "<listMethod>XOR"),
    ("list-meetings", "<orderBy>STARTTIME</orderBy>", "<orderBy>STARTTIME</orderBy>" * 4),
    ("signed-in", "1431725387202", "soon"),
    ("site-type", "<ep:siteType>3</ep:siteType>", ""),
    ("site-type", "<ep:siteType>3</ep:siteType>", "<ep:siteType><ep:one/></ep:siteType>"),
    ("meetings", "<serv:total>1</serv:total>", ""),
    ("meetings", "<meet:meetingKey>210007422</meet:meetingKey>", ""),
    ("meetings", "meet:confName", "com:confName"),
    ("user", "<use:active>ACTIVATED", "<use:active>ACTIVE"),
    ("user", "<use:webExId>ann@example.com</use:webExId>", ""),
    ("access-history", "<history:viewed>3", "<history:viewed>often"),
    ("failure", "<serv:result>FAILURE</serv:result>", ""),
    ("failure", "FAILURE", "FAILED"),
    ("failure", "PRIMARY", "SECONDARY"),
    ("failure", "000015", "15"),
    ("failure", "<serv:bodyContent/>", "<serv:bodyContent><serv:total>1</serv:total></serv:bodyContent>"),
    ("changed", 'use:setUserResponse"\n', 'use:setUserResponse" more="1"\n'),
]


def envelope(schema: XmlSchema, type_name: str, path: tuple[str, ...] = (), *, whole: bool = False) -> Any:
    """A message with a body of a type: what must be there, what leads along `path`, or everything.

    Args:
        schema: the schema of an edition.
        type_name: the type of the body, `{namespace}name`.
        path: elements, `{namespace}name`, that shall be there though they need not.
        whole: whether every optional element is there once.
    """
    root = etree.Element(f"{{{PREFIXES['serv']}}}message", nsmap=PREFIXES)
    header = etree.SubElement(root, f"{{{PREFIXES['serv']}}}header")
    if type_name.endswith("Response"):
        answer = etree.SubElement(header, f"{{{PREFIXES['serv']}}}response")
        etree.SubElement(answer, f"{{{PREFIXES['serv']}}}result").text = "SUCCESS"
    body = etree.SubElement(root, f"{{{PREFIXES['serv']}}}body")
    content = etree.SubElement(body, f"{{{PREFIXES['serv']}}}bodyContent")
    namespace, _, name = type_name[1:].partition("}")
    prefix = next(prefix for prefix, each in PREFIXES.items() if each == namespace)
    content.set(XSI, f"{prefix}:{name}")
    fill(content, schema.type_model(type_name), path, whole=whole)
    return root


def fill(parent: Any, kind: Any, path: tuple[str, ...], *, whole: bool) -> None:
    """Give an element what its type asks for."""
    for part in kind.content.iter_elements():
        if part.name is None:
            continue
        wanted = bool(path) and part.name == path[0]
        for _ in range(max(part.min_occurs, 1 if whole or wanted else 0)):
            child = etree.SubElement(parent, part.name)
            if part.type.is_complex():
                if not part.type.mixed:
                    fill(child, part.type, path[1:] if wanted else (), whole=whole)
            else:
                child.text = value(part.type)


def value(kind: Any) -> str:
    """A value that a simple type takes."""
    if kind.enumeration:
        return str(kind.enumeration[0])
    if kind.patterns:
        return "000015"
    name = kind.primitive_type.local_name
    if name == "boolean":
        return "true"
    if name == "base64Binary":
        return "AAAA"
    return "1" if name in NUMBERS else "text"
