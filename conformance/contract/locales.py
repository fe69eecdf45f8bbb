"""Rules that come from the table of locales in which meeting templates can be listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.rows import records
from conformance.contract.story import Expectation, Step, Story
from conformance.errors import ContractError

__all__ = ["locale_rules"]

_COLUMNS = ("language", "country", "locale", "default")
_LOCALE = re.compile(r"[a-z]{2}_[A-Z]{2}")


def locale_rules(folder: Path) -> Iterator[Rule]:
    """A rule for each row of `template_locales.csv`, in its order, then those of the list itself.

    Args:
        folder: where the table and `template_locales.toml` are.

    Raises:
        ContractError: a file is damaged, a locale is malformed or stands in two rows, or not exactly one
            row is marked as the default.
    """
    how = law.read(folder / "template_locales.toml", "template_locales")
    rows = _rows(folder / "template_locales.csv")
    (default,) = (row for row in rows if row["default"])
    for row in rows:
        yield _rule(how, "locale", f"locale.{row['locale']}", row, _listed({"locale": row["locale"]}))
    # Every item tells its own locale, so that the answer to one request shows it.
    seen = Expectation(at="items.locale", how="is", value=default["locale"])
    yield _rule(how, "default", "default-locale", default, _listed(None, seen))
    valid = Expectation(at="items", how="fits", value=f"{how['fields']['component']}.items")
    yield _rule(how, "fields", "fields", default, _listed(None, valid))


def _rows(path: Path) -> list[dict[str, str]]:
    rows = records(path, _COLUMNS)
    seen = set()
    for row in rows:
        if not _LOCALE.fullmatch(row["locale"]):
            raise ContractError(f"{path.name} of the contract has {row['locale']!r} where a locale belongs.")
        if row["locale"] in seen:
            raise ContractError(f"{path.name} of the contract has two rows {row['locale']}.")
        seen.add(row["locale"])
        if row["default"] not in {"", "Yes"}:
            raise ContractError(f"{path.name} of the contract says {row['default']!r} for {row['locale']}.")
    if len([row for row in rows if row["default"]]) != 1:
        raise ContractError(f"{path.name} of the contract marks not exactly one locale as the default.")
    return rows


def _listed(query: dict[str, str] | None, *expect: Expectation) -> Story:
    step = Step(do="templates", send=query, outcome="accepted", expect=expect)
    return Story(subject=None, steps=(step,))


def _rule(how: dict[str, Any], kind: str, name: str, row: dict[str, str], told: Story) -> Rule:
    words = how | how[kind]
    return Rule(
        address=f"{how['prefix']}.{name}",
        level=words["level"],
        text=words["text"].format(**row),
        source=words["source"],
        section=words["section"],
        provenance=words["provenance"],
        editions=tuple(words["editions"]),
        faults=(words["fault"].format(**row),),
        told=told,
    )
