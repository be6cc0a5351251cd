"""The player as a whole, judged by what is heard on a sink of its own."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.domain.commands import TrackFailed
from controller.domain.envelope import Envelope, ramp, steady
from controller.domain.playlist import Track
from controller.domain.units import Instant, Span, seconds
from controller.domain.wanted import Music, Voice
from controller.room.player.engine import VlcPlayer
from controller.room.ports import Message, Noticed, Told
from controller.site.model import Audio
from tests.room.player.conftest import MakePlayer, PostBox, Sink, room_now
from tests.room.player.pulseaudio import Microphone, Server
from tests.room.player.tracks import Mono, noise, place, residual, save, tone

RATE = 48_000
FULL = steady(1.0)
WITHIN = 0.035
"""Seconds: 20 ms that the player may be off, and 15 that the microphone is."""


def a_track(path: Path, length: float, opens: float = 0.0) -> Track:
    return Track(path.name, path.stem, seconds(opens), seconds(length))


def a_voice(track: Track, starts: Instant, presence: Envelope = FULL, id: str = "") -> Voice:
    return Voice(id or track.file, track, starts, presence, 0.0)


def music(*voices: Voice, duck: Envelope = FULL, next: Voice | None = None) -> Music:
    return Music(voices, duck, FULL, next)


def level(heard: NDArray[np.float32], window: int = RATE // 100) -> Mono:
    """Tell the level (RMS) of each stretch of 10 ms."""
    whole = heard[: len(heard) // window * window].reshape(-1, window)
    return np.asarray(np.sqrt((whole.astype(np.float64) ** 2).mean(1)), np.float64)


@pytest.fixture
def player(make_player: MakePlayer, sink: Sink, microphone: Microphone) -> VlcPlayer:
    return make_player(Audio("pulse", sink.name))


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg"])
def test_a_voice_in_the_middle_is_heard_at_its_place_and_comes_from_silence(
    kind: str, player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    sound = noise(30)
    track = a_track(save(tmp_path / f"a.{kind}", sound), 30, opens=0.5)
    now = room_now()
    starts = now - seconds(12)
    player.show(music(a_voice(track, starts)), now)
    microphone.wait_for_sound()
    microphone.wait(2.5)
    heard = microphone.heard()
    for back in (1.0, 2.0):
        part = heard[len(heard) - int(back * RATE) :][: RATE // 2]
        began = microphone.time_of(len(heard) - int(back * RATE))
        assert place(part, sound) == pytest.approx(0.5 + began - starts.ms / 1e3, abs=WITHIN)
    levels = level(heard)
    assert np.diff(levels).max() < 0.5 * levels[-1]  # it grew over many stretches of 10 ms
    assert player.figures.realigned == 0


def test_a_crossfade_leaves_no_click_no_gap_and_no_hollow(
    player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    one = a_track(save(tmp_path / "one.flac", tone(30, 440)), 30)
    two = a_track(save(tmp_path / "two.flac", tone(30, 660)), 30)
    now = room_now()
    change, fade = now + seconds(4), seconds(4)
    leaves = a_voice(one, now - seconds(5), ramp(change, fade, 1.0, 0.0))
    comes = a_voice(two, change, ramp(change, fade, 0.0, 1.0))
    player.show(music(leaves, next=comes), now)
    microphone.wait_for_sound()
    while room_now() < change:
        time.sleep(0.05)
    player.show(music(leaves, comes), room_now())
    microphone.wait(5.0)
    heard = microphone.heard(change.ms / 1e3 - 0.5)[: 5 * RATE]
    assert player.figures.gaps == 0
    assert np.abs(residual(heard, 440, 660)).max() < 1e-3
    levels = level(heard, RATE // 10)
    assert 20 * np.log10(levels.max() / levels.min()) < 0.5


def test_a_duck_is_over_soon_and_comes_back_slowly(
    player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    track = a_track(save(tmp_path / "a.wav", tone(30, 440)), 30)
    voice = a_voice(track, room_now() - seconds(2))
    player.show(music(voice), room_now())
    microphone.wait_for_sound()
    microphone.wait(2.5)
    ducked_at = time.monotonic()
    player.show(music(voice, duck=steady(0.25)), room_now())
    microphone.wait(1.5)
    up_at = time.monotonic()
    player.show(music(voice), room_now())
    microphone.wait(2.5)
    heard = microphone.heard(ducked_at)
    levels = level(heard) / (0.25 / np.sqrt(2))
    first_low = int(np.flatnonzero(levels < 0.27)[0])
    assert first_low * 0.01 < 1.0  # on a busy machine; the benchmark tells the figure
    back = levels[int((up_at - ducked_at) * 100) :]
    assert back[:50].max() < 0.55
    assert back[-1] == pytest.approx(1.0, abs=0.02)


def test_the_next_voice_is_opened_early_and_begins_to_the_point(
    player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    sound = noise(20)
    track = a_track(save(tmp_path / "a.flac", sound), 20, opens=1.0)
    starts = room_now() + seconds(1.5)
    voice = a_voice(track, starts)
    player.show(music(next=voice), room_now())
    player.show(music(next=voice), room_now())
    first = microphone.wait_for_sound(0.0005)
    assert first == pytest.approx(starts.ms / 1e3, abs=WITHIN + 0.01)
    player.show(music(voice), room_now())
    microphone.wait(2)
    heard = microphone.heard(first + 1)[: RATE // 2]
    assert place(heard, sound) == pytest.approx(1.0 + first + 1 - starts.ms / 1e3, abs=WITHIN)


def test_a_voice_moved_in_time_is_opened_anew_and_never_sought(
    player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    sound = noise(60)
    track = a_track(save(tmp_path / "a.flac", sound), 60)
    starts = room_now() - seconds(5)
    player.show(music(a_voice(track, starts)), room_now())
    microphone.wait_for_sound()
    microphone.wait(1)
    starts = starts - seconds(20)
    player.show(music(a_voice(track, starts)), room_now())
    microphone.wait(3)
    heard = microphone.heard()[-RATE:][: RATE // 2]
    began = microphone.time_of(len(microphone.heard()) - RATE)
    assert place(heard, sound) == pytest.approx(began - starts.ms / 1e3, abs=WITHIN + 0.05)
    assert player.figures.realigned == 1


def failed(file: str) -> Told:
    return Told(TrackFailed(file))


def test_an_unreadable_file_is_reported_once_and_the_other_voice_goes_on(
    player: VlcPlayer, microphone: Microphone, post: PostBox, tmp_path: Path
) -> None:
    good = a_track(save(tmp_path / "good.wav", tone(30, 440)), 30)
    (tmp_path / "bad.ogg").write_bytes(b"not music at all" * 300)
    bad = a_track(tmp_path / "bad.ogg", 200)
    now = room_now()
    both = music(a_voice(good, now - seconds(2)), next=a_voice(bad, now + seconds(3)))
    player.show(both, now)
    post.wait_for(lambda message: message == failed("bad.ogg"))
    player.show(music(*both.voices, a_voice(bad, now)), room_now())
    microphone.wait(1)
    assert post.messages.count(failed("bad.ogg")) == 1
    notices = [m for m in post.messages if isinstance(m, Noticed)]
    text = 'The file "bad.ogg" is not music that can be decoded; it was skipped.'
    assert notices == [Noticed("track:bad.ogg", text)]
    assert level(microphone.heard())[-10:].min() > 0.05


def is_lost(message: Message) -> bool:
    return isinstance(message, Noticed) and message.id == "sound" and message.text is not None


def test_a_sink_pulled_out_means_silence_and_a_notice_and_never_another_room(
    player: VlcPlayer,
    microphone: Microphone,
    sink: Sink,
    server: Server,
    post: PostBox,
    tmp_path: Path,
) -> None:
    other = server.listen("other-room")
    sound = noise(60)
    track = a_track(save(tmp_path / "a.wav", sound), 60)
    starts = room_now() - seconds(3)
    player.show(music(a_voice(track, starts)), room_now())
    microphone.wait_for_sound()
    assert len(server.streams()) == 1
    sink.unplug()
    notice = post.wait_for(is_lost)
    assert notice == Noticed("sound", f"No sound in this room: {sink.name} (PulseAudio) is gone.")
    assert player.output == f"no sound ({sink.name} is missing)"
    assert server.streams() == []
    other.wait(1)
    assert not other.heard().any()
    other.stop()
    sink.plug_in()
    again = server.listen(sink.name)
    post.wait_for(lambda message: message == Noticed("sound", None))
    first = again.wait_for_sound()
    again.wait(2)
    heard = again.heard(first + 1)[: RATE // 2]
    assert place(heard, sound) == pytest.approx(first + 1 - starts.ms / 1e3, abs=WITHIN)
    assert player.output == f"{sink.name} (PulseAudio)"
    again.stop()


def test_a_sink_that_is_not_there_is_a_notice_that_lists_those_that_are(
    make_player: MakePlayer, server: Server, post: PostBox
) -> None:
    player = make_player(Audio("pulse", "headphones-9"))
    notice = post.wait_for(is_lost)
    assert isinstance(notice, Noticed)
    assert 'PulseAudio has no output called "headphones-9"; it has: ' in str(notice.text)
    assert "other-room" in str(notice.text)
    assert player.output == "no sound (headphones-9 is missing)"
    assert server.streams() == []


def test_closing_fades_out_within_half_a_second_without_a_click(
    player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    track = a_track(save(tmp_path / "a.wav", tone(30, 440)), 30)
    player.show(music(a_voice(track, room_now() - seconds(2))), room_now())
    microphone.wait_for_sound()
    microphone.wait(2.5)
    closed_at = time.monotonic()
    player.close()
    microphone.wait(1.0)
    heard = microphone.heard(closed_at - 0.2)
    assert np.abs(residual(heard, 440)).max() < 2e-3
    assert level(heard)[-20:].max() < 1e-4


def test_a_voice_that_is_wanted_no_more_fades_and_its_file_is_let_go(
    player: VlcPlayer, microphone: Microphone, tmp_path: Path
) -> None:
    track = a_track(save(tmp_path / "a.wav", tone(30, 440)), 30)
    player.show(music(a_voice(track, room_now() - seconds(2))), room_now())
    microphone.wait_for_sound()
    microphone.wait(2)
    player.show(music(), room_now())
    microphone.wait(1.5)
    assert np.abs(residual(microphone.heard()[RATE:], 440)).max() < 2e-3
    assert level(microphone.heard())[-20:].max() < 1e-4
    assert not _is_open(tmp_path / "a.wav")


def _is_open(path: Path) -> bool:
    links = (link for link in Path("/proc/self/fd").iterdir() if link.exists())
    return any(link.resolve() == path for link in links)


def test_without_a_device_a_room_keeps_time_and_says_that_there_is_no_sound(
    make_player: MakePlayer, tmp_path: Path
) -> None:
    player = make_player(Audio("none"))
    track = a_track(save(tmp_path / "a.wav", noise(5)), 5)
    player.show(music(a_voice(track, room_now())), room_now())
    assert player.output == "no sound"
    time.sleep(1.5)
    assert player.figures.gaps == 0


def test_a_capture_to_a_file_holds_what_would_be_heard(
    make_player: MakePlayer, tmp_path: Path
) -> None:
    import soundfile

    player = make_player(Audio("file", str(tmp_path / "capture.wav"), ceiling=0.5))
    track = a_track(save(tmp_path / "a.wav", tone(10, 440, level=1.0)), 10)
    player.show(music(a_voice(track, room_now() - seconds(1))), room_now())
    time.sleep(3.5)
    player.close()
    heard, _ = soundfile.read(tmp_path / "capture.wav")
    assert 0.45 < np.abs(heard).max() <= 0.5
    assert np.abs(residual(heard[:, 0], 440)[: RATE // 2]).max() < 5e-3


def test_showing_the_same_again_does_nothing(make_player: MakePlayer, tmp_path: Path) -> None:
    player = make_player(Audio("none"))
    track = a_track(save(tmp_path / "a.wav", noise(5)), 5)
    wanted = music(a_voice(track, room_now()))
    for _ in range(1_000):
        player.show(wanted, room_now())
    player.show(music(a_voice(track, wanted.voices[0].starts)), room_now() + Span(1))
