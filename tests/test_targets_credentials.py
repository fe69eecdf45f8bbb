"""Credentials: from a variable or a command, and never in a sentence."""

from __future__ import annotations

import sys

import pytest

from conformance.errors import CredentialError
from conformance.targets import Actor, credential, credentials

SECRET = "s3cr3t-token-value"


def printing(program: str) -> Actor:
    """An actor whose credential a Python program prints."""
    return Actor(name="host", command=(sys.executable, "-c", program))


def refusal(actor: Actor) -> str:
    """The sentence of a credential that cannot be had, without any of it."""
    with pytest.raises(CredentialError) as caught:
        credential(actor)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "actor host" in str(caught.value)
    return str(caught.value)


def test_a_variable_holds_the_credential(monkeypatch):
    """White space around it is not part of it."""
    monkeypatch.setenv("WXC_TEST_TOKEN", f" {SECRET}\n")

    assert SECRET == credential(Actor(name="host", env="WXC_TEST_TOKEN"))


def test_a_command_prints_the_credential():
    """Its line end is not part of it."""
    assert SECRET == credential(printing(f"print('{SECRET}')"))


def test_the_embedded_emulators_credential_is_at_hand():
    """It stands in no file and is shown by no repr."""
    actor = Actor(name="host", literal=SECRET)

    assert SECRET == credential(actor)
    assert SECRET not in repr(actor)


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_an_unset_or_empty_variable_is_named(monkeypatch, value):
    """The variable's name is the remedy."""
    monkeypatch.delenv("WXC_TEST_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("WXC_TEST_TOKEN", value)

    assert "the variable WXC_TEST_TOKEN is not set" in refusal(Actor(name="host", env="WXC_TEST_TOKEN"))


@pytest.mark.parametrize("value", [f"{SECRET} x", f"{SECRET}\nsecond", f"{SECRET}\x01", f"{SECRET}é"])
def test_what_cannot_stand_in_a_header_is_refused(monkeypatch, value):
    """A token with spaces, line breaks or odd signs is none."""
    monkeypatch.setenv("WXC_TEST_TOKEN", value)

    assert "spaces, line breaks or odd characters" in refusal(Actor(name="host", env="WXC_TEST_TOKEN"))


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        (f"import sys; print('{SECRET}'); sys.exit(3)", "ended with 3."),
        (f"import sys; sys.stderr.write('{SECRET}')", "ended with 0 and printed nothing."),
        (f"print('{SECRET}'); print('and more')", "spaces, line breaks or odd characters"),
        (f"import sys; sys.stdout.buffer.write(b'{SECRET}\\xff')", "output is not text"),
        (f"raise SystemExit('{SECRET}')", "ended with 1."),
        ("input()", "ended with 1."),
    ],
)
def test_a_command_that_fails_is_told_without_its_output(monkeypatch, program, problem):
    """Half of what it printed may be the credential, so none of it is shown."""
    monkeypatch.setenv("PYTHONUTF8", "1")

    assert problem in refusal(printing(program))


def test_a_command_that_hangs_is_given_up(monkeypatch):
    """A command that waits for somebody ends the run in a sentence."""
    monkeypatch.setattr(credentials, "_SECONDS", 0.2)

    assert "took over 0.2 seconds" in refusal(
        printing(f"import time; print('{SECRET}', flush=True); time.sleep(9)")
    )


@pytest.mark.parametrize("command", [("/nowhere/at/all",), ("/",), ("a\0b",)])
def test_a_command_that_is_none_is_named(command):
    """A program that cannot be started is no crash."""
    assert "cannot be run: " in refusal(Actor(name="host", command=command))
