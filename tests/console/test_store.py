from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.console import samples
from controller.console.store import Contact, RoomStore
from controller.domain.documents import SessionDoc, SignDoc
from controller.domain.units import Instant, Span, minutes, seconds
from controller.domain.wire import Beat, Link, LinkState

NOW, WALL = samples.CONSOLE, samples.WALL


def beat(clock: Instant, wall: int = WALL, boot: str = samples.BOOT) -> Beat:
    return Beat(boot, clock, wall)


def filled() -> RoomStore:
    store = RoomStore()
    samples.fill(store, samples.three_rooms())
    return store


def contact(store: RoomStore, name: str, now: Instant = NOW) -> Contact:
    room = store.room(name)
    assert room is not None
    return store.contact(room, now)


def test_rooms_nobody_listed_stand_by_name_whatever_order_they_come_in() -> None:
    store = RoomStore()
    for name in ("willow", "alder", "linden"):
        store.take(name, SignDoc(1, "free"), NOW, WALL)
    assert [room.name for room in store.rooms] == ["alder", "linden", "willow"]
    assert [room.key for room in store.rooms] == ["1", "2", "3"]


def test_rows_never_move_once_they_have_settled() -> None:
    store = filled()
    store.settle()
    store.take("alder", SignDoc(1, "free"), NOW, WALL)
    assert [room.name for room in store.rooms] == ["cedar", "linden", "willow", "alder"]
    assert [room.place for room in store.rooms] == [0, 1, 2, 3]


def test_listed_rooms_keep_the_sites_order_even_before_they_speak() -> None:
    store = RoomStore(("willow", "cedar"))
    store.take("alder", SignDoc(1, "free"), NOW, WALL)
    assert [room.name for room in store.rooms] == ["willow", "cedar", "alder"]


def test_the_same_document_again_changes_nothing() -> None:
    store = filled()
    assert store.take("cedar", SignDoc(9, "quiet"), NOW, WALL)
    assert not store.take("cedar", SignDoc(9, "quiet"), NOW, WALL)


def test_a_beat_keeps_a_room_alive_and_changes_nothing_to_be_seen() -> None:
    store = filled()
    assert not store.take("cedar", beat(samples.CLOCK + seconds(5)), NOW + seconds(5), WALL)
    assert contact(store, "cedar", NOW + seconds(16)) is Contact.LIVE


def test_a_room_that_does_not_beat_is_quiet_after_twelve_seconds() -> None:
    store = filled()
    assert contact(store, "cedar", NOW + seconds(12)) is Contact.LIVE
    assert contact(store, "cedar", NOW + seconds(12.001)) is Contact.QUIET


def test_what_the_broker_remembers_proves_nothing_about_now() -> None:
    store = RoomStore()
    store.take("cedar", SessionDoc(3, samples.BOOT), NOW, WALL, retained=True)
    store.take("cedar", Link(LinkState.UP, "i", 1, samples.BOOT), NOW, WALL, retained=True)
    assert contact(store, "cedar") is Contact.WAITING
    store.take("cedar", beat(samples.CLOCK), NOW, WALL)
    assert contact(store, "cedar") is Contact.LIVE


def test_a_room_that_went_says_how_it_went() -> None:
    store = filled()
    store.take("cedar", Link(LinkState.LOST, "i", 1, samples.BOOT), NOW, WALL)
    assert contact(store, "cedar") is Contact.LOST
    store.take("cedar", Link(LinkState.DOWN, "i", 1, samples.BOOT), NOW, WALL)
    assert contact(store, "cedar") is Contact.DOWN
    store.take("cedar", Link(LinkState.UP, "j", 2, samples.BOOT), NOW, WALL)
    assert contact(store, "cedar") is Contact.LIVE


def test_without_a_broker_every_room_is_old_until_it_is_back() -> None:
    store = filled()
    store.linked(False, NOW, "gone")
    store.linked(False, NOW + seconds(9), "still gone")
    assert store.cut_at == NOW
    assert contact(store, "willow") is Contact.CUT
    store.linked(True, NOW + seconds(20))
    assert contact(store, "willow") is not Contact.CUT


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 900), min_size=1, max_size=20))
def test_the_rooms_clock_is_known_as_well_as_the_quickest_beat(delays: list[int]) -> None:
    store, ahead = RoomStore(), 12_345_678
    for i, delay in enumerate(delays):
        sent = NOW + seconds(5) * i
        store.take("cedar", beat(Instant(sent.ms + ahead)), sent + Span(delay), WALL)
    room = store.room("cedar")
    assert room is not None
    assert room.ahead == ahead - min(delays)


def test_a_rooms_clock_that_really_went_back_is_believed() -> None:
    store = filled()
    store.take("cedar", beat(samples.CLOCK - minutes(1)), NOW, WALL)
    room = store.room("cedar")
    assert room is not None
    assert room.clock(NOW) == samples.CLOCK - minutes(1)


def test_another_boot_brings_another_clock() -> None:
    store = filled()
    store.take("cedar", beat(Instant(7_000), boot="other"), NOW, WALL)
    room = store.room("cedar")
    assert room is not None
    assert (room.boot, room.clock(NOW)) == ("other", Instant(7_000))


def test_a_remembered_beat_tells_the_clock_by_the_wall_but_not_that_the_room_is_there() -> None:
    store = RoomStore()
    store.take("cedar", beat(samples.CLOCK, WALL - 4_000), NOW, WALL, retained=True)
    room = store.room("cedar")
    assert room is not None
    assert room.clock(NOW) == samples.CLOCK + seconds(4)
    assert contact(store, "cedar") is Contact.WAITING
