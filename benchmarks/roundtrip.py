"""How long a command takes to its answer, beside a raw paho QoS 1 round trip on the same broker.

Run: python -m benchmarks.roundtrip [rounds]

A stage is a name and a function that does one round and returns when it is over; a round from
key to lamp is one more of them.
"""

from __future__ import annotations

import os
import queue
import socket
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from controller.broker import Broker
from controller.clock import SystemClock
from controller.domain.codec import decode, encode
from controller.domain.events import Event, VolumeSet
from controller.domain.wire import Answer, Ask, Outcome, Topics
from controller.link import Ears, Link, local
from controller.room.journal import Journal

ROUNDS = 300
WARM_UP = 20
PATIENCE_S = 5.0
PAYLOAD = b"x" * 180
TOPICS = Topics("bench", "willow")
Round = Callable[[], None]


@contextmanager
def raw_paho(port: int, nodelay: bool) -> Iterator[Round]:
    """A client that publishes to itself with QoS 1: the least any program on paho can do."""
    back: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    ready: queue.SimpleQueue[object] = queue.SimpleQueue()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)

    def tune(_client: Any, _data: Any, connection: Any) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, int(nodelay))

    client.on_socket_open = tune
    client.on_message = lambda _c, _u, message: back.put(bytes(message.payload))
    client.on_subscribe = lambda *_: ready.put(None)
    client.connect("127.0.0.1", port)
    client.subscribe("bench/echo", 1)
    client.loop_start()
    ready.get(timeout=PATIENCE_S)

    def once() -> None:
        client.publish("bench/echo", PAYLOAD, 1)
        back.get(timeout=PATIENCE_S)

    yield once
    client.disconnect()
    client.loop_stop()


@contextmanager
def flushed(folder: Path) -> Iterator[Round]:
    """Append a page to a file and flush it: what the disk adds to whatever must outlive a crash."""
    with (folder / "flushed").open("wb", buffering=0) as file:

        def once() -> None:
            file.write(bytes(4_096))
            os.fdatasync(file.fileno())

        yield once


@contextmanager
def command_to_answer(port: int, folder: Path | None) -> Iterator[Round]:
    """A console's command, read and answered by a room; journalled in ``folder`` if there is one.

    The room is its link, its inbox, its codec and its journal; what it decides costs nothing.
    """
    clock = SystemClock()
    answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    console = Link(
        local(port),
        "console",
        [TOPICS.answer("desk")],
        Ears(lambda _t, data, _r: answers.put(data)),
    )
    inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    room = Link(
        local(port), "room", [TOPICS.command("+")], Ears(lambda _t, data, _r: inbox.put(data))
    )
    with ExitStack() as stack:
        journal = _journal(folder, clock, stack)
        for link in (console, room):
            link.open()
            stack.callback(link.close)
        while not (console.is_up and room.is_up):
            time.sleep(0.01)
        stack.callback(_serving(room, inbox, journal, clock))

        def once() -> None:
            ask = Ask(uuid.uuid4().hex, "volume", {"pct": "35"}, "boot", clock.now(), 4)
            console.publish(TOPICS.command("desk"), encode(ask))
            assert decode(Answer, answers.get(timeout=PATIENCE_S)).id == ask.id

        yield once


def _journal(folder: Path | None, clock: SystemClock, stack: ExitStack) -> Journal[Event] | None:
    if folder is None:
        return None
    journal: Journal[Event] = Journal(folder / "journal.db", Event, clock.stamp, ["Began"])
    journal.load()
    stack.callback(journal.close)
    return journal


def _serving(
    room: Link,
    inbox: queue.SimpleQueue[bytes | None],
    journal: Journal[Event] | None,
    clock: SystemClock,
) -> Callable[[], None]:
    """Answer commands on a thread, as a room's main loop does; return what ends it."""

    def serve() -> None:
        while (data := inbox.get()) is not None:
            ask = decode(Ask, data)
            answer = Answer(ask.id, Outcome.DONE, "", 5)
            if journal is not None and journal.answer_for(ask.id) is None:
                now = clock.now()
                journal.append([VolumeSet(now, int(ask.args["pct"]))], answer, now)
            room.publish(TOPICS.answer("desk"), encode(answer))

    loop = threading.Thread(target=serve)
    loop.start()

    def end() -> None:
        inbox.put(None)
        loop.join()

    return end


def measured(once: Round, rounds: int) -> list[float]:
    """Return the milliseconds of each round, sorted; a little apart, as keys are."""
    found = []
    for i in range(rounds + WARM_UP):
        begun = time.perf_counter()
        once()
        if i >= WARM_UP:
            found.append((time.perf_counter() - begun) * 1_000)
        time.sleep(0.002)
    return sorted(found)


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Broker(folder / "broker")
        port = broker.start()
        stages: dict[str, Callable[[], Any]] = {
            "raw paho, QoS 1, Nagle on": lambda: raw_paho(port, nodelay=False),
            "raw paho, QoS 1, TCP_NODELAY": lambda: raw_paho(port, nodelay=True),
            "a page flushed to the disk": lambda: flushed(folder),
            "command to answer, no journal": lambda: command_to_answer(port, None),
            "command to answer, journalled": lambda: command_to_answer(port, folder),
        }
        base = 0.0
        print(f"{'':32} {'p50':>8} {'p95':>8} {'p99':>8}   ms; p95 over raw with TCP_NODELAY")
        for label, stage in stages.items():
            with stage() as once:
                found = measured(once, rounds)
            p95, p99 = found[int(0.95 * rounds)], found[int(0.99 * rounds)]
            base = p95 if "TCP_NODELAY" in label else base
            ratio = f"{p95 / base:8.1f}" if base else ""
            print(f"{label:32} {statistics.median(found):8.2f} {p95:8.2f} {p99:8.2f} {ratio}")
        broker.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
