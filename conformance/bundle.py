"""Where `specs/` and `cases/` are: inside an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from conformance.errors import ContractError

__all__ = ["cases", "specs"]

_PACKAGE = Path(__file__).resolve().parent


@cache
def _find(name: str) -> Path:
    # The checkout comes first: an editable install may have an older bundle left beside it.
    for place in (_PACKAGE.parent / name, _PACKAGE / "_bundle" / name):
        if place.is_dir() and (place.parent == _PACKAGE / "_bundle" or _is_ours(place.parent)):
            return place
    raise ContractError(
        f"The folder {name}/ is neither in the installed package nor beside it.",
        hint="Install the package again, or run from a complete checkout.",
    )


def _is_ours(folder: Path) -> bool:
    """Tell a checkout from a site-packages folder in which somebody else has a `cases/`."""
    return (folder / "pyproject.toml").is_file() and (folder / "conformance" / "bundle.py").is_file()


def specs() -> Path:
    """The folder of the contract's data.

    Raises:
        ContractError: neither the wheel's copy nor a checkout is there.
    """
    return _find("specs")


def cases() -> Path:
    """The folder of the cases that pytest collects.

    Raises:
        ContractError: neither the wheel's copy nor a checkout is there.
    """
    return _find("cases")
