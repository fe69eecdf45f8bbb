"""Users of the XML door on classic, CI and Control Hub managed sites."""

from __future__ import annotations

import pytest

from conformance.emulator.sites import XML_EDITIONS
from tests.emulator.xml_desk import NORTH, Door

NEW = {"firstName": "Pia", "lastName": "Roth", "webExId": "pia.roth", "email": "pia.roth@example.com"}
IGNORED = {
    "email": "other@example.com",
    "email2": "second@example.com",
    "password": "Other-Pass1",
    "passwordHint": "hint",
    "passwordHintAnswer": "answer",
    "timeZone": "GMT+00:00, GMT (London)",
    "timeZoneID": "21",
    "timeZoneWithDST": "London",
    "locale": "UK",
    "language": "GERMAN",
    "languageID": "6",
    "active": "DEACTIVATED",
    "security/forceChangePassword": "true",
}


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _get(door, name, who="admin", **security):
    return door.ask("user.GetUser", who, security=security or None, webExId=name)


def _set(door, name, who="admin", **values):
    content = {"webExId": name, **values}
    return door.raw(door.message("user.SetUser", door.credentials(who), content)).id


def _login(door, name, password):
    security = {"siteName": "north-example", "webExID": name, "password": password}
    return door.ask("user.GetUser", security=security, webExId=name).id


def test_a_user_is_made_read_changed_listed_and_deleted(door):
    """A user is made, read, changed, listed and deleted, one status for each name."""
    made = door.ask("user.CreateUser", "admin", **NEW, password="Kiln-Pass9", title="Glazier")
    assert made.id == "", made.reason
    shown = _get(door, "pia.roth")
    assert shown.text("userId") == made.text("userId")
    assert (shown.text("password"), shown.text("title")) == ("******", "Glazier")
    assert shown.text("active") == "ACTIVATED"
    assert _login(door, "pia.roth", "Kiln-Pass9") == ""
    assert _set(door, "PIA.ROTH", title="Master", password="Kiln-Pass10", newWebExId="pia") == ""
    assert _get(door, "pia").text("title") == "Master"
    assert _login(door, "pia", "Kiln-Pass9") == "030002"
    assert _login(door, "pia", "Kiln-Pass10") == ""
    assert door.ask("user.LstsummaryUser", "admin", webExId="pia").texts("user/lastName") == ["Roth"]
    gone = door.ask("user.DelUser", "admin", webExId=["pia", "nobody", "ivy.admin"])
    assert gone.texts("user/status") == ["SUCCESS", "FAILURE", "FAILURE"]
    assert _get(door, "pia").id == "030001"


def test_the_order_of_a_profile_is_that_of_the_schema(door):
    """The order of a profile is that of the schema."""
    names = _get(door, "theo.host").children
    wanted = ["firstName", "lastName", "webExId", "email", "password", "timeZoneID", "privilege", "active"]
    assert [each for each in names if each in wanted] == wanted
    assert names[-4:] == ["webexAssistantEnabled", "avatar", "largeEventCapacity", "freeAccount"]


def test_names_and_addresses_are_used_once(door):
    """Names and addresses are used once."""
    door.ask("user.CreateUser", "admin", **NEW)
    assert door.ask("user.CreateUser", "admin", **NEW).id == "030004"
    assert door.ask("user.CreateUser", "admin", **NEW | {"webExId": "p2"}).id == "030005"
    assert _set(door, "pia.roth", newWebExId="theo.host") == "030004"
    assert _set(door, "pia.roth", email="theo.host@example.com") == "030005"
    assert _set(door, "pia.roth", email="Pia.Roth@example.com") == ""


@pytest.mark.parametrize("who", ["host", "officer", "attendee"])
def test_only_administrators_work_on_others(door, who):
    """Only administrators work on others."""
    assert door.ask("user.CreateUser", who, **NEW).id == "000001"
    assert door.ask("user.DelUser", who, webExId="theo.host").id == "000001"
    assert door.ask("user.ActivateUser", who, webExId="mira.host").id == "000001"
    assert _set(door, "mira.host", who, title="x") == "000001"
    assert _get(door, "mira.host", who).id == ("" if who == "officer" else "000001")
    assert door.ask("user.LstsummaryUser", who).id == ("" if who == "officer" else "000001")


def test_users_work_on_themselves_but_not_on_their_rights(door):
    """Users change their own account, but not their own privileges."""
    assert _set(door, "theo.host", "host", title="Blower") == ""
    assert _get(door, "theo.host", "host").text("title") == "Blower"
    assert _set(door, "theo.host", "host", privilege={"siteAdmin": "true"}) == "000001"


def test_a_user_administrator_manages_users(door):
    """A user administrator manages users."""
    door.traits(userAdmins=["mira.host@example.com"])
    assert door.ask("user.CreateUser", "other", **NEW).id == ""


def test_unknown_users_are_told(door):
    """Unknown users are told."""
    assert _get(door, "nobody").id == "030001"
    assert _set(door, "nobody", title="x") == "030001"
    assert door.ask("user.ActivateUser", "admin", webExId="nobody").id == "030001"


def test_a_deactivated_user_cannot_come_in_until_activated(door):
    """A deactivated user cannot come in until activated."""
    assert _set(door, "theo.host", active="DEACTIVATED") == ""
    assert _login(door, "theo.host", "Granite-Host-43") == "030002"
    assert door.ask("user.ActivateUser", "admin", webExId="theo.host").id == ""
    assert _login(door, "theo.host", "Granite-Host-43") == ""


def test_personal_room_attributes_have_defaults(door):
    """Personal room attributes have defaults."""
    door.ask("user.CreateUser", "admin", **NEW)
    shown = _get(door, "pia.roth")
    assert shown.text("personalMeetingRoom/PMRAutoLock") == "false"
    assert shown.text("personalMeetingRoom/PMRAutoLockWaitTime") == "10"
    assert shown.texts("personalMeetingRoom/PRNotifications/mode") == ["EMAIL"]


def test_personal_room_attributes_are_kept(door):
    """Personal room attributes are kept."""
    room = {"PMRAutoLock": "TRUE", "PMRAutoLockWaitTime": 17, "PRNotifications": {"mode": ["EMAIL", "SMS"]}}
    door.ask("user.CreateUser", "admin", **NEW, personalMeetingRoom=room)
    assert _set(door, "pia.roth", personalMeetingRoom={"PMRAutoLockWaitTime": 5}) == ""
    shown = _get(door, "pia.roth")
    assert shown.text("personalMeetingRoom/PMRAutoLock") == "true"
    assert shown.text("personalMeetingRoom/PMRAutoLockWaitTime") == "5"
    assert shown.texts("personalMeetingRoom/PRNotifications/mode") == ["EMAIL", "SMS"]


@pytest.mark.parametrize(("kind", "edition"), [("ci", "9.0"), ("ci", "41.12"), ("controlHub", "41.10")])
def test_users_of_unified_sites_are_not_managed_here(door, kind, edition):
    """Users of unified sites are not managed here."""
    door.traits(xmlKind=kind, xmlEdition=edition)
    name = "theo.host@example.com"
    assert door.ask("user.CreateUser", "admin", webExId="a@example.com", odd="x").id == "030098"
    assert door.ask("user.DelUser", "admin", webExId=name).id == "030098"
    assert door.ask("user.ActivateUser", "admin", webExId=name).id == "030098"


@pytest.mark.parametrize("path", IGNORED)
def test_ci_sites_ignore_what_is_of_the_common_profile(door, path):
    """CI sites ignore what is of the common profile."""
    door.traits(xmlKind="ci")
    name = "theo.host@example.com"
    before = _get(door, name).texts(path)
    group, _, inner = path.partition("/")
    value = {inner: IGNORED[path]} if inner else IGNORED[path]
    assert _set(door, name, **{group: value}, title="Kept") == ""
    assert _get(door, name).texts(path) == before
    assert _get(door, name).text("title") == "Kept"
    assert _login(door, name, "Granite-Host-43") == ""


@pytest.mark.parametrize("path", [each for each in IGNORED if each != "password"])
def test_classic_sites_take_all_of_it(door, path):
    """Classic sites take over all that CI sites ignore."""
    group, _, inner = path.partition("/")
    value = {inner: IGNORED[path]} if inner else IGNORED[path]
    assert _set(door, "theo.host", **{group: value}) == ""
    shown = _get(door, "theo.host").text(path)
    assert path in ("timeZone", "timeZoneWithDST") or shown == IGNORED[path]


@pytest.fixture
def hub(door):
    """Give a door to a Control Hub managed site."""
    door.traits(xmlKind="controlHub")
    return door


def _new(**more):
    return NEW | {"webExId": NEW["email"], "password": "Kiln-Pass9", "active": "ACTIVATED"} | more


def test_control_hub_ignores_password_and_active_of_new_users(hub):
    """Control Hub ignores password and active of new users."""
    assert hub.ask("user.CreateUser", "admin", **_new()).id == ""
    assert _get(hub, NEW["email"]).text("active") == "REQUEST_TO_ACTIVATE"
    assert _set(hub, NEW["email"], active="ACTIVATED") == ""
    assert _get(hub, NEW["email"]).text("active") == "REQUEST_TO_ACTIVATE"
    assert hub.ask("user.ActivateUser", "admin", webExId=NEW["email"]).id == ""
    assert _get(hub, NEW["email"]).text("active") == "REQUEST_TO_ACTIVATE"
    hub.traits(verifiedUsers=[NEW["email"]])
    assert _get(hub, NEW["email"]).text("active") == "ACTIVATED"
    assert _login(hub, NEW["email"], "Kiln-Pass9") == "030002"


def test_control_hub_takes_the_address_for_the_name(hub):
    """Control Hub takes the address for the name."""
    assert hub.ask("user.CreateUser", "admin", **_new(webExId="pia")).id == ""
    assert _get(hub, NEW["email"]).text("webExId") == NEW["email"]
    assert _get(hub, "pia").id == "030001"
    assert _get(hub, "theo.host").text("email") == "theo.host@example.com"
    assert _get(hub, "theo.host@example.com").text("email") == "theo.host@example.com"
    assert _set(hub, "theo.host", newWebExId="theo") == ""
    assert _get(hub, "theo").id == "030001"


def test_control_hub_keeps_the_password_of_old_users(hub):
    """Control Hub keeps the password of old users."""
    assert _set(hub, "theo.host", password="Other-Pass1") == ""
    assert _login(hub, "theo.host", "Granite-Host-43") == ""


def test_control_hub_lets_full_administrators_change_addresses(hub):
    """Control Hub lets full administrators change addresses."""
    assert _set(hub, "theo.host", email="theo@example.com") == ""
    assert _get(hub, "theo@example.com").id == ""
    assert _set(hub, "theo.host", email="mira.host@example.com") == "030118"
    hub.traits(foreignUsers=["far@example.com"], userAdmins=["mira.host@example.com"])
    assert _set(hub, "theo.host", email="FAR@example.com") == "030117"
    assert _set(hub, "theo.host", "other", email="near@example.com") == "030120"
    assert _set(hub, "theo.host", email="nothing") == "999999"


def test_control_hub_refuses_users_of_others(hub):
    """Control Hub refuses users of others."""
    hub.traits(foreignUsers=[NEW["email"]])
    answer = hub.ask("user.CreateUser", "admin", **_new())
    assert answer.id == "030117"
    assert answer.reason.startswith("This user exists outside your org")
    hub.traits(foreignUsers=[])
    assert hub.ask("user.CreateUser", "admin", **_new(email="", webExId="plain")).id == "999999"


def test_control_hub_wants_a_scope_for_provisioning(hub):
    """Control Hub wants a scope for provisioning."""
    world = hub.desk.emulator.world
    admin = hub.desk.people["admin"]
    for scopes, expected in ((["spark:all"], "030119"), (["spark:all", "webexsquare:admin"], "")):
        token = world.mint(admin, frozenset(scopes))
        security = {"siteName": "north-example", "webExID": admin.email, "accessToken": token}
        assert hub.ask("user.CreateUser", security=security, **_new()).id == expected
        assert hub.ask("user.SetUser", security=security, webExId="theo.host", title="x").id == expected
        assert hub.ask("user.GetUser", security=security, webExId="theo.host").id == ""


def test_control_hub_deactivates_in_place_of_deleting(hub):
    """Control Hub deactivates in place of deleting."""
    assert hub.ask("user.DelUser", "admin", webExId="theo.host").texts("user/status") == ["SUCCESS"]
    shown = _get(hub, "theo.host")
    assert (shown.text("active"), shown.text("privilege/host")) == ("DEACTIVATED", "false")
    assert _login(hub, "theo.host", "Granite-Host-43") == "030002"
    assert _set(hub, "theo.host", active="ACTIVATED") == ""
    assert _login(hub, "theo.host", "Granite-Host-43") == ""


def test_control_hub_does_not_bring_back_who_never_was_verified(hub):
    """Control Hub does not bring back who never was verified."""
    hub.ask("user.CreateUser", "admin", **_new())
    hub.ask("user.DelUser", "admin", webExId=NEW["email"])
    assert _set(hub, NEW["email"], active="ACTIVATED") == ""
    assert _get(hub, NEW["email"]).text("active") == "DEACTIVATED"
    hub.traits(verifiedUsers=[NEW["email"].upper()])
    assert _set(hub, NEW["email"], active="ACTIVATED") == ""
    assert _get(hub, NEW["email"]).text("active") == "ACTIVATED"


@pytest.mark.parametrize("edition", XML_EDITIONS)
def test_elements_of_a_user_come_with_their_release(door, edition):
    """Elements of a user come with their release."""
    door.traits(xmlEdition=edition)
    shown = _get(door, "theo.host")
    brought = {"webexAssistantEnabled": "41.2", "phones/hostPIN": "41.5", "avatar/initials": "41.6"}
    brought |= {"largeEventCapacity": "41.6", "freeAccount": "41.11"}
    for path, release in brought.items():
        there = XML_EDITIONS.index(edition) >= XML_EDITIONS.index(release)
        assert bool(shown.texts(path)) is there, path


def test_host_pins_are_made_for_hosts_and_administrators(door):
    """Host PINs are made for hosts and administrators."""
    for number, privilege in enumerate(({}, {"host": "false"}, {"host": "false", "roSiteAdmin": "true"})):
        name = f"p{number}"
        new = {"webExId": name, "email": f"{name}@example.com", "privilege": privilege}
        assert door.ask("user.CreateUser", "admin", **new).id == ""
        pins = _get(door, name).texts("phones/hostPIN")
        assert [len(each) for each in pins] == ([] if number == 1 else [4])


def test_the_host_pin_of_the_room_wins(door):
    """The host PIN of the personal room wins over that of the phones."""
    assert _set(door, "theo.host", phones={"hostPIN": "1111", "phone": "5"}) == ""
    assert _get(door, "theo.host").text("phones/hostPIN") == "1111"
    assert _set(door, "theo.host", phones={"hostPIN": "2222"}, personalMeetingRoom={"hostPIN": "3333"}) == ""
    assert _get(door, "theo.host").text("phones/hostPIN") == "3333"
    assert _get(door, "theo.host").text("phones/phone") == "5"


def test_without_the_toggle_pins_of_phones_do_not_count(door):
    """Without the toggle, PINs of phones are neither taken nor shown."""
    door.traits(startMeetingFromPhone=False)
    assert _set(door, "theo.host", phones={"hostPIN": "1111"}) == ""
    shown = _get(door, "theo.host")
    assert shown.texts("phones/hostPIN") == []
    assert shown.text("personalMeetingRoom/hostPIN") == "7382"


def test_the_pin_of_phones_is_unknown_before_41_5(door):
    """The PIN of phones is unknown before 41.5."""
    door.traits(xmlEdition="41.4")
    assert _set(door, "theo.host", phones={"hostPIN": "1111"}) == "999999"


def test_lists_are_chosen_ordered_and_cut(door):
    """Lists are chosen by one or all criteria, ordered, and cut into pages."""
    order = {"orderBy": ["LASTNAME"], "orderAD": ["DESC"]}
    answer = door.ask(
        "user.LstsummaryUser", "admin", order=order, listControl={"startFrom": 2, "maximumNum": 2}
    )
    assert answer.texts("user/lastName") == ["Okafor", "Larsson"]
    assert answer.children == ["user", "user", "matchingRecords"]
    assert answer.texts("matchingRecords/total") == ["5"]
    assert answer.texts("matchingRecords/returned") == ["2"]
    both = {"firstName": "Theo", "lastName": "castellanos"}
    assert door.ask("user.LstsummaryUser", "admin", **both).id == "000015"
    either = door.ask("user.LstsummaryUser", "admin", **both, listControl={"listMethod": "OR"})
    assert either.texts("user/firstName") == ["Theo", "Mira"]
    assert door.ask("user.LstsummaryUser", "admin", listControl={"startFrom": 99}).id == "000015"
    assert door.ask("user.LstsummaryUser", "admin", listControl={"startFrom": -1}).id == "999999"
    assert len(door.ask("user.LstsummaryUser", "admin", listControl={"startFrom": 0}).texts("user")) == 5


@pytest.mark.parametrize(
    ("scope", "id_"),
    [
        ({"regDateStart": "2/5/2024 00:00:00", "timeZoneID": 21}, ""),
        ({"regDateStart": "02/06/2024"}, "000015"),
        ({"regDateEnd": "02/04/2024 23:59"}, "000015"),
        ({"regDateStart": "02/30/2024"}, "999999"),
        ({"regDateStart": "2024-02-05"}, "999999"),
        ({"regDateStart": "01/01/1970"}, "999999"),
        ({"timeZoneID": 63}, "999999"),
        ({"timeZoneID": -1}, ""),
    ],
)
def test_lists_are_cut_by_the_day_of_registration(door, scope, id_):
    """Lists are cut by the day of registration."""
    assert door.ask("user.LstsummaryUser", "admin", dataScope=scope).id == id_


@pytest.mark.parametrize(
    "values",
    [
        {"active": "MAYBE"},
        {"timeZoneID": "x"},
        {"timeZoneID": 99},
        {"privilege": {"host": "yes"}},
        {"privilege": {"king": "true"}},
        {"personalMeetingRoom": {"PRNotifications": {"mode": "PIGEON"}}},
    ],
)
def test_wrong_values_are_refused(door, values):
    """Wrong values are refused."""
    assert _set(door, "theo.host", **values) == "999999"


def test_users_of_one_site_are_unknown_on_the_others(door):
    """Users of one site are unknown on the others."""
    door.ask("user.CreateUser", "admin", **NEW)
    security = door.credentials("admin") | {"siteName": "south-example"}
    assert door.ask("user.GetUser", security=security, webExId="pia.roth").id == "030001"
    assert door.ask("user.GetUser", security=security, webExId="theo.host").id == ""


def test_everything_is_as_before_after_a_reset(door):
    """Everything is as before after a reset."""
    door.ask("user.CreateUser", "admin", **NEW)
    door.desk.control("POST", "/reset")
    assert _get(door, "pia.roth").id == "030001"
    assert door.desk.control("GET", f"/sites/{NORTH}").json()["xmlKind"] == "classic"
