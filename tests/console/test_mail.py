from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from controller.broker import Broker, find_mosquitto
from controller.clock import SystemClock
from controller.console import samples
from controller.console.app import Console
from controller.console.desk import Desk
from controller.console.mail import KINDS, LetterBox
from controller.console.reading import Moment
from controller.console.setting import Setting
from controller.console.store import Contact, Document, RoomStore
from controller.console.uplink import Uplink
from controller.domain.codec import decode, encode
from controller.domain.documents import LightsDoc, MusicDoc, NoticesDoc, SessionDoc, SignDoc
from controller.domain.wire import Answer, Ask, Beat, LinkState, Outcome, Topics
from controller.domain.wire import Link as LinkDoc
from controller.errors import BrokerError
from controller.link import Ears, Link, local
from tests.console.desks import Recorder, screen_text, until

SITE = "harbour"
REFUSAL = "The pump is not ours."
TOPIC_OF = {kind: rest for rest, kind in KINDS.items()}


def letter(room: str, document: Document, site: str = SITE) -> tuple[str, bytes]:
    return f"{Topics(site, room).base}/{TOPIC_OF[type(document)]}", encode(document)


class Case:
    """A letter box that counts how often it woke the app, and a desk to empty it on."""

    def __init__(self) -> None:
        self.woken = 0
        self.box = LetterBox(SITE, self._wake)
        self.desk = Desk(RoomStore(), Recorder())
        self.moment = samples.moment()

    def _wake(self) -> None:
        self.woken += 1

    def empty(self) -> bool:
        return self.box.empty_into(self.desk, self.moment)


def test_every_document_finds_its_room() -> None:
    case = Case()
    for name, documents in samples.three_rooms().items():
        for document in documents:
            case.box.put(*letter(name, document), retained=True)
    assert case.empty()
    assert [room.name for room in case.desk.store.rooms] == ["cedar", "linden", "willow"]
    willow = case.desk.store.room("willow")
    assert willow is not None
    assert list(samples.three_rooms()["willow"]) == [
        willow.about, willow.session, willow.music, willow.lights, willow.sign, willow.notices,
    ]  # fmt: skip


def test_every_kind_of_document_has_its_topic() -> None:
    assert set(KINDS.values()) >= {
        Beat, LinkDoc, SessionDoc, MusicDoc, LightsDoc, SignDoc, NoticesDoc,
    }  # fmt: skip


def test_the_app_is_woken_once_until_it_has_emptied_the_box() -> None:
    case = Case()
    for n in range(500):
        case.box.put(*letter("willow", SignDoc(n, "quiet")), retained=False)
    assert case.woken == 1
    assert len(case.box._latest) == 1
    case.empty()
    case.box.put(*letter("willow", SignDoc(501, "quiet")), retained=False)
    assert case.woken == 2


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'{"rev": "seven"}', b"\xff\xfe", b"NaN"])
def test_what_cannot_be_read_changes_nothing(payload: bytes) -> None:
    case = Case()
    case.box.put(f"{Topics(SITE, 'willow').base}/state/session", payload, True)
    case.box.put(f"{Topics(SITE, 'willow').base}/ack/desk", payload, False)
    case.empty()
    assert len(case.desk.store) == 0
    assert case.box.unread == 2


@pytest.mark.parametrize("topic", [
    "stillroom/1/elsewhere/willow/state/session", "stillroom/2/harbour/willow/link",
    "stillroom/1/harbour/willow/state/mood", "stillroom/1/harbour", "x", "",
])  # fmt: skip
def test_other_topics_are_nobodys_room(topic: str) -> None:
    case = Case()
    case.box.put(topic, encode(SignDoc(1, "free")), True)
    assert not case.empty()
    assert len(case.desk.store) == 0


def test_a_link_that_goes_and_comes_back_is_told_in_order() -> None:
    case = Case()
    case.box.linked(False, "gone")
    case.empty()
    assert case.desk.store.cut_at == samples.CONSOLE
    assert case.desk.store.trouble == "gone"
    case.box.linked(False, "gone")
    case.box.linked(True)
    case.empty()
    assert case.desk.store.cut_at is None


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    try:
        find_mosquitto()
    except BrokerError as error:
        pytest.skip(str(error))
    broker = Broker(tmp_path / "data")
    broker.start()
    yield broker
    broker.close()


class StandIn:
    """A room on a real broker that says what it is told to and answers what it is asked."""

    def __init__(self, port: int, clock: SystemClock) -> None:
        self.asked: list[Ask] = []
        self._clock = clock
        self._topics = Topics(SITE, "linden")
        gone = LinkDoc(LinkState.LOST, "i", 1, clock.boot())
        will = self._topics.link, encode(gone)
        filters = (self._topics.command("+"),)
        self._link = Link(local(port), "stand-in", filters, Ears(self._hear, self._up), will)
        self._link.open()

    def _up(self, _: str) -> None:
        for document in samples.free_room("Linden"):
            self._link.publish(*letter("linden", document), retain=True)
        self.beat()
        up = LinkDoc(LinkState.UP, "i", 1, self._clock.boot())
        self._link.publish(*letter("linden", up), retain=True)

    def beat(self) -> None:
        beat = Beat(self._clock.boot(), self._clock.now(), self._clock.wall())
        self._link.publish(*letter("linden", beat), qos=0)

    def _hear(self, topic: str, payload: bytes, retained: bool) -> None:
        ask = decode(Ask, payload)
        self.asked.append(ask)
        principal = topic.rsplit("/", 1)[1]
        answer = Answer(ask.id, Outcome.REFUSED, REFUSAL, 2)
        self._link.publish(self._topics.answer(principal), encode(answer))

    def close(self) -> None:
        self._link.close(self._topics.link, encode(LinkDoc(LinkState.DOWN, "i", 1, "b")))


def console_on(port: int, principal: str) -> tuple[Console, Uplink, Setting]:
    box, clock = LetterBox(SITE), SystemClock()
    uplink = Uplink(local(port), principal, box)
    desk = Desk(RoomStore(), uplink)
    setting = Setting(desk, clock, "Harbour", ZoneInfo("UTC"), guard_s=0.02)

    def opens(app: Console) -> None:
        box.wake = app.post_mail
        uplink.open()

    def drain() -> bool:
        return box.empty_into(desk, Moment(clock.now(), clock.wall()))

    return Console(setting, opens, drain), uplink, setting


async def test_two_consoles_on_a_real_broker_show_the_room_and_one_asks_it(broker: Broker) -> None:
    clock = SystemClock()
    room = StandIn(broker.port, clock)
    consoles = [console_on(broker.port, f"desk-{n}") for n in (1, 2)]
    try:
        for app, uplink, setting in consoles:
            async with app.run_test(size=(80, 24)) as pilot:
                await until(lambda s=setting: len(s.desk.store) == 1)  # type: ignore[misc]
                room.beat()
                await until(lambda s=setting: _contact(s) is Contact.LIVE)  # type: ignore[misc]
                await until(lambda a=app: "○ Free" in screen_text(a))  # type: ignore[misc]
                await pilot.press("n")
                await until(lambda a=app: REFUSAL in screen_text(a))  # type: ignore[misc]
            uplink.close()
        visits = [ask for ask in room.asked if ask.verb == "visit"]
        assert len(visits) == 2
        assert {ask.if_rev for ask in visits} == {1, 2} or {ask.if_rev for ask in visits} == {1}
        assert all(ask.boot == clock.boot() for ask in visits)
    finally:
        room.close()
        await asyncio.sleep(0)


def _contact(setting: Setting) -> Contact:
    room = setting.desk.store.rooms[0]
    return setting.desk.store.contact(room, setting.clock.now())


async def test_closing_a_console_sends_the_rooms_nothing(broker: Broker) -> None:
    room = StandIn(broker.port, SystemClock())
    app, uplink, setting = console_on(broker.port, "desk-1")
    try:
        async with app.run_test(size=(80, 24)):
            await until(lambda: len(setting.desk.store) == 1)
        uplink.close()
        assert [ask.verb for ask in room.asked] == []
    finally:
        room.close()
