"""Which ids of a target are put into paths."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["identity"]

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,200}")


def identity(value: Any) -> str | None:
    """An id that stays one segment of a path whatever the target meant by it; None for anything else."""
    return value if isinstance(value, str) and _SAFE.fullmatch(value) else None
