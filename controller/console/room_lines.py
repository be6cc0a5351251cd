"""How one room is drawn in its own view: pure, from a reading to lines."""

from __future__ import annotations

from collections.abc import Sequence

from controller.console.canvas import Canvas, Line
from controller.console.format import (
    Axis,
    axis_labels,
    axis_over,
    big_text,
    clock_text,
    fit,
    phase_labels,
    timeline_cells,
)
from controller.console.glyphs import Glyphs
from controller.console.reading import Reading, titled
from controller.console.rows import state_of
from controller.console.setting import Setting
from controller.console.words import contact_words, notice_words, sign_word, state_words
from controller.domain.documents import FixtureDoc, TrackDoc

MARGIN = 2


def face_lines(reading: Reading, setting: Setting, width: int) -> tuple[Line, ...]:
    """Draw the minutes big, the phase beside them, and music, light and sign at the right."""
    lines = [Canvas(width) for _ in range(3)]
    cell = MARGIN
    if reading.session:
        minutes, late = reading.minutes()
        figure = big_text(f"{'+' if late else ''}{minutes}"[:3], setting.glyphs)
        for line, text in zip(lines, figure, strict=True):
            line.put(MARGIN, text, "now" if late else "text")
        cell = MARGIN + len(figure[0]) + 2
        tilde = "" if reading.is_live else " ~"
        lines[0].put(cell, f"{'minutes late' if late else 'minutes left'}{tilde}", "muted")
    state, style = state_of(reading, setting.glyphs)
    lines[1].put(lines[1].put(cell, state, style) + 1, _ends(reading, setting), "muted")
    lines[2].put(cell, _scene(reading, setting), "muted")
    for line, text in zip(lines, _aside(reading, setting.glyphs), strict=True):
        text = fit(text, min(len(text), max(0, width // 2 - 4)))
        line.put(width - MARGIN - len(text), text, "muted")
    return tuple(line.line() for line in lines)


def _ends(reading: Reading, setting: Setting) -> str:
    if reading.current is None:
        return ""
    ends = clock_text(reading.stretches[reading.current].ends, setting.zone)
    waits = reading.waits_for
    return f"until {waits}, about {ends}" if waits else f"until about {ends}"


def _scene(reading: Reading, setting: Setting) -> str:
    if reading.session is None or reading.over_wall is None:
        return ""
    return f"{reading.session.title}, over about {clock_text(reading.over_wall, setting.zone)}"


def _aside(reading: Reading, glyphs: Glyphs) -> tuple[str, str, str]:
    music, track = reading.room.music, reading.track()
    first = "silence" if music else ""
    if track is not None and music is not None:
        number, voice = track
        count = f" {glyphs.dot} track {number} of {len(music.tracks)}" if number else ""
        first = f"{glyphs.note} {voice.title}{count}"
    second = (
        f"volume {music.volume}%{' (softer for the visit)' if music.ducked else ''}"
        if music
        else ""
    )
    return first, second, sign_word(reading)


def axis_of(reading: Reading, width: int) -> Axis | None:
    """Make the axis that shows the whole session."""
    if not reading.stretches:
        return None
    first, last = reading.stretches[0].starts, reading.stretches[-1].ends
    return axis_over(first, last, reading.moment.wall, width - 2 * MARGIN)


def timeline_lines(reading: Reading, setting: Setting, width: int, thick: int) -> tuple[Line, ...]:
    """Draw the whole session: hours, phases, the bar ``thick`` lines high, tracks below."""
    axis = axis_of(reading, width)
    if axis is None or reading.session is None:
        return ()
    hours, names, tracks = Canvas(width), Canvas(width), Canvas(width)
    for cell, text, style in axis_labels(axis, reading.moment.wall, setting.zone, setting.glyphs):
        hours.put(MARGIN + cell, text, style)
    for cell, text, style in phase_labels(axis, reading.stretches, setting.glyphs):
        names.put(MARGIN + cell, text, style)
    bar = Canvas(width)
    for cell, (sign, style) in enumerate(timeline_cells(axis, reading.stretches, setting.glyphs)):
        bar.put(MARGIN + cell, sign, style)
    _put_tracks(tracks, axis, reading, setting.glyphs)
    for line in (names, tracks):
        if 0 <= axis.now_cell < axis.width and line.is_blank(MARGIN + axis.now_cell):
            line.put(MARGIN + axis.now_cell, setting.glyphs.now, "now")
    return (hours.line(), names.line(), *(bar.line(),) * thick, tracks.line())


def _put_tracks(line: Canvas, axis: Axis, reading: Reading, glyphs: Glyphs) -> None:
    music = reading.room.music
    tracks = music.tracks if music else ()
    at = [axis.cell(reading.wall(track.starts)) for track in tracks]
    for i, track in enumerate(tracks):
        until = at[i + 1] if i + 1 < len(at) else axis.width
        if not 0 <= at[i] < axis.width or until - at[i] < 4:
            continue
        sounds = bool(music and any(v.file == track.file for v in music.voices))
        text = fit(f"{glyphs.tick}{track.title}", min(until, axis.width) - at[i] - 1)
        line.put(MARGIN + at[i], text.rstrip(), "text" if sounds else "muted")


def track_lines(reading: Reading, setting: Setting, width: int, height: int) -> tuple[Line, ...]:
    """List tracks from the one that sounds on, with their times, and where the music lands."""
    music = reading.room.music
    if reading.session is None or music is None or height <= 0:
        return ()
    clock = reading.clock
    coming = [t for t in music.tracks if clock is None or t.ends > clock]
    lines = []
    for track in coming[:height]:
        canvas = Canvas(width)
        sounds = any(voice.file == track.file for voice in music.voices)
        begins = clock_text(reading.wall(track.starts), setting.zone)
        canvas.put(MARGIN, begins, "key" if sounds else "muted")
        canvas.put(MARGIN + 6, setting.glyphs.note if sounds else " ", "now")
        canvas.put(MARGIN + 8, fit(track.title, 30), "text" if sounds else "muted")
        canvas.put_words(MARGIN + 40, _landing(track, coming, reading), width - MARGIN - 40, " ")
        lines.append(canvas.line())
    return tuple(lines)


def _landing(
    track: TrackDoc, coming: Sequence[TrackDoc], reading: Reading
) -> list[tuple[str, str]]:
    """Say what a track leads into when it is the last of its phase."""
    after = coming[coming.index(track) + 1 :]
    if not after or after[0].phase == track.phase or after[0].phase >= len(reading.phases):
        return []
    phase = reading.phases[after[0].phase]
    apart = round((after[0].starts.ms - phase.starts.ms) / 1_000)
    how = (
        "with it" if abs(apart) <= 5 else f"{abs(apart)} s {'after' if apart > 0 else 'before'} it"
    )
    return [(f"then {titled(phase.name)}; the music turns {how}", "muted")]


def light_line(reading: Reading, width: int, glyphs: Glyphs) -> Line:
    """Draw every role's light with its verdict."""
    canvas, cell = Canvas(width), MARGIN
    lights = reading.room.lights
    if lights is None:
        return canvas.line()
    cell = canvas.put(cell, f"{titled(lights.look)}:", "muted") + 1
    for fixture in lights.fixtures:
        if cell + len(fixture.role) + 12 > width:
            break
        level = reading.level(fixture)
        cell = canvas.put(cell, glyphs.swatch * 2, f"swatch:{fixture.color}:{round(level)}")
        cell = canvas.put(cell + 1, _lamp(fixture, level), "text")
        calm = fixture.verdict in ("ok", "fading", "")
        if fixture.verdict and fixture.verdict != "ok":
            word = fixture.verdict if calm else f"! {fixture.verdict}"
            cell = canvas.put(cell + 1, word, "muted" if calm else "notice")
        cell += 3
    return canvas.line()


def _lamp(fixture: FixtureDoc, level: float) -> str:
    if round(fixture.target) == round(level):
        return f"{fixture.role} {round(level)}%" if level else f"{fixture.role} off"
    return f"{fixture.role} {round(level)}→{round(fixture.target)}%"


def word_lines(reading: Reading, setting: Setting, width: int, most: int) -> tuple[Line, ...]:
    """Say, a line each, what is out of the ordinary; every notice, checks, a hold, a visit."""
    words = contact_words(reading, setting.zone)
    if reading.room.notices and len(reading.room.notices.notices) > 1 and most > 2:
        words += [(f"! {each.text}", "notice") for each in reading.room.notices.notices]
    else:
        words += notice_words(reading)
    words += state_words(reading)
    lines = []
    for i, (text, style) in enumerate(words):
        if i == most - 1 and len(words) > most:
            text = f"{text}   (and {len(words) - most} more)"
        canvas = Canvas(width)
        canvas.put(MARGIN, fit(text, width - 2 * MARGIN), style)
        lines.append(canvas.line())
    return tuple(lines[:most])
