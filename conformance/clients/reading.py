"""Reading an answer's body within its limits, whatever the target does to it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import httpx

from conformance.errors import TooLarge

__all__ = ["Body"]

_GZIP_OR_ZLIB = 47
_PLAIN = frozenset({"", "identity"})
_ZIPPED = frozenset({"gzip", "x-gzip", "deflate"})


@dataclass(slots=True)
class Body:
    """What was read of a body.

    Attributes:
        limit: bytes that are read at most, counted after decoding.
        truncated: there was more, or it broke off.
    """

    limit: int
    truncated: bool = False
    _parts: list[bytes] = field(default_factory=list)
    _size: int = 0

    @property
    def content(self) -> bytes:
        """The bytes so far."""
        return b"".join(self._parts)

    def read(self, response: httpx.Response) -> None:
        """Read to the end.

        Raises:
            TooLarge: it goes beyond the limit.
            httpx.HTTPError: it broke off, or is coded in a way that nobody asked for.
        """
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in _PLAIN | _ZIPPED:
            self.truncated = True
            raise httpx.DecodingError(f"the body is coded as {coding[:40]}, although none was asked for")
        # httpx would decode a chunk as a whole, and 64 KB of it can become 64 MB.
        unzip = zlib.decompressobj(_GZIP_OR_ZLIB) if coding in _ZIPPED else None
        try:
            for chunk in response.iter_raw():
                self._take(chunk if unzip is None else self._unzipped(unzip, chunk))
        except BaseException:
            self.truncated = True
            raise

    def _unzipped(self, unzip: zlib._Decompress, chunk: bytes) -> bytes:
        try:
            return unzip.decompress(chunk, self.limit - self._size + 1)
        except zlib.error:
            raise httpx.DecodingError("the body is not zipped as its content-encoding says") from None

    def _take(self, chunk: bytes) -> None:
        room = self.limit - self._size
        self._parts.append(chunk[:room])
        self._size += len(chunk)
        if len(chunk) > room:
            raise TooLarge(
                f"The answer's body goes beyond {self.limit} bytes.",
                hint="Raise limits.max_body_bytes if that is right.",
            )
