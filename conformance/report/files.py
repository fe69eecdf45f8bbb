"""Nothing is left half-written: a report appears under its name when it is complete."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conformance.report.text import encodable

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> Path:
    """Write `text` as UTF-8 beside `path`, then move it there; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(encodable(text), encoding="utf-8", newline="\n")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path
