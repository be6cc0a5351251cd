"""What is said of a room in words: contact, notices, states, music. Short, calm, complete."""

from __future__ import annotations

from datetime import tzinfo
from typing import assert_never

from controller.console.format import clock_text, minutes_gone
from controller.console.glyphs import Glyphs
from controller.console.reading import Reading, titled
from controller.console.store import Contact
from controller.domain.units import Instant

Words = list[tuple[str, str]]
"""(text, style), the most urgent first."""


def words_of(reading: Reading, zone: tzinfo, glyphs: Glyphs, sign: bool = True) -> Words:
    """Say what matters of a room now. A notice takes the place of the music."""
    notices = notice_words(reading)
    words = contact_words(reading, zone) + notices + state_words(reading)
    if not notices:
        words += music_words(reading, glyphs)
    if sign and reading.room.sign:
        words.append((sign_word(reading), "muted"))
    return words


def contact_words(reading: Reading, zone: tzinfo) -> Words:
    """Say since when the room has not been heard; nothing while it is."""
    since = _heard(reading, zone)
    match reading.contact:
        case Contact.LIVE:
            return []
        case Contact.WAITING:
            return [("~ waiting to hear from the room", "muted")]
        case Contact.QUIET | Contact.CUT:
            return [(f"~ last heard {since}" if since else "~ not heard yet", "notice")]
        case Contact.DOWN:
            text = f"~ switched off at {since}" if since else "~ switched off"
            return [(text, "notice")]
        case Contact.LOST:
            text = f"~ no contact since {since}" if since else "~ no contact"
            return [(f"{text}; the room plays on by itself", "notice")]
        case _:
            assert_never(reading.contact)


def _heard(reading: Reading, zone: tzinfo) -> str:
    heard = reading.room.heard or reading.room.lost_at
    if heard is None:
        return ""
    return clock_text(reading.moment.wall - (reading.moment.now - heard).ms, zone)


def notice_words(reading: Reading) -> Words:
    """Say the first notice, and how many more there are."""
    notices = reading.room.notices.notices if reading.room.notices else ()
    if not notices:
        return []
    more = f" (+{len(notices) - 1} more)" if len(notices) > 1 else ""
    return [(f"! {notices[0].text}{more}", "notice")]


def state_words(reading: Reading) -> Words:
    """Say what is out of the ordinary: lights up, a visit, a hold, lateness, checks due."""
    words: Words = []
    doc = reading.room.session
    if doc and doc.lights_up is not None:
        words.append((f"lights up for {_ago(reading, doc.lights_up)}", "now"))
    if doc and doc.visit is not None:
        words.append((f"visit for {_ago(reading, doc.visit)}", "now"))
    if reading.held is not None:
        words.append((f"held for {_ago(reading, reading.held)}", "now"))
    late = minutes_gone(reading.late)
    if reading.waits_for and late:
        words.append((f"late by {late} min, waiting for: {reading.waits_for}", "now"))
    if reading.session:
        words += [(f"check: {due.say}", "now") for due in reading.session.due]
    return words


def _ago(reading: Reading, instant: Instant) -> str:
    gone = minutes_gone(reading.since(instant))
    return f"{gone} min" if gone else "under 1 min"


def music_words(reading: Reading, glyphs: Glyphs) -> Words:
    """Say what sounds, and its number in the plan."""
    track = reading.track()
    if track is None:
        return [(f"{glyphs.note} silence", "muted")] if reading.session else []
    number, voice = track
    total = len(reading.room.music.tracks) if reading.room.music else 0
    count = f"  {number}/{total}" if number else ""
    return [(f"{glyphs.note} {voice.title}{count}", "muted")]


def sign_word(reading: Reading) -> str:
    """Say what the door sign shows."""
    return f"sign: {titled(reading.room.sign.show).lower()}" if reading.room.sign else ""
