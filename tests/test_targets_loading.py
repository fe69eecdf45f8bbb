"""Profiles: a good one becomes values, a bad one a sentence with key, line and remedy."""

from __future__ import annotations

from datetime import date

import pytest

from conformance import contract
from conformance.errors import ProfileError
from conformance.targets import load_profile
from conformance.targets.positions import line_of

SECRET = "s3cr3t-token-value"
GOOD = """\
name = "A site"

[addresses]
rest = "https://webexapis.com/v1/"
ca_file = "ca.pem"

[actors.host]
credential = { env = "WEBEX_TOKEN" }
scopes = ["meeting:schedules_read"]

[actors.other]
role = "admin"
credential = { command = ["pass", "webex"] }

[traits]
cannot_carry = ["registration"]
tracking_code = { name = "Department", value = "QA" }

[limits]
requests_per_second = 2
max_creations = 5

[[known_deviations]]
address = "rest.availability.meeting.lobby.password"
reason = "ticket 1"
since = 2026-01-01
expires = "2026-12-31"

[[known_deviations]]
address = "rest.availability.meeting.lobby.hostKey"
reason = "ticket 2"
since = 2026-01-01
expires = 2026-12-31
"""


@pytest.fixture
def load(tmp_path):
    """Loads a profile from its text."""

    def loading(text: str | bytes):
        path = tmp_path / "site.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_profile(path, contract.load())

    return loading


def refusal(load, text) -> str:
    """The sentence with which a profile is refused; it never echoes what may be a secret."""
    with pytest.raises(ProfileError) as caught:
        load(text)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_profile_becomes_values(load, tmp_path):
    """What stands in the file is what the run goes by."""
    profile = load(GOOD)

    assert ("A site", "https://webexapis.com/v1") == (profile.name, profile.rest)
    assert str(tmp_path / "ca.pem") == profile.ca_file
    assert ("api", "discover") == profile.staging
    assert ("WEBEX_TOKEN", ("pass", "webex")) == (profile.actors["host"].env, profile.actors["other"].command)
    assert (2, 5, 3000) == (
        profile.limits.requests_per_second,
        profile.limits.max_creations,
        profile.limits.max_requests,
    )
    assert ("Department", "QA") == profile.traits.tracking_code


def test_dates_are_dates_however_they_are_written(load):
    """A quoted date is compared with today like an unquoted one."""
    first, second = load(GOOD).known_deviations

    assert date(2026, 12, 31) == first.expires == second.expires
    assert [False, True] == [first.expired(date(2026, 12, 31)), first.expired(date(2027, 1, 1))]


def test_line_ends_and_byte_order_marks_change_nothing(load):
    """A profile from another system's editor is the same profile."""
    windows = "\ufeff" + GOOD.replace("\n", "\r\n")

    assert load(GOOD) == load(windows)


def test_a_missing_profile_is_named(tmp_path):
    """A wrong path ends in one sentence."""
    with pytest.raises(ProfileError, match=r"There is no profile .*nowhere.toml"):
        load_profile(tmp_path / "nowhere.toml", contract.load())


def test_a_folder_is_no_profile(tmp_path):
    """A folder cannot be read as one."""
    with pytest.raises(ProfileError, match="cannot be read: Is a directory"):
        load_profile(tmp_path, contract.load())


def test_bytes_are_no_profile(load):
    """What is not UTF-8 is said to be so."""
    assert "it is not UTF-8 text" in refusal(load, b'name = "\xff\xfe"')


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 5000, "a = 0x" + "f" * 9000])
def test_values_beyond_all_bounds_are_refused(load, text):
    """What makes the parser itself stumble is still one sentence."""
    assert "is no profile" in refusal(load, text) or "not valid" in refusal(load, text)


@pytest.mark.parametrize(
    ("text", "line"),
    [('name = "x"\nrest = = 3\n', 2), (f'a = 1\nb = 2\nc = "{SECRET}\n', 3), ("a = 1\na = 2\n", 2)],
)
def test_damaged_toml_names_its_line(load, text, line):
    """The line of the damage is named, what stands there is not."""
    sentence = refusal(load, text)

    assert "is not valid TOML" in sentence
    assert f"line {line}," in sentence


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "remedy"),
    [
        ("[addresses]", "[adresses]", 3, "adresses", "Did you mean addresses?"),
        ("ca_file", "cafile", 5, "addresses.cafile", "Did you mean ca_file?"),
        ("scopes", "scope", 9, "actors.host.scope", "Did you mean scopes?"),
        ("env =", "envv =", 8, "actors.host.credential.envv", "Did you mean env?"),
        ("env =", '"en v" =', 8, "actors.host.credential.en v", "Did you mean env?"),
        ("[actors.host]", "[actors.host]\n'ro le' = 'user'", 8, "actors.host.ro le", "Did you mean role?"),
        ("cannot_carry", "cant_carry", 16, "traits.cant_carry", "Did you mean cannot_carry?"),
        (', value = "QA"', ', valu = "QA"', 17, "traits.tracking_code.valu", "Did you mean value?"),
        ("max_creations", "max_creation", 21, "limits.max_creation", "Did you mean max_creations?"),
        ('reason = "ticket 2"', 'raeson = "t"', 31, "known_deviations.raeson", "Did you mean reason?"),
        ("[limits]", "[zzzz]\na = 1\n[limits]", 19, "zzzz", "Known here: abilities, actors, addresses"),
    ],
)
def test_a_misspelt_key_is_named_with_the_nearest(load, old, new, line, key, remedy):
    """At every level a key that nobody knows is told from the one that was meant."""
    sentence = refusal(load, GOOD.replace(old, new, 1))

    assert f"line {line}: the key {key} is unknown." in sentence
    assert remedy in sentence


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ('name = "A site"\n', "", None, "the profile lacks the key name"),
        ('rest = "https://webexapis.com/v1/"\n', "", 3, "[addresses] lacks the key rest"),
        ('credential = { env = "WEBEX_TOKEN" }\n', "", 7, "[actors.host] lacks the key credential"),
        (', value = "QA"', "", 17, "[traits.tracking_code] lacks the key value"),
        ('reason = "ticket 2"\n', "", 29, "[known_deviations] lacks the key reason"),
    ],
)
def test_a_missing_key_is_named(load, old, new, line, problem):
    """What must be added, and where."""
    sentence = refusal(load, GOOD.replace(old, new, 1))

    assert f"{f', line {line}' if line else ''}: {problem}. Add " in sentence


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ('"A site"', "3", 1, "name is not valid (another type is needed)"),
        ('"A site"', '""', 1, "name is not valid (empty)"),
        ("https://webexapis.com/v1/", f"https://me:{SECRET}@x/", 4, "addresses.rest is not valid (the form"),
        ("https://webexapis.com/v1/", f"https://x/?token={SECRET}", 4, "http or https address without user"),
        ("https://webexapis.com/v1/", f"https://[{SECRET}/", 4, "addresses.rest is not valid (no such host"),
        ("https://webexapis.com/v1/", "https://x:99999999/", 4, "addresses.rest is not valid (no such host"),
        ('"admin"', f'"{SECRET}"', 12, "Use one of: user, admin, compliance, guest."),
        (
            '["meeting:schedules_read"]',
            '["a", "a"]',
            9,
            "actors.host.scopes is not valid (something is listed",
        ),
        ('["meeting:schedules_read"]', f'[["{SECRET}"]]', 9, "actors.host.scopes is not valid (another type"),
        ('"Department"', f'"{SECRET * 20}"', 17, "traits.tracking_code.name is not valid (too long)"),
        ("= 2\n", f'= "{SECRET}"\n', 20, "limits.requests_per_second is not valid (another type"),
        ("= 2\n", "= -1\n", 20, "limits.requests_per_second is not valid (too small)"),
        ("= 2\n", "= nan\n", 20, "limits.requests_per_second is not valid"),
        ("= 5\n", "= 1000000\n", 21, "limits.max_creations is not valid (too large)"),
        ("= 5\n", "= 5.5\n", 21, "limits.max_creations is not valid (another type"),
        ("= 5\n", "= true\n", 21, "limits.max_creations is not valid (another type"),
        ("= 5\n", "= 5\ntimeout_seconds = 0\n", 22, "limits.timeout_seconds is not valid (too small)"),
        ("since = 2026-01-01", f'since = "{SECRET}"', 26, "known_deviations.since is not valid (the form"),
        ("since = 2026-01-01", "since = 2026-01-01T10:00:00Z", 26, "known_deviations.since is not valid"),
        ('"rest.availability.meeting.lobby.password"', f'"{SECRET}!"', 24, "known_deviations.address is not"),
        ("[limits]", '[edition]\nrest = "2020"\n[limits]', 20, "Use one of: deck-2020, guide-2025."),
        ("[limits]", '[abilities]\nstaging = ["wait"]\n[limits]', 20, "Use one of: control, api, discover."),
        ('["registration"]', '["registraton"]', 16, "Did you mean registration?"),
        ('["registration"]', f'["{SECRET}"]', 16, "Use names from the availability tables."),
    ],
)
def test_a_wrong_value_is_named_by_its_key(load, old, new, line, problem):
    """Key, line and what is wrong, without the value."""
    sentence = refusal(load, GOOD.replace(old, new, 1))

    assert f"line {line}: " in sentence
    assert problem in sentence


@pytest.mark.parametrize(
    "credential",
    [
        f'"{SECRET}"',
        f'["{SECRET}"]',
        "{}",
        f'{{ env = "A", command = ["{SECRET}"] }}',
        "3",
    ],
)
def test_a_credential_in_the_profile_is_refused_unseen(load, credential):
    """Neither the credential itself nor two ways to it; and nothing of it is repeated."""
    sentence = refusal(load, GOOD.replace('{ env = "WEBEX_TOKEN" }', credential))

    assert "line 8: actors.host.credential must be either env or command" in sentence
    assert 'Write credential = { env = "NAME_OF_A_VARIABLE" }.' in sentence


@pytest.mark.parametrize("value", [SECRET, "x" * 200, "A B", ""])
def test_a_credential_as_the_name_of_a_variable_is_refused_unseen(load, value):
    """A token where the variable's name belongs would be named in errors."""
    sentence = refusal(load, GOOD.replace('"WEBEX_TOKEN"', f'"{value}"'))

    assert "line 8: actors.host.credential.env is not " in sentence


def test_an_empty_command_is_refused(load):
    """A command has at least a program."""
    sentence = refusal(load, GOOD.replace('["pass", "webex"]', "[]"))

    assert "line 13: actors.other.credential.command is not valid (empty)" in sentence
    assert "It must be a program and its arguments" in sentence


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("[limits]", '[abilities]\nstaging = ["control"]\n[limits]', 20, "addresses.control is missing"),
        (
            "ca_file",
            'control = "http://127.0.0.1:1/control"\nabilities.staging = ["api"]\nca_file',
            6,
            "the key addresses.abilities is unknown",
        ),
        ("ca_file", 'control = "https://webexapis.com/v1"\nca_file', 5, "the same as addresses.rest"),
        ("[actors.host]", "[actors.boss]", 7, "no actor is called host"),
        ('["registration"]', '["trackingCodes"]', 17, "traits.cannot_carry names trackingCodes"),
        ("lobby.password", "lobby.pasword", 24, "Did you mean rest.availability.meeting.lobby.password?"),
        ("rest.availability.meeting.lobby.password", "xml.zz.qq", 24, "See `webex-conformance list`."),
        ("lobby.hostKey", "lobby.password", 30, "is declared twice"),
        ('"2026-12-31"', '"2025-12-31"', 27, "expires before it begins"),
    ],
)
def test_contradictions_are_named(load, old, new, line, problem):
    """What each key allows by itself and both together do not."""
    sentence = refusal(load, GOOD.replace(old, new, 1))

    assert f"line {line}: " in sentence
    assert problem in sentence


def test_a_control_address_that_is_not_used_is_a_contradiction(load):
    """Who gives the address of the control API wants it used."""
    text = GOOD.replace("ca_file", 'control = "http://127.0.0.1:1/control"\nca_file')

    sentence = refusal(load, text + '\n[abilities]\nstaging = ["api"]\n')

    assert 'line 5: addresses.control is given, but abilities.staging leaves out "control"' in sentence


def test_an_unknown_key_is_told_before_what_it_broke(load):
    """A misspelt required key is one mistake, not two."""
    sentence = refusal(load, GOOD.replace('rest = "', 'rset = "', 1))

    assert "the key addresses.rset is unknown. Did you mean rest?" in sentence


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["a"], 2),
        (["long"], 3),
        (["array"], 7),
        (["array", 1], 7),
        (["t", "x y", "z"], 12),
        (["t", "deep", "er"], 14),
        (["t", "deep", "no"], 13),
        (["list"], 15),
        (["list", 1], 17),
        (["list", 1, "b"], 18),
        (["list", 1, "sub", "c"], 20),
        (["nowhere"], None),
        ([], None),
    ],
)
def test_the_line_of_a_key_is_found(path, line):
    """Strings and arrays of several lines, quoted and dotted keys, tables in lists: the parser knows."""
    text = (
        '# head\na = 1\nlong = """\na = 2\n[t]\n"""\narray = [\n  ["x"],\n  "[t]",\n]\n'
        '[t]\n"x y".z = 1\n[t.deep]\ner = { a = 1, b = { c = 2 } }\n'
        "[[list]]\nb = 1\n[[list]]\nb = 2\n[list.sub]\nc = 3\n"
    )

    assert line == line_of(text, path)


def test_a_second_token_names_its_person(load):
    """Whoever is named is one person; without a name, every actor is another."""
    second = '[actors.again]\nperson = "host"\ncredential = { env = "AGAIN" }\n\n[traits]'

    actors = load(GOOD.replace("[traits]", second, 1)).actors

    assert ["host", "other", "host"] == [actors[name].who for name in ("host", "other", "again")]


@pytest.mark.parametrize("person", ["nobody", "again"])
def test_a_person_must_be_an_actor_of_his_own(load, person):
    """A name that nobody has, or one that itself stands for somebody else."""
    more = '[actors.again]\nperson = "host"\ncredential = { env = "AGAIN" }\n'
    more += f'[actors.third]\nperson = "{person}"\ncredential = {{ env = "THIRD" }}\n\n[traits]'

    sentence = refusal(load, GOOD.replace("[traits]", more, 1))

    assert "line 19: actors.third.person is not the name of an actor" in sentence
    assert "leave it out for somebody else" in sentence
