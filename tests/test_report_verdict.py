"""The order of verdicts."""

import pytest

from conformance.report import Verdict

ORDER = ["not-applicable", "not-exercised", "passed", "advisory", "known", "failed", "indeterminate", "error"]


def test_verdicts_stand_in_their_order() -> None:
    """Sorting follows the rank of verdicts, not their spelling."""
    assert ORDER == sorted(Verdict)
    assert ORDER[-1] == max(Verdict)
    assert ORDER[0] == min(Verdict)


def test_all_comparisons_agree() -> None:
    """Each comparison sees the same order."""
    assert Verdict.FAILED > Verdict.KNOWN
    assert Verdict.FAILED >= Verdict.FAILED
    assert Verdict.NOT_APPLICABLE < Verdict.NOT_EXERCISED
    assert Verdict.PASSED <= Verdict.ADVISORY


def test_a_verdict_is_its_word() -> None:
    """A verdict equals, prints and hashes as its word."""
    assert "failed" == Verdict.FAILED
    assert "failed" == f"{Verdict('failed')}"
    assert {"failed": 1}[Verdict.FAILED]


def test_a_verdict_does_not_compare_with_other_words() -> None:
    """Comparing by order with a plain string is a mistake, and says so."""
    with pytest.raises(TypeError):
        assert Verdict.PASSED < "zzz"


def test_four_verdicts_are_conclusive() -> None:
    """Only these say something about the target."""
    assert ["passed", "advisory", "known", "failed"] == [item for item in Verdict if item.conclusive]


@pytest.mark.parametrize("low", list(Verdict))
@pytest.mark.parametrize("high", list(Verdict))
def test_merging_only_rises(low: Verdict, high: Verdict) -> None:
    """The merged verdict is never below any of its parts, whatever their order."""
    merged = Verdict.merge([low, high])

    assert merged == Verdict.merge([high, low])
    assert merged in {low, high}
    assert merged >= low
    assert merged >= high


def test_merging_nothing_is_not_exercised() -> None:
    """Of no verdict at all, nothing can be said."""
    assert Verdict.NOT_EXERCISED is Verdict.merge([])


def test_every_verdict_has_a_meaning_and_a_sign_of_its_own() -> None:
    """Signs tell verdicts apart where colour cannot."""
    assert len(Verdict) == len({verdict.sign for verdict in Verdict})
    assert len(Verdict) == len({verdict.meaning for verdict in Verdict})
    assert all(verdict.meaning.endswith(".") for verdict in Verdict)
