"""Users of Control Hub managed sites at the XML door, as they are and as each deviation spoils them."""

from __future__ import annotations

import pytest

from conformance.emulator.xml.slips.hub import NAMES
from tests.emulator.xml_desk import Door

PIA, UMA, KIM = "pia@example.com", "uma@example.com", "kim@example.com"
THEO = "theo.host@example.com"
OLD = {"webExId": "kim", "email": KIM, "password": "Kiln-Pass9"}
SENT = "Other-Pass1"
FOREIGN = "far@example.com"


class Hub:
    """A site that was converted, with one user from before; gives exception ids and texts."""

    def __init__(self, door):
        """Make the user, and convert the site."""
        self.door = door
        assert door.ask("user.CreateUser", "admin", **OLD).id == ""
        door.traits(xmlKind="controlHub")

    def create(self, who="admin", security=None, **more):
        """Make a new user and give the answer."""
        body = {"webExId": PIA, "email": PIA, "firstName": "Pia"} | more
        return self.door.ask("user.CreateUser", who, security, **body)

    def set(self, name, who="admin", security=None, **more):
        """Change a user and give the exception id."""
        given = self.as_(*who) if isinstance(who, tuple) else security or self.door.credentials(who)
        return self.door.raw(self.door.message("user.SetUser", given, {"webExId": name, **more})).id

    def delete(self, name):
        """Delete a user, or try to."""
        assert self.door.ask("user.DelUser", "admin", webExId=name).id == ""

    def get(self, name, path="email", security=None):
        """Look at a user and give a text, or the exception id."""
        answer = self.door.ask("user.GetUser", "admin", security, webExId=name)
        return answer.id or answer.text(path)

    def listed(self, email, path):
        """Give a text of the list of users."""
        return self.door.ask("user.LstsummaryUser", "admin", email=email).text(f"user/{path}")

    def as_(self, name, password="", **more):
        """Give a security context."""
        return {"siteName": "north-example", "webExID": name, "password": password} | more

    def ticket(self, name, password):
        """Sign in and give a ticket, or the exception id."""
        answer = self.door.ask("user.AuthenticateUser", security=self.as_(name, password))
        return answer.id or answer.text("sessionTicket")

    def token(self, *scopes, who="admin"):
        """Give the security context of somebody with an access token."""
        person = self.door.desk.people[who]
        return self.as_(
            person.email, accessToken=self.door.desk.emulator.world.mint(person, frozenset(scopes))
        )


@pytest.fixture
def hub(desk, caplog):
    """Give a converted site, whose emulator must not fail on the inside."""
    yield Hub(Door(desk))
    assert caplog.messages == []


def _made(hub, path="active", verified=(), later=(), **more):
    hub.door.traits(verifiedUsers=list(verified))
    assert hub.create(**more).id == ""
    hub.door.traits(verifiedUsers=[*verified, *later])
    return hub.get(PIA, path)


def _changed(hub, look, *name, who="admin", **more):
    hub.create(active="DEACTIVATED")
    said = hub.set(PIA, who, **more)
    return said or hub.get(*name or (PIA,), path=look)


def _signs_in(hub, name, password):
    return hub.ticket(name, password)[:6] == "030002"


def _password_sent(hub, name, **more):
    hub.door.traits(verifiedUsers=[PIA])
    hub.create(active="ACTIVATED", **more)
    if not more:
        hub.set(name, password=SENT)
    return _signs_in(hub, name, SENT)


def _old_keeps_password(hub):
    hub.set(KIM, password=SENT)
    return _signs_in(hub, KIM, SENT)


def _activated(hub, *verified, delete):
    hub.door.traits(verifiedUsers=list(verified))
    hub.create(active="ACTIVATED" if verified else "DEACTIVATED")
    if delete:
        hub.delete(PIA)
    return hub.set(PIA, active="ACTIVATED") or hub.get(PIA, "active")


def _deleted(hub, name, path="active"):
    hub.door.traits(verifiedUsers=[PIA])
    hub.create(active="ACTIVATED")
    hub.delete(name)
    return hub.get(PIA, path)


def _old_deleted(hub, name):
    hub.delete(name)
    return hub.listed(KIM, "active")


def _old_changed(hub, name):
    return hub.set(name, lastName="Roth") or hub.listed(KIM, "lastName")


def _old_moved(hub):
    return hub.set(KIM, email=UMA) or "".join(
        name for name in (KIM, UMA) if hub.door.ask("user.LstsummaryUser", "admin", email=name).id == ""
    )


def _by_user_admin(hub):
    hub.door.traits(userAdmins=["mira.host@example.com"])
    return _changed(hub, "email", UMA, who="other", email=UMA)


def _retitled(hub):
    hub.create(title="Potter")
    return hub.set(PIA, title="Glazier") or hub.get(PIA, "title")


def _of_others(hub, foreign, **more):
    hub.create()
    hub.door.traits(foreignUsers=[foreign])
    return hub.set(PIA, **more)


def _create_foreign(hub):
    hub.door.traits(foreignUsers=[PIA])
    return hub.create().id


def _set_with(hub, *scopes):
    hub.create()
    return hub.set(PIA, security=hub.token(*scopes), title="Glazier")


def _comes_in(hub, name, credential):
    theirs = {
        "password": lambda: hub.as_(name, OLD["password"]),
        "sessionTicket": lambda: hub.as_(name, sessionTicket=hub.ticket(KIM, OLD["password"])),
    }
    if credential in theirs:
        return hub.get(KIM, security=theirs[credential]())
    token = hub.token("spark:all", who="host")["accessToken"]
    name = {"kim": "theo.host", KIM: THEO}[name]
    return hub.get(THEO, security=hub.as_(name, **{credential: token}))


NEVER, WAITS, GONE, ON = "030001", "REQUEST_TO_ACTIVATE", "DEACTIVATED", "ACTIVATED"
FAULTS = {
    "create-user.user-id": (lambda hub: len(hub.create().texts("userId")), 1, 0),
    "create-user.unverified": (_made, WAITS, ON),
    "create-user.verified": (lambda hub: _made(hub, verified=[PIA]), ON, GONE),
    "create-user.verified-later": (lambda hub: _made(hub, later=[PIA], active=WAITS), ON, GONE),
    "create-user.activated": (lambda hub: _made(hub, active=ON), WAITS, ON),
    "create-user.deactivated": (lambda hub: _made(hub, verified=[PIA], active=GONE), ON, GONE),
    "create-user.password": (lambda hub: _password_sent(hub, PIA, password=SENT), True, False),
    "create-user.login": (lambda hub: _made(hub, "webExId", webExId="pia"), PIA, "pia"),
    "create-user.foreign": (_create_foreign, "030117", ""),
    "set-user.title": (_retitled, "Glazier", "Potter"),
    "set-user.password.old": (_old_keeps_password, True, False),
    "set-user.password.new": (lambda hub: _password_sent(hub, PIA), True, False),
    "set-user.new-login": (lambda hub: _changed(hub, "webExId", newWebExId=UMA), PIA, UMA),
    "set-user.activates-waiting": (lambda hub: _activated(hub, delete=False), WAITS, ON),
    "set-user.activates-deleted": (lambda hub: _activated(hub, delete=True), GONE, ON),
    "set-user.leaves-deleted": (lambda hub: _activated(hub, PIA, delete=True), ON, GONE),
    "set-user.email.old": (_old_moved, UMA, KIM),
    "set-user.email.new": (lambda hub: _changed(hub, "webExId", UMA, email=UMA), UMA, NEVER),
    "set-user.email.login": (lambda hub: _changed(hub, "webExId", UMA, email=UMA), UMA, PIA),
    "set-user.email.self": (lambda hub: hub.set(KIM, ("kim", OLD["password"]), email=UMA), "030120", ""),
    "set-user.email.user-admin": (_by_user_admin, "030120", UMA),
    "set-user.email.in-use": (lambda hub: _changed(hub, "email", email=KIM), "030118", PIA),
    "set-user.email.foreign": (lambda hub: _of_others(hub, FOREIGN, email=FOREIGN), "030117", ""),
    "set-user.foreign": (lambda hub: _of_others(hub, PIA, title="Glazier"), "030117", ""),
    "create-user.scope-needless": (lambda hub: hub.create(security=hub.token("a")).id, "030119", ""),
    "set-user.scope-needless": (lambda hub: _set_with(hub, "a"), "030119", ""),
    "create-user.scope-useless": (
        lambda hub: hub.create(security=hub.token("webexsquare:admin")).id,
        "",
        "030119",
    ),
    "set-user.scope-useless": (lambda hub: _set_with(hub, "webexsquare:admin"), "", "030119"),
    "get-user.scope": (lambda hub: hub.get(KIM, security=hub.token("a")), KIM, "030119"),
    "delete-user.active": (lambda hub: _deleted(hub, PIA), GONE, ON),
    "delete-user.licence": (lambda hub: _deleted(hub, PIA, "privilege/host"), "false", "true"),
    "get-user.new-user": (lambda hub: _changed(hub, "email", "pia", title="x"), NEVER, PIA),
    "set-user.new-user": (lambda hub: hub.create().id + hub.set("pia", title="x"), NEVER, ""),
    "delete-user.new-user": (lambda hub: _deleted(hub, "pia"), ON, GONE),
    **{
        f"get-user.old-user.{way}": (lambda hub, name=name: hub.get(name), KIM, NEVER)
        for way, name in (("login", "kim"), ("address", KIM))
    },
    **{
        f"set-user.old-user.{way}": (lambda hub, name=name: _old_changed(hub, name), "Roth", NEVER)
        for way, name in (("login", "kim"), ("address", KIM))
    },
    **{
        f"delete-user.old-user.{way}": (lambda hub, name=name: _old_deleted(hub, name), GONE, ON)
        for way, name in (("login", "kim"), ("address", KIM))
    },
    **{
        f"login.{way}.{credential}": (
            lambda hub, name=name, credential=credential: _comes_in(hub, name, credential),
            KIM if credential in ("password", "sessionTicket") else THEO,
            NEVER,
        )
        for way, name in (("login", "kim"), ("address", KIM))
        for credential in ("password", "sessionTicket", "webExAccessToken", "accessToken")
    },
}


def test_every_deviation_is_tried():
    """Every deviation of these users stands in the table."""
    assert {f"hub.{name}" for name in FAULTS} == set(NAMES)


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_right_without_the_deviation(hub, name):
    """Without the deviation the emulator does what the documents say."""
    look, right, _ = FAULTS[name]
    assert look(hub) == right


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_wrong_with_the_deviation(hub, name):
    """With the deviation it does something else."""
    look, _, wrong = FAULTS[name]
    assert hub.door.desk.faults(f"xml-slips:hub.{name}").is_success
    assert look(hub) == wrong


def test_only_a_full_administrator_changes_addresses_of_others(hub):
    """Hosts may not change others at all."""
    assert hub.set(KIM, "host", email=UMA) == "000001"


def test_before_41_11_users_of_such_sites_are_not_managed(hub):
    """Before 41.11 no scope is asked for, since nothing can be done with it."""
    hub.door.traits(xmlEdition="41.10")
    assert hub.create(security=hub.token("a")).id == "030098"
