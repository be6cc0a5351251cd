"""The link to a real broker: up, down, suspect, back, and what is never sent."""

from __future__ import annotations

import logging
import socket

import pytest

from controller.broker import Broker
from controller.domain.wire import LARGEST
from controller.link import Link, local
from tests.link.fakes import Proxy
from tests.link.hearing import Heard, linked
from tests.link.waiting import until


def test_what_is_published_is_heard_and_what_was_retained_says_so(broker: Broker) -> None:
    with linked(broker.port, ["a/#"], "one") as (one, heard):
        until(lambda: one.is_up)
        assert one.publish("a/kept", b"1", retain=True)
        assert one.publish("a/said", b"2", qos=0)
        until(lambda: len(heard.messages) == 2)
        assert heard.messages == [("a/kept", b"1", False), ("a/said", b"2", False)]
        with linked(broker.port, ["a/#"], "two") as (_, later):
            until(lambda: later.messages)
            assert later.messages == [("a/kept", b"1", True)]
    assert heard.all == [("up", "")]


def test_a_link_without_filters_comes_up_as_well(broker: Broker) -> None:
    with linked(broker.port) as (link, heard):
        until(lambda: link.is_up)
        assert heard.all == [("up", "")]


def test_packets_leave_at_once(broker: Broker) -> None:
    with linked(broker.port) as (link, _):
        until(lambda: link.is_up)
        connection = link._client.socket()
        assert isinstance(connection, socket.socket)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_oversized_message_is_not_sent_and_dropped_and_counted_when_others_send_it(
    broker: Broker,
) -> None:
    with linked(broker.port, ["a"]) as (link, heard):
        until(lambda: link.is_up)
        assert not link.publish("a", b"x" * (LARGEST + 1))
        link._client.publish("a", b"x" * (LARGEST + 1), 1)
        assert link.publish("a", b"x" * LARGEST)
        until(lambda: heard.messages)
        assert [len(payload) for _, payload, _ in heard.messages] == [LARGEST]
        assert link.oversized == 1


def test_a_fault_of_the_listener_costs_that_message_only(broker: Broker) -> None:
    heard = Heard()
    ears = heard.ears()

    def hears(topic: str, payload: bytes, retained: bool) -> None:
        if payload == b"bad":
            raise RuntimeError("a fault of ours")
        ears.hears(topic, payload, retained)

    link = Link(local(broker.port), "one", ["a"], type(ears)(hears, ears.up, ears.down))
    link.open()
    until(lambda: link.is_up)
    for payload in (b"bad", b"good", b"bad", b"better"):
        link.send("a", payload)
    until(lambda: len(heard.messages) == 2)
    assert [payload for _, payload, _ in heard.messages] == [b"good", b"better"]
    link.close()


def test_a_broker_that_comes_late_is_found_and_told_of_once(
    mosquitto: str, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    port = broker.port
    broker.close()
    with caplog.at_level(logging.WARNING), linked(port, ["a"]) as (link, heard):
        until(lambda: heard.downs)
        assert not link.publish("a", b"lost"), "nothing is kept for later"
        broker.start()
        until(lambda: link.is_up)
        assert heard.all == [
            ("down", f"No broker answers at 127.0.0.1:{port}; is it running?"),
            ("up", ""),
        ]
        assert len(caplog.records) == 1
        assert heard.messages == []


def test_a_broker_that_goes_and_comes_back_is_linked_again(broker: Broker) -> None:
    with linked(broker.port, ["a"]) as (link, heard):
        until(lambda: link.is_up)
        broker.close()
        until(lambda: not link.is_up)
        assert not link.publish("a", b"while it was gone")
        broker.start()
        until(lambda: heard.ups == 2)
        assert link.publish("a", b"again")
        until(lambda: heard.messages)
        assert [payload for _, payload, _ in heard.messages] == [b"again"]
        assert heard.downs[0].endswith("was lost; trying again.")


def test_the_last_will_is_given_when_a_client_is_cut_off_and_not_when_it_says_farewell(
    broker: Broker,
) -> None:
    with linked(broker.port, ["room/link"], "watcher") as (watcher, heard):
        until(lambda: watcher.is_up)
        proxy = Proxy(broker.port)
        with linked(proxy.port, name="room", will=("room/link", b"lost")) as (room, _):
            until(lambda: room.is_up)
            room.close("room/link", b"down")
            until(lambda: heard.messages)
        with linked(proxy.port, name="room", will=("room/link", b"lost")) as (room, _):
            until(lambda: room.is_up)
            room._cut()
            until(lambda: len(heard.messages) == 2)
        proxy.close()
        assert [payload for _, payload, _ in heard.messages] == [b"down", b"lost"]


def test_a_dead_network_is_suspected_then_cut_and_nothing_late_is_delivered(
    broker: Broker,
) -> None:
    proxy = Proxy(broker.port)
    with (
        linked(broker.port, ["lamp"], "lamp") as (lamp, heard),
        linked(proxy.port, name="room") as (room, told),
    ):
        until(lambda: lamp.is_up and room.is_up)
        room.send("lamp", b"before")
        until(lambda: heard.messages)
        proxy.freeze()
        room.send("lamp", b"into the dead network")
        until(lambda: told.downs)
        assert told.downs == [f"The broker at 127.0.0.1:{proxy.port} does not answer."]
        assert not room.publish("lamp", b"while suspect")
        until(lambda: proxy.connections == 2, "it gives the connection up and makes another")
        proxy.thaw()
        until(lambda: told.ups == 2)
        room.send("lamp", b"after")
        until(lambda: (heard.messages[-1][1]) == b"after")
        late = [payload for _, payload, _ in heard.messages]
    proxy.close()
    # What the network itself held back may still arrive, once; nothing is sent a second time.
    assert late.count(b"into the dead network") <= 1
    assert b"while suspect" not in late


def test_a_network_that_only_hesitates_is_up_again_without_a_new_connection(
    broker: Broker,
) -> None:
    proxy = Proxy(broker.port)
    with linked(proxy.port) as (room, told):
        until(lambda: room.is_up)
        proxy.freeze()
        room.send("lamp", b"1")
        until(lambda: told.downs)
        proxy.thaw()
        until(lambda: told.ups == 2)
        assert proxy.connections == 1
        assert room.publish("lamp", b"2")
    proxy.close()


def test_after_it_is_closed_a_link_tells_nothing(broker: Broker) -> None:
    with linked(broker.port, ["a"]) as (link, heard):
        until(lambda: link.is_up)
    broker.close()
    assert heard.all == [("up", "")]
    assert not link.publish("a", b"1")


def test_a_link_that_never_came_up_closes_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:
        link = Link(local(silent.getsockname()[1]), "one")
        link.open()
        link.close()
        link.close()
        assert not link.is_up
