"""Rules about walks as data: whole, or refused by file and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import bundle
from conformance.contract.walk_rules import walk_rules
from conformance.errors import ContractError

FILE = bundle.specs() / "behaviour" / "walks.toml"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('aspect = "gone"', 'aspect = "listed"', "must have one rule for each of answers, states"),
        ('aspect = "gone"', 'aspect = "lost"', "is not valid at rule/4/aspect"),
        ("walk-slips:put-forgets", "update-slips:put-resets", "is not valid at rule/2/faults/0"),
        ('prefix = "rest.walks"', "", "is not valid at"),
    ],
)
def test_damaged_data_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """An aspect twice, an unknown one, a fault of another kind, and a file without its prefix."""
    text = FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "walks.toml"
    path.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(ContractError, match=sentence):
        list(walk_rules(path))
