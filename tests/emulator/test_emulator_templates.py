"""Meeting templates and their locales (`guide`, "Meeting Template Locales")."""

from __future__ import annotations

import pytest

LOCALES = (
    *("bg_BG", "es_SP", "zh_CN", "zh_TW", "hr_HR", "cs_CZ", "da_DK", "nl_NL", "en_GB", "en_US", "fr_CA"),
    *("fr_FR", "de_DE", "hu_HU", "it_IT", "ja_JP", "ko_KR", "no_NO", "pl_PL", "pt_BR", "ro_RO", "ru_RU"),
    *("sr_RS", "es_ES", "sv_SE", "tr_TR"),
)
KEYS = ["id", "name", "locale", "siteUrl", "templateType", "isDefault", "isStandard"]


def templates(desk, who="host", status=200, **query):
    """List templates; give the items, or nothing for a refusal."""
    answer = desk.call("GET", "/meetings/templates", who, params=query)
    assert status == answer.status_code, answer.text
    return answer.json().get("items", [])


def the(desk, name):
    """Find a template of the default locale by the beginning of its name."""
    return next(each for each in templates(desk) if each["name"].startswith(name))


def test_every_locale_has_its_own_templates(desk):
    """Each item says which locale it is in, and no name or id is in two of them."""
    items = {locale: templates(desk, locale=locale) for locale in LOCALES}

    assert {(locale,) for locale in LOCALES} == {
        tuple({each["locale"] for each in found}) for found in items.values()
    }
    for name in ("id", "name"):
        assert 26 * 5 == len({each[name] for found in items.values() for each in found})
    assert KEYS == list(items["de_DE"][0])


def test_the_default_locale_is_american_english(desk):
    """A list without a locale is the one of en_US; a locale that is not in the table is refused."""
    assert templates(desk, locale="en_US") == templates(desk)
    for locale in ("en", "en-US", "fi_FI", "de_de", ""):
        assert [] == templates(desk, status=400, locale=locale)


def test_lists_are_filtered(desk):
    """By type, by default and standard ones, and by site."""
    names = {each["name"] for each in templates(desk, templateType="webinar")}
    assert {"Open lecture (en_US)", "Staff assembly (en_US)"} == names
    assert ["Everyday meeting (en_US)"] == [
        each["name"] for each in templates(desk, templateType="meeting", isDefault="true")
    ]
    assert {False} == {each["isStandard"] for each in templates(desk, isStandard="false")}
    assert {"south-example.webex.com"} == {
        each["siteUrl"] for each in templates(desk, siteUrl="south-example.webex.com")
    }
    for query in ({"templateType": "lunch"}, {"isDefault": "maybe"}, {"siteUrl": "nowhere"}):
        templates(desk, status=400, **query)
    desk.control("PATCH", "/sites/north-example.webex.com", webinars=False)
    assert {"meeting"} == {each["templateType"] for each in templates(desk)}


def test_templates_are_for_hosts_and_those_who_act_for_them(desk):
    """Administrators name a host, others cannot; a scope and a site are needed."""
    assert templates(desk) == templates(desk, "admin", hostEmail="theo.host@example.com")
    templates(desk, "host", 403, hostEmail="mira.host@example.com")
    templates(desk, "guest", 403)
    templates(desk, "nobody", 401)


def test_a_template_tells_the_meeting_that_it_makes(desk):
    """The details add a meeting, in the zone of the header; an unknown id is 404."""
    item = the(desk, "Lesson")
    headers = {"timezone": "Asia/Tokyo"}

    shown = desk.call("GET", f"/meetings/templates/{item['id']}", headers=headers).json()

    meeting = shown.pop("meeting")
    assert item == shown
    assert ("2031-03-03T19:00:00+09:00", {"enabledFileTransfer": True}) == (
        meeting["start"],
        meeting["meetingOptions"],
    )
    assert 404 == desk.call("GET", "/meetings/templates/unknown").status_code
    assert 405 == desk.call("POST", "/meetings/templates", json={}).status_code


def test_a_template_fills_in_what_a_creation_leaves_open(desk):
    """Its settings apply, what the body names wins, down to single options."""
    template = the(desk, "Lesson")["id"]

    made = desk.create(templateId=template, meetingOptions={"enabledChat": False})

    assert (30, False, True) == (
        made["reminderTime"],
        made["meetingOptions"]["enabledChat"],
        made["meetingOptions"]["enabledFileTransfer"],
    )
    assert 5 == desk.create(templateId=template, reminderTime=5)["reminderTime"]
    assert "webinar" == desk.create(templateId=the(desk, "Staff")["id"])["scheduledType"]


def test_a_template_that_does_not_fit_is_refused(desk):
    """Unknown ones, those of another site, and those for another kind of meeting."""
    south = templates(desk, siteUrl="south-example.webex.com")[0]["id"]
    webinar = the(desk, "Open lecture")["id"]

    for body in (
        {"templateId": "unknown"},
        {"templateId": south},
        {"templateId": webinar, "scheduledType": "meeting"},
    ):
        answer = desk.call("POST", "/meetings", json=desk.body(**body))
        assert (400, True) == (answer.status_code, "'templateId'" in answer.text)
    desk.create(templateId=south, siteUrl="south-example.webex.com")


@pytest.mark.parametrize("locale", LOCALES)
def test_one_locale_is_refused(desk, locale):
    """The others are not, nor is a list that names none."""
    desk.faults(f"locale-refused:{locale}")

    refused = {
        each for each in LOCALES if desk.call("GET", f"/meetings/templates?locale={each}").status_code == 400
    }

    assert {locale} == refused
    templates(desk)


@pytest.mark.parametrize("name", KEYS)
def test_items_lack_a_property(desk, name):
    """That one and no other, in the list; the details of a template are whole."""
    before = templates(desk)
    assert 200 == desk.faults(f"template-drops:{name}").status_code

    for whole, item in zip(before, templates(desk), strict=True):
        assert whole == {name: whole[name], **item}
        assert name not in item
    shown = desk.call("GET", f"/meetings/templates/{before[0]['id']}").json()
    assert set(KEYS) < set(shown)
    assert 400 == desk.faults("template-drops:meeting").status_code


def test_the_default_locale_is_another(desk):
    """Only lists without a locale change."""
    desk.faults("locale-default")

    assert {"de_DE"} == {each["locale"] for each in templates(desk)}
    assert {"en_US"} == {each["locale"] for each in templates(desk, locale="en_US")}
    assert 400 == desk.faults("locale-refused:fi_FI").status_code


def test_a_default_option_of_a_tracking_code_is_added(desk):
    """Creations and updates that leave the code out get it; null clears all codes."""
    region = {"name": "Region", "value": "Highlands"}
    one_off = desk.create()
    assert [region] == one_off["trackingCodes"]
    path = f"/meetings/{one_off['id']}"
    for codes, shown in (
        ([{"name": "Division", "value": "Part-time"}], [{"name": "Division", "value": "Part-time"}, region]),
        ([{"name": "Region", "value": "Coast"}], [{"name": "Region", "value": "Coast"}]),
        ([], [region]),
    ):
        assert shown == desk.call("PATCH", path, json={"trackingCodes": codes}).json()["trackingCodes"]
    assert "trackingCodes" not in desk.call("PATCH", path, json={"trackingCodes": None}).json()


@pytest.mark.parametrize(
    ("code", "fine"),
    [
        ({"name": "Division", "value": "x" * 120}, True),
        ({"name": "Division", "value": "x" * 121}, False),
        ({"name": "Division", "value": ""}, False),
        ({"name": "", "value": "x"}, False),
        ({"name": "Division"}, False),
        ({"name": "Region", "value": "Desert"}, False),
    ],
)
def test_tracking_codes_have_limits(desk, code, fine):
    """Names and values are not empty and have at most 120 characters; select codes have options."""
    path = f"/meetings/{desk.create()['id']}"

    answer = desk.call("PATCH", path, json={"trackingCodes": [code]})

    assert (200 if fine else 400) == answer.status_code


@pytest.mark.parametrize(
    ("kind", "status"), [("meeting", 400), ("personalRoomMeeting", 400), ("webinar", 200)]
)
def test_polling_is_for_webinars(desk, kind, status):
    """Creations and updates of other meetings cannot switch it on; the call-back is free."""
    options = {"meetingOptions": {"enabledPolling": True}}
    body = desk.body(scheduledType=kind, **options)
    assert status == desk.call("POST", "/meetings", json=body).status_code
    made = desk.create(scheduledType=kind, audioConnectionOptions={"enabledAudienceCallBack": True})
    assert status == desk.call("PATCH", f"/meetings/{made['id']}", json=options).status_code
