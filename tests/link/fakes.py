"""Brokers that misbehave: a network that freezes in front of one, and one that says anything."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

CONNACK = b"\x20\x02\x00\x00"


class Proxy:
    """Stands between a client and a broker; ``freeze`` makes it a dead network."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._flows = threading.Event()
        self._flows.set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.connections = 0
        _run(self._accept)

    def freeze(self) -> None:
        """Let nothing through any more, in either direction, and close nothing."""
        self._flows.clear()

    def thaw(self) -> None:
        """Let everything through again, what was held back first."""
        self._flows.set()

    def close(self) -> None:
        """Take no more connections."""
        self._flows.set()
        self._server.close()

    def _accept(self) -> None:
        while True:
            client, _ = self._server.accept()
            self.connections += 1
            broker = socket.create_connection(("127.0.0.1", self._target))
            _run(partial(self._pump, client, broker))
            _run(partial(self._pump, broker, client))

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with source, sink:
            while data := source.recv(65_536):
                self._flows.wait()
                sink.sendall(data)
            with suppress(OSError):
                sink.shutdown(socket.SHUT_WR)


@contextmanager
def scripted(answers: Callable[[bytes], Sequence[bytes]]) -> Iterator[int]:
    """Run a broker that answers each packet with what ``answers`` says, and yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                client, _ = server.accept()
                _run(partial(_converse, client, answers))

        _run(serve)
        yield server.getsockname()[1]


def _converse(client: socket.socket, answers: Callable[[bytes], Sequence[bytes]]) -> None:
    with client:
        while packet := _packet(client):
            for answer in answers(packet):
                client.sendall(answer)


def _packet(client: socket.socket) -> bytes:
    """Read one packet; its length is below 128 or of two bytes, as these tests have it."""
    head = client.recv(2, socket.MSG_WAITALL)
    if len(head) < 2:
        return b""
    length = head[1] & 0x7F
    if head[1] & 0x80:
        more = client.recv(1)
        head, length = head + more, length + 128 * more[0]
    return head + (client.recv(length, socket.MSG_WAITALL) if length else b"")


def _run(job: Callable[[], None]) -> None:
    def quietly() -> None:
        with suppress(OSError):
            job()

    threading.Thread(target=quietly, daemon=True).start()
