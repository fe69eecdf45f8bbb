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
