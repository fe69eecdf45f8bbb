"""What request bodies are made of."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["json_content"]


def json_content(value: Any) -> tuple[bytes | None, dict[str, str]]:
    """A value as the content of a request, and the headers that describe it; neither for None.

    The content is ASCII. What a target has shown is sent back to it, and its texts may hold halves of
    surrogate pairs, which no encoding of Unicode can carry but the escapes of JSON can.
    """
    if value is None:
        return None, {}
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii"), {"content-type": "application/json"}
