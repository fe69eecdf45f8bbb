"""`plan` and `list --cost`: what a run would do, found out without the target."""

from __future__ import annotations

from pathlib import Path

from tests.sites import command

NOWHERE = """
name = "Example tenant"
[addresses]
rest = "http://127.0.0.1:9/v1"
[actors.host]
credential = { env = "WXC_TEST_TOKEN" }
"""


def test_plan_tells_what_a_run_would_do_and_contacts_nobody(tmp_path: Path) -> None:
    """Nobody listens at the target's address, and yet the plan has its creations, limits and gaps."""
    (tmp_path / "site.toml").write_text(NOWHERE, "utf-8")

    done = command("plan", "rest.update.rule-1", "rest.update.rule-3", "--target", "site.toml", cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert "creates   2 meetings of the actor host: 1 story daily, 1 story one-off" in done.stdout
    assert "max_creations = 90 is enough" in done.stdout
    assert "the target offers no control API" in done.stdout
    assert [] == list(tmp_path.glob("reports"))


def test_plan_without_a_profile_is_a_usage_error(tmp_path: Path) -> None:
    """A plan is of some target; a missing file is named in one sentence."""
    done = command("plan", "--target", "nowhere.toml", cwd=tmp_path)

    assert 2 == done.returncode
    assert "nowhere.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_costs_are_listed_by_group(tmp_path: Path) -> None:
    """Documented calls alone cannot lock or end meetings, so they cost fewer creations."""
    done = command("list", "rest.update.rule-3", "rest.templates", "--cost", cwd=tmp_path)

    assert 0 == done.returncode
    rows = {
        line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.startswith("rest.")
    }
    assert ["28", "28", "28"] == rows["rest.templates"]
    assert "rest.update" in rows
    assert "together" in done.stdout


TOKENS = """
scopes = ["meeting:schedules_read", "meeting:schedules_write"]
[actors.admin]
role = "admin"
scopes = ["meeting:admin_schedule_read"]
credential = { env = "WXC_ADMIN_TOKEN" }
"""


def test_plan_prints_the_tokens_that_rules_about_scopes_need(tmp_path: Path) -> None:
    """What the profile's decide, what nobody does, and blocks to paste; the pasted profile is a profile."""
    (tmp_path / "site.toml").write_text(NOWHERE + TOKENS, "utf-8")

    done = command("plan", "rest.scope.get-a-meeting", "--target", "site.toml", cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert "Tokens: the profile's decide 2 of 8 rules about scopes" in done.stdout
    assert "user       allowed 1 of 1, refused 0 of 3" in done.stdout
    assert "a user is given no scopes of administrators" in done.stdout
    lines = [line.strip() for line in done.stdout.splitlines()]
    pasted = next(
        line for line in lines if line.startswith("meeting:") and "spark:kms spark:people_read" in line
    )
    assert sorted(pasted.split()) == pasted.split()
    start = lines.index("[actors.host-2]")
    assert ['role = "user"', 'person = "host"'] == lines[start + 1 : start + 3]
    assert 'credential = { env = "WEBEX_HOST_2_TOKEN" }' == lines[start + 4]
    snippets = [
        line for line in lines if line.startswith(("[actors.", "role =", "person =", "scopes =", "cred"))
    ]
    (tmp_path / "site.toml").write_text("\n".join([NOWHERE + TOKENS, *snippets]), "utf-8")
    again = command("plan", "rest.scope.get-a-meeting", "--target", "site.toml", cwd=tmp_path)
    assert "No further token would decide more." in again.stdout


def test_plan_says_nothing_of_tokens_where_they_are_made_or_not_needed(tmp_path: Path) -> None:
    """The control API makes them; other rules need none."""
    (tmp_path / "site.toml").write_text(NOWHERE, "utf-8")
    assert "Tokens" not in command("plan", "rest.templates", "--target", "site.toml", cwd=tmp_path).stdout

    made = NOWHERE.replace("[actors.host]", 'control = "http://127.0.0.1:9/control"\n[actors.host]')
    (tmp_path / "site.toml").write_text(made, "utf-8")
    done = command("plan", "rest.scope.get-a-meeting.user", "--target", "site.toml", cwd=tmp_path)
    assert "the control API makes them" in done.stdout
    assert "[actors." not in done.stdout
