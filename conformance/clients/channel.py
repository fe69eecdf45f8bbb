"""The one way to a target: guarded, paced, limited in time, size and number, and recorded."""

from __future__ import annotations

import ssl
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import tenacity

from conformance.clients.deadline import Deadline, DeadlineBackend
from conformance.clients.guard import Guard, title_of
from conformance.clients.retry import wait_after
from conformance.errors import BudgetSpent, Throttled, TooLarge, TooSlow, Unreachable, UsageError
from conformance.evidence import Exchange, Journal, Message
from conformance.targets import Limits

__all__ = ["Channel", "Counts"]

_ATTEMPTS = 4
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(slots=True)
class Counts:
    """What a run has asked of the target so far."""

    requests: int = 0
    created: int = 0
    deleted: int = 0
    creations_tried: int = 0


@dataclass(slots=True)
class _Read:
    content: bytes = b""
    problem: Exception | None = None
    truncated: bool = field(default=False)


class Channel(httpx.BaseTransport):
    """Sends every request of a run.

    Args:
        guard: decides what may be sent, and keeps the ledger.
        journal: takes every exchange, also of requests that got no answer.
        limits: the profile's.
        ca_file: certificates to trust beside the usual ones.
        sleep: waits; replaced in tests.
    """

    def __init__(
        self,
        guard: Guard,
        journal: Journal,
        limits: Limits,
        *,
        ca_file: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._guard = guard
        self._journal = journal
        self._limits = limits
        self._ca_file = ca_file
        self._sleep = sleep
        self._deadline = Deadline()
        self._inner: dict[str, httpx.HTTPTransport] = {}
        self._next_slot = 0.0
        self.counts = Counts()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, again after a wait while the target answers 429.

        Raises:
            GuardRefusal: it must not be sent.
            TargetTrouble: no whole answer came; which kind tells why.
        """
        request.read()
        request.headers["accept-encoding"] = "identity"  # what is recorded is what was sent
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_result(lambda response: response.status_code == 429),
            wait=lambda state: wait_after(
                state.outcome.result() if state.outcome else None, state.attempt_number
            ),
            stop=self._give_up,
            sleep=self._sleep,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        response: httpx.Response = retrying(self._once, request)
        if response.status_code == 429:
            raise Throttled(
                "The target kept answering 429.", hint="Lower limits.requests_per_second, or try again later."
            )
        return response

    def close(self) -> None:
        """Close every connection."""
        for transport in self._inner.values():
            transport.close()
        self._inner.clear()

    def _give_up(self, state: tenacity.RetryCallState) -> bool:
        if state.attempt_number >= _ATTEMPTS:
            return True
        response = state.outcome.result() if state.outcome else None
        return wait_after(response, state.attempt_number) > self._limits.max_wait_seconds

    def _once(self, request: httpx.Request) -> httpx.Response:
        permit = self._guard.permit(request)
        self._spend(permit)
        if permit != "control":
            self._pace()
        intent = self._guard.ledger.intend(title_of(request)) if permit == "create" else None
        response, content = self._exchange(request)
        if intent is not None:
            made = _id_of(content) if response.is_success else None
            self._guard.ledger.settle(intent, created=made)
            self.counts.created += made is not None
        if permit == "delete" and (response.is_success or response.status_code == 404):
            self._guard.ledger.deleted(request.url.path.rsplit("/", 1)[1])
            self.counts.deleted += response.is_success
        return response

    def _spend(self, permit: str) -> None:
        if self.counts.requests >= self._limits.max_requests and permit != "delete":
            raise BudgetSpent(
                f"The run has used the {self._limits.max_requests} requests that the profile allows.",
                hint="Raise limits.max_requests.",
            )
        if permit == "create":
            if self.counts.creations_tried >= self._limits.max_creations:
                raise BudgetSpent(
                    f"The run has used the {self._limits.max_creations} creations that the profile allows.",
                    hint="Raise limits.max_creations.",
                )
            self.counts.creations_tried += 1
        self.counts.requests += 1

    def _pace(self) -> None:
        if not self._limits.requests_per_second:
            return
        now = time.monotonic()
        if now < self._next_slot:
            self._sleep(self._next_slot - now)
        self._next_slot = max(now, self._next_slot) + 1 / self._limits.requests_per_second

    def _exchange(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """Send, read to the end within the limits, and record whatever came."""
        began, at = time.perf_counter(), datetime.now(UTC)
        self._deadline.start(self._limits.timeout_seconds)
        request.extensions["timeout"] = httpx.Timeout(self._limits.timeout_seconds).as_dict()
        response, read = None, _Read()
        try:
            response = self._transport(request.url).handle_request(request)
            self._read(response, read)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            read.problem = self._trouble(error, request.url)
        finally:
            if response is not None:
                with suppress(httpx.HTTPError, httpx.StreamError, OSError):
                    response.close()
            if response is None and read.problem is None:  # Ctrl-C while waiting: no answer to record
                read.problem = TooSlow("The run was interrupted.")
            number = self._journal.exchange(
                Exchange(
                    at=at,
                    elapsed=time.perf_counter() - began,
                    purpose=request.extensions.get("purpose", ""),
                    actor=request.extensions.get("actor", ""),
                    method=request.method,
                    url=str(request.url),
                    request=Message(headers=tuple(request.headers.multi_items()), content=request.content),
                    status=None if response is None else response.status_code,
                    response=Message(
                        headers=() if response is None else tuple(response.headers.multi_items()),
                        content=read.content,
                        truncated=read.truncated,
                    ),
                    error=str(read.problem) if read.problem else None,
                )
            )
        if read.problem is not None:
            read.problem.__dict__["exchange"] = number
            raise read.problem
        assert response is not None  # noqa: S101 - for the type checker: without a problem there is one
        headers = [
            (name, value) for name, value in response.headers.multi_items() if name != "content-encoding"
        ]
        whole = httpx.Response(
            response.status_code, headers=headers, stream=httpx.ByteStream(read.content), request=request
        )
        whole.extensions["exchange"] = number
        return whole, read.content

    def _read(self, response: httpx.Response, read: _Read) -> None:
        chunks, size = [], 0
        try:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > self._limits.max_body_bytes:
                    read.truncated = True
                    read.problem = TooLarge(
                        f"The answer's body goes beyond {self._limits.max_body_bytes} bytes.",
                        hint="Raise limits.max_body_bytes if that is right.",
                    )
                    return
                chunks.append(chunk)
        except BaseException:
            read.truncated = True
            raise
        finally:
            read.content = b"".join(chunks)

    def _trouble(self, error: Exception, url: httpx.URL) -> Exception:
        if isinstance(error, httpx.TimeoutException):
            return TooSlow(
                f"{url.host} gave no whole answer within {self._limits.timeout_seconds:g} seconds.",
                hint="Raise limits.timeout_seconds if the site is that slow.",
            )
        if isinstance(error, httpx.RemoteProtocolError | httpx.DecodingError):
            return Unreachable(f"What {url.host} sent is not HTTP: {error}.", hint="Check the address.")
        reason = str(error) or type(error).__name__
        if "SSL" in reason or "certificate" in reason.lower():
            return Unreachable(
                f"No safe connection to {url.host}: {reason}.",
                hint="Set addresses.ca_file if it has its own authority.",
            )
        return Unreachable(
            f"No connection to {url.host}, port {_port(url)}: {reason}.", hint="Check that it is up."
        )

    def _transport(self, url: httpx.URL) -> httpx.HTTPTransport:
        origin = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        if origin not in self._inner:
            transport = httpx.HTTPTransport(
                # Without TLS there is nothing to verify, and the certificates take 20 ms to load.
                verify=self._trust() if url.scheme == "https" else False,
                trust_env=False,
                proxy=None if url.host in _LOOPBACK else _proxy_for(url),
            )
            # httpx offers no way to hand a network backend over; a test of a dripping target watches this.
            transport._pool._network_backend = DeadlineBackend(self._deadline)  # noqa: SLF001
            self._inner[origin] = transport
        return self._inner[origin]

    def _trust(self) -> ssl.SSLContext:
        context = httpx.create_ssl_context(trust_env=False)
        if self._ca_file:
            try:
                context.load_verify_locations(self._ca_file)
            except OSError as error:
                raise UsageError(
                    f"The certificates {self._ca_file} cannot be read: {error.strerror or error}.",
                    hint="Correct addresses.ca_file of the profile.",
                ) from None
        return context


def _proxy_for(url: httpx.URL) -> str | None:
    if urllib.request.proxy_bypass(url.host):
        return None
    return urllib.request.getproxies().get(url.scheme)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _id_of(content: bytes) -> str | None:
    body: Any
    try:
        body = httpx.Response(200, content=content).json()
    except (ValueError, RecursionError):
        return None
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str) and found else None
