"""The one way to a target: guarded, paced, limited in time, size and number, and recorded."""

from __future__ import annotations

import ssl
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import tenacity

from conformance.clients.deadline import Deadline, DeadlineBackend
from conformance.clients.guard import Guard, title_of
from conformance.clients.reading import Body
from conformance.clients.retry import wait_after
from conformance.errors import BudgetSpent, TargetTrouble, Throttled, TooSlow, Unreachable, UsageError
from conformance.evidence import Exchange, Journal, Message, read_json
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


class Channel(httpx.BaseTransport):
    """Sends every request of a run.

    Args:
        guard: decides what may be sent, and keeps the ledger.
        journal: takes every exchange, also of requests that got no answer.
        limits: the profile's.
        ca_file: certificates to trust beside the usual ones.
        sleep: waits; replaced in tests.
        direct: what every request is handed to in place of the network; None for the network.
    """

    def __init__(
        self,
        guard: Guard,
        journal: Journal,
        limits: Limits,
        *,
        ca_file: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        direct: httpx.BaseTransport | None = None,
    ) -> None:
        self._direct = direct
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

        A request with the extension `once` is not sent again, whatever the answer.

        Raises:
            GuardRefusal: it must not be sent.
            TargetTrouble: no whole answer came; which kind tells why.
        """
        request.read()
        request.headers["accept-encoding"] = "identity"  # what is recorded is what was sent
        if request.extensions.get("once"):
            return self._once(request)
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
            throttled = Throttled(
                "The target kept answering 429.", hint="Lower limits.requests_per_second, or try again later."
            )
            throttled.__dict__["exchange"] = response.extensions["exchange"]
            raise throttled
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
        transport = self._transport(request.url)
        self._spend(permit)
        if permit != "control":
            self._pace()
        intent = self._guard.ledger.intend(title_of(request)) if permit == "create" else None
        response = self._exchange(transport, request)
        actor = str(request.extensions.get("actor") or "host")
        if intent is not None:
            self._settle(intent, response, actor)
        named = request.url.path.rsplit("/", 1)[1]
        # To anybody but its creator, 404 may just mean that it is not his.
        gone = response.status_code == 404 and self._guard.ledger.creator(named) == actor
        if permit == "delete" and (response.is_success or gone):
            self._guard.ledger.deleted(named)
            self.counts.deleted += response.is_success
        return response

    def _settle(self, intent: int, response: httpx.Response, actor: str) -> None:
        """Note what became of a creation, unless the answer leaves it open."""
        made = _id_of(response.content) if response.is_success else None
        # After a server's error, or a success without an id, there may well be a meeting.
        if made or 300 <= response.status_code < 500:
            self._guard.ledger.settle(intent, created=made, actor=actor)
        self.counts.created += made is not None

    def _spend(self, permit: str) -> None:
        if self.counts.requests >= self._limits.max_requests and permit not in {"delete", "undo"}:
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

    def _exchange(self, transport: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        """Send, read to the end within the limits, and record whatever came."""
        began, at = time.perf_counter(), datetime.now(UTC)
        self._deadline.start(self._limits.timeout_seconds)
        request.extensions["timeout"] = httpx.Timeout(self._limits.timeout_seconds).as_dict()
        response, body = None, Body(self._limits.max_body_bytes)
        problem: TargetTrouble | None = None
        try:
            response = transport.handle_request(request)
            body.read(response)
        except TargetTrouble as error:
            problem = error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            problem = self._trouble(error, request.url)
        except BaseException as error:
            # Ctrl-C, or a defect: the exchange is evidence all the same.
            problem = TooSlow(f"The exchange was interrupted ({type(error).__name__}).")
            raise
        finally:
            if response is not None:
                with suppress(httpx.HTTPError, httpx.StreamError, OSError):
                    response.close()
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
                        content=body.content,
                        truncated=body.truncated,
                    ),
                    error=None if problem is None else str(problem),
                )
            )
        if problem is not None:
            problem.__dict__["exchange"] = number
            raise problem
        assert response is not None  # noqa: S101 - for the type checker: without a problem there is one
        # The body is decoded by now, and must not be decoded again. Raw, since a header can be any bytes.
        headers = [pair for pair in response.headers.raw if pair[0].lower() != b"content-encoding"]
        whole = httpx.Response(
            response.status_code, headers=headers, stream=httpx.ByteStream(body.content), request=request
        )
        whole.read()
        whole.extensions["exchange"] = number
        return whole

    def _trouble(self, error: Exception, url: httpx.URL) -> TargetTrouble:
        if isinstance(error, httpx.TimeoutException):
            return TooSlow(
                f"{url.host} gave no whole answer within {self._limits.timeout_seconds:g} seconds.",
                hint="Raise limits.timeout_seconds if the site is that slow.",
            )
        # Some of these quote what the target sent.
        reason = self._journal.redactor.text(str(error) or type(error).__name__)[:200]
        if isinstance(error, httpx.RemoteProtocolError | httpx.DecodingError):
            return Unreachable(f"{url.host} sent no whole HTTP answer: {reason}.", hint="Check the address.")
        if "SSL" in reason or "certificate" in reason.lower():
            return Unreachable(
                f"No safe connection to {url.host}: {reason}.",
                hint="Set addresses.ca_file if it has its own authority.",
            )
        return Unreachable(
            f"No connection to {url.host}, port {_port(url)}: {reason}.", hint="Check that it is up."
        )

    def _transport(self, url: httpx.URL) -> httpx.BaseTransport:
        if self._direct is not None:
            return self._direct
        origin = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        if origin not in self._inner:
            # Without TLS there is nothing to verify, and the certificates take 20 ms to load.
            trust = self._trust() if url.scheme == "https" else False
            proxy = None if url.host in _LOOPBACK else _proxy_for(url)
            try:
                transport = httpx.HTTPTransport(verify=trust, trust_env=False, proxy=proxy)
            except (ValueError, ImportError, httpx.InvalidURL):
                # The address stays out of the sentence: it may hold a password.
                raise UsageError(
                    f"The environment's proxy for {url.scheme} cannot be used.",
                    hint=f"Correct {url.scheme}_proxy, or name {url.host} in no_proxy.",
                ) from None
            # httpx offers no way to hand a network backend over; a test of a dripping target watches this.
            backend = DeadlineBackend(self._deadline)
            transport._pool._network_backend = backend  # noqa: SLF001 - as the comment above says
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
    proxy = urllib.request.getproxies().get(url.scheme)
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _id_of(content: bytes) -> str | None:
    try:
        body = read_json(content)
    except (ValueError, RecursionError):
        return None
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str) and found else None
