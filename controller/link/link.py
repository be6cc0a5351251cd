"""The link to the broker: paho, and nothing else. It knows topics and bytes, not their meaning.

Everything it tells, it tells from a thread of its own, so what it calls must only enqueue. It
keeps nothing for later: what cannot be sent now is not sent, and what was under way when the
link broke is dropped, because a late command to a lamp is worse than none.

Two threads: paho's, which reads and writes, and a watch. A broker behind a dead network says
nothing for 17 s; the age of the oldest unanswered publish gives it away after 2.5.
"""

from __future__ import annotations

import logging
import random
import socket
import ssl
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from controller.clock import boottime_ms
from controller.domain.units import ZERO, Span, seconds
from controller.domain.wire import LARGEST
from controller.errors import LinkError
from controller.link.address import Address

KEEPALIVE_S = 10
RECONNECT_S = (1, 8)
JITTER_S = 0.5
"""Every reconnect waits up to this long besides, so that a site does not come all at once."""
CONNECT_S = 5.0
SUSPECT = seconds(2.5)
"""A publish unanswered for this long: the link is told to be down, and nothing more is sent."""
DEAD = seconds(6)
"""A publish unanswered for this long: the connection is given up and made anew."""
WATCH_S = 0.25
IN_FLIGHT = 20
QUEUED = 256
_USER_TIMEOUT_MS = 15_000

log = logging.getLogger(__name__)


def _nothing(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told what; each only enqueues, and is called from the link's threads.

    ``hears``  a message: topic, payload, and whether it was retained
    ``up``     the link is up and all filters are subscribed: publish what is retained now. Its
               text is empty, or says which filters the broker refused
    ``down``   the link is down, with a sentence that says why; told again only if why changes
    """

    hears: Callable[[str, bytes, bool], None] = _nothing
    up: Callable[[str], None] = _nothing
    down: Callable[[str], None] = _nothing


class Link:
    """A connection to the broker that comes back by itself; ``will`` is retained.

    ``oversized`` counts the messages that were too large to be read.
    """

    def __init__(
        self,
        address: Address,
        client_id: str,
        filters: Sequence[str] = (),
        ears: Ears | None = None,
        will: tuple[str, bytes] | None = None,
    ) -> None:
        self._address = address
        self._filters = tuple(filters)
        self._ears = ears or Ears()
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._under_way: deque[tuple[int, mqtt.MQTTMessageInfo]] = deque()
        self._is_up = False
        self._is_suspect = False
        self._refused = ""
        self._said: str | None = None
        self.oversized = 0
        self._client = self._made(client_id, will)
        self._watcher = threading.Thread(target=self._watch, name="link-watch", daemon=True)

    @property
    def is_up(self) -> bool:
        """Whether a publish would be sent."""
        return self._is_up

    def open(self) -> None:
        """Begin to connect, and go on for ever; the broker need not be there yet."""
        self._client.connect_async(self._address.host, self._address.port, KEEPALIVE_S)
        self._client.loop_start()
        self._watcher.start()

    def publish(self, topic: str, payload: bytes, retain: bool = False, qos: int = 1) -> bool:
        """Send now, or not at all: False when the link is not up, or nobody would read so much."""
        if len(payload) > LARGEST:
            log.error("%s: %d bytes are more than anybody reads; not sent", topic, len(payload))
            return False
        if not self._is_up:
            return False
        info = self._client.publish(topic, payload, qos, retain)
        if info.rc != mqtt.MQTT_ERR_SUCCESS:
            return False
        if qos:
            self._under_way.append((boottime_ms(), info))
        return True

    def send(self, topic: str, payload: bytes, retain: bool = False, qos: int = 1) -> None:
        """Publish, or drop."""
        self.publish(topic, payload, retain, qos)

    def close(self, topic: str = "", payload: bytes = b"") -> None:
        """Say farewell on ``topic`` (retained), disconnect, and call nobody any more."""
        if topic and self._is_up:
            farewell = self._client.publish(topic, payload, 1, retain=True)
            with suppress(RuntimeError, ValueError):
                farewell.wait_for_publish(1.0)
        with self._lock:
            self._ended.set()
            self._is_up = False
        connected = self._client.is_connected()
        self._client.disconnect()
        if connected:
            self._client.loop_stop()
        else:  # it may be waiting for a host that does not answer: nobody needs to wait with it
            threading.Thread(target=self._client.loop_stop, daemon=True).start()

    def _made(self, client_id: str, will: tuple[str, bytes] | None) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id, clean_session=True, protocol=mqtt.MQTTv311
        )
        client.suppress_exceptions = True  # one error in a callback would end paho's thread
        client.connect_timeout = CONNECT_S
        client.reconnect_delay_set(*RECONNECT_S)
        client.max_inflight_messages_set(IN_FLIGHT)
        client.max_queued_messages_set(QUEUED)
        client.on_pre_connect = self._on_pre_connect
        client.on_socket_open = _tune
        client.on_connect_fail = self._on_connect_fail
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        if will is not None:
            client.will_set(*will, qos=1, retain=True)
        if self._address.user is not None:
            client.username_pw_set(self._address.user, self._address.password)
        if self._address.is_secure:
            _secure(client, self._address.ca)
        return client

    # What paho tells, on its thread ---------------------------------------------------------

    def _on_pre_connect(self, *_: object) -> None:
        if self._said is not None:  # not the first time
            self._ended.wait(random.uniform(0, JITTER_S))

    def _on_connect_fail(self, *_: object) -> None:
        self._fall(_unreachable(self._address, sys.exc_info()[1]))

    def _on_connect(self, _c: Any, _u: Any, _flags: Any, code: ReasonCode, _p: Any) -> None:
        self._forget()
        if code.is_failure:
            self._fall(_turned_away(self._address, str(code)))
        elif self._ended.is_set():
            self._client.disconnect()
        elif self._filters:
            self._client.subscribe([(name, 1) for name in self._filters])
        else:
            self._rise("")

    def _on_subscribe(
        self, _c: Any, _u: Any, _mid: int, codes: Sequence[ReasonCode], _p: Any
    ) -> None:
        pairs = zip(self._filters, codes, strict=False)
        refused = [name for name, code in pairs if code.is_failure]
        self._rise(_not_allowed(self._address, refused) if refused else "")

    def _on_disconnect(self, *_: object) -> None:
        self._forget()
        if self._is_up or self._is_suspect:
            self._fall(f"The link to the broker at {self._address} was lost; trying again.")
        self._is_suspect = False

    def _on_message(self, _c: Any, _u: Any, message: mqtt.MQTTMessage) -> None:
        if len(message.payload) > LARGEST:
            self.oversized += 1
        elif not self._ended.is_set():
            try:
                self._ears.hears(message.topic, bytes(message.payload), message.retain)
            except Exception:
                log.exception("a message was not taken in")

    def _forget(self) -> None:
        """Drop what was never answered; paho would send it again on the next connection."""
        self._client.drop_out_messages()
        self._under_way.clear()

    # Up and down ----------------------------------------------------------------------------

    def _rise(self, refused: str) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            self._is_up, self._is_suspect = True, False
            self._refused, self._said = refused, None
            log.info("linked to the broker at %s. %s", self._address, refused)
            self._ears.up(refused)

    def _fall(self, why: str) -> None:
        with self._lock:
            self._is_up = False
            if self._ended.is_set() or why == self._said:
                return
            self._said = why
            log.warning("%s", why)
            self._ears.down(why)

    # The watch, on its own thread -----------------------------------------------------------

    def _watch(self) -> None:
        while not self._ended.wait(WATCH_S):
            age = self._oldest()
            if age > DEAD:
                self._cut()
            elif age > SUSPECT and not self._is_suspect:
                self._is_suspect = True
                self._fall(f"The broker at {self._address} does not answer.")
            elif not age and self._is_suspect:
                self._rise(self._refused)

    def _oldest(self) -> Span:
        """Tell how long the oldest unanswered publish has waited."""
        while self._under_way:
            since, info = self._under_way[0]
            if not _is_answered(info):
                return Span(boottime_ms() - since)
            with suppress(IndexError):
                self._under_way.popleft()
        return ZERO

    def _cut(self) -> None:
        """Break the connection off; paho notices and makes another."""
        self._under_way.clear()
        connection: Any = self._client.socket()
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _is_answered(info: mqtt.MQTTMessageInfo) -> bool:
    try:
        return info.is_published()
    except (RuntimeError, ValueError):
        return True  # given up by paho: nothing to wait for


def _secure(client: mqtt.Client, ca: Path | None) -> None:
    try:
        client.tls_set(str(ca) if ca else None)
    except (OSError, ValueError) as error:
        raise LinkError(f"The file {ca} holds no certificate that can be used ({error})") from None


def _tune(_client: Any, _userdata: Any, connection: Any) -> None:
    """Send at once (Nagle's 40 ms are a third of a fade step), and give up a dead peer."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)


def _unreachable(address: Address, error: BaseException | None) -> str:
    match error:
        case ConnectionRefusedError():
            return f"No broker answers at {address}; is it running?"
        case socket.gaierror():
            return f'The broker\'s name "{address.host}" is not known on this network.'
        case TimeoutError():
            return f"The broker at {address} does not answer; is the network up?"
        case ssl.SSLCertVerificationError():
            return (
                f"The broker at {address} shows a certificate that is not trusted "
                f"({error.verify_message})."
            )
        case ssl.SSLError():
            return f"The broker at {address} does not speak TLS; is mqtts:// right?"
        case _:
            return f"The broker at {address} cannot be reached ({error})."


def _turned_away(address: Address, reason: str) -> str:
    if reason in ("Not authorized", "Bad user name or password"):
        who = f'"{address.user}"' if address.user else "anybody without a name"
        return (
            f"The broker at {address} does not let {who} in; check the name in the site's "
            "broker address, and its password."
        )
    return f"The broker at {address} refuses the connection ({reason.lower()})."


def _not_allowed(address: Address, filters: Sequence[str]) -> str:
    return (
        f"The broker at {address} does not let us listen to {', '.join(filters)}; "
        "its administrator must allow it."
    )
