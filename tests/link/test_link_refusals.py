"""Brokers that refuse, and brokers that send nonsense: a sentence, and the link lives on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from controller.errors import LinkError
from controller.link import Address, Link, local, read_address
from tests.link.fakes import CONNACK, scripted
from tests.link.hearing import linked
from tests.link.waiting import until


@pytest.mark.parametrize(
    ("code", "user", "sentence"),
    [
        (5, None, "does not let anybody without a name in; check the name"),
        (5, "willow", 'does not let "willow" in; check the name'),
        (4, "willow", 'does not let "willow" in; check the name'),
        (3, None, "refuses the connection (server unavailable)."),
    ],
)
def test_a_refused_connection_is_told_once(code: int, user: str | None, sentence: str) -> None:
    attempts = []

    def answers(packet: bytes) -> Sequence[bytes]:
        attempts.append(packet)
        return [b"\x20\x02\x00" + bytes([code])]

    with scripted(answers) as port, linked(replace(local(port), user=user, password="x")) as told:
        until(lambda: len(attempts) >= 2)
        assert len(told[1].downs) == 1
        assert sentence in told[1].downs[0]
        assert not told[0].is_up


def test_a_refused_filter_is_named_and_the_rest_works() -> None:
    def answers(packet: bytes) -> Sequence[bytes]:
        if packet[0] == 0x82:
            return [b"\x90\x04" + packet[2:4] + b"\x01\x80", b"\x30\x05\x00\x02ok!!"]
        return [CONNACK] if packet[0] == 0x10 else []

    with scripted(answers) as port, linked(port, ["ok", "secret/#"]) as (link, heard):
        until(lambda: heard.messages)
        refusal = f"The broker at 127.0.0.1:{port} does not let us listen to secret/#; "
        assert heard.all == [("up", refusal + "its administrator must allow it.")]
        assert link.is_up


NONSENSE = {
    "publish shorter than its topic": b"\x30\x02\x00\x09",
    "publish with no topic": b"\x30\x00",
    "publish with a topic that is no text": b"\x30\x04\x00\x02\xff\xfe",
    "short suback": b"\x90\x01\x00",
    "short puback": b"\x40\x01\x00",
    "unknown packet": b"\xf0\x00",
    "length of five bytes": b"\x30\xff\xff\xff\xff\x01",
    "connack twice": CONNACK,
    "short connack": b"\x20\x01\x00",
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_from_the_broker_never_ends_the_link(nonsense: bytes) -> None:
    hostile = [True]

    def answers(packet: bytes) -> Sequence[bytes]:
        if packet[0] == 0x10:
            return [CONNACK]
        if packet[0] == 0x82:
            suback = b"\x90\x03" + packet[2:4] + b"\x01"
            if hostile.pop() if hostile else False:
                return [suback, nonsense, b"\x30\x03\x00\x01a"]
            return [suback, b"\x30\x05\x00\x01aok"]
        return []

    with scripted(answers) as port, linked(port, ["a"]) as (link, heard):
        until(lambda: heard.messages, "a message after the nonsense")
        assert link._client._thread is not None
        assert link._client._thread.is_alive()


def test_a_broker_without_tls_or_with_a_stranger_s_certificate_is_told() -> None:
    with scripted(lambda _: [b"no TLS here"]) as port:
        address = Address("127.0.0.1", port, is_secure=True)
        with linked(address) as (_, heard):
            until(lambda: heard.downs)
            assert "does not speak TLS; is mqtts:// right?" in heard.downs[0]


def test_an_unknown_host_is_told_by_its_name() -> None:
    with linked(Address("no-such-broker.invalid", 1883)) as (_, heard):
        until(lambda: heard.downs)
        assert "no-such-broker.invalid" in heard.downs[0]


def test_an_address_is_read_with_its_defaults(tmp_path: Path) -> None:
    assert read_address("mqtt://host", None, {}) == Address("host", 1883)
    assert read_address("mqtts://me@host", tmp_path, {}) == Address("host", 8883, True, "me")
    assert read_address("mqtt://host:99", None, {}).port == 99
    assert str(read_address("mqtts://me@host:99", None, {})) == "host:99"


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("host:1883", "write it like mqtts://user@host"),
        ("http://host", "write it like mqtts://user@host"),
        ("mqtt://", "write it like mqtts://user@host"),
        ("mqtt://host:none", "a port is a number from 1 to 65535"),
        ("mqtt://host:99999", "a port is a number from 1 to 65535"),
        ("mqtts://me:secret@host", "put it into STILLROOM_MQTT_PASSWORD"),
    ],
)
def test_what_is_no_address_is_refused_with_a_remedy(url: str, remedy: str) -> None:
    with pytest.raises(LinkError, match=remedy) as told:
        read_address(url, None, {})
    assert "secret" not in str(told.value).replace(url, "")


def test_the_password_comes_from_the_environment_or_a_file_of_ones_own(tmp_path: Path) -> None:
    url, secret = "mqtts://me@host", tmp_path / "broker.password"
    secret.write_text("from the file\n")
    secret.chmod(0o640)
    with pytest.raises(LinkError, match="chmod 600"):
        read_address(url, tmp_path, {})
    secret.chmod(0o600)
    assert read_address(url, tmp_path, {}).password == "from the file"
    there = read_address(url, tmp_path, {"STILLROOM_MQTT_PASSWORD": "from the environment"})
    assert there.password == "from the environment"
    assert "from" not in repr(there)


def test_a_certificate_authority_of_the_site_is_used_and_must_be_one(tmp_path: Path) -> None:
    ca = tmp_path / "broker-ca.pem"
    ca.write_text("not a certificate")
    address = read_address("mqtts://host", tmp_path, {})
    assert address.ca == ca
    with pytest.raises(LinkError, match="holds no certificate"):
        Link(address, "one")
