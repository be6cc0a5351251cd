"""The pieces the project makes itself, as a table: what each is called, how long, how it goes.

The table is the score; ``synthesis`` plays it. Nothing here knows how a sound is made. Change a
row and that piece alone is made anew. Lengths are odd on purpose: the planner lands a phase by
choosing lengths that add up, and equal lengths add up to nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FOLDER = "made"
"""The folder of these pieces, below the music folder."""
SHORT = 120.0
"""Seconds below which a piece is meant for the demo's short scenes."""


class Character(StrEnum):
    """How a piece sounds."""

    DRONE = "drone"
    PLUCKS = "plucks"
    BOWED = "bowed"
    BELLS = "bells"
    ORGAN = "organ"
    WATER = "water"
    ARPEGGIO = "arpeggio"


class Mode(StrEnum):
    """Which notes it may use: none of these has a leading note that wants to go anywhere."""

    PENTATONIC = "pentatonic"
    LYDIAN = "lydian"
    DORIAN = "dorian"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of music, complete: the same row always makes the same sound.

    ``seconds`` length of the file; its first and last second are silent or nearly so
    ``energy``  0 (still) to 1 (full): density of notes, brightness and loudness follow it
    ``tonic``   MIDI number of the ground note (33 is A1, 55 Hz)
    ``seed``    of every choice that is left to chance
    """

    name: str
    title: str
    seconds: float
    energy: float
    character: Character
    tonic: int
    mode: Mode
    seed: int

    @property
    def file(self) -> str:
        """Path below the music folder, as a playlist names it."""
        return f"{FOLDER}/{self.name}.ogg"

    @property
    def short(self) -> bool:
        """Whether it is meant for the short scenes of the demo."""
        return self.seconds < SHORT


_DRONE, _PLUCKS, _BOWED = Character.DRONE, Character.PLUCKS, Character.BOWED
_BELLS, _ORGAN, _WATER, _ARP = (
    Character.BELLS, Character.ORGAN, Character.WATER, Character.ARPEGGIO,
)  # fmt: skip
_PENT, _LYD, _DOR = Mode.PENTATONIC, Mode.LYDIAN, Mode.DORIAN

PIECES: tuple[Piece, ...] = (
    # For whole sessions: over two minutes each, from the stillest to the fullest.
    Piece("low-lantern", "Low Lantern", 211.3, 0.10, _DRONE, 38, _PENT, 101),
    Piece("snow-on-water", "Snow on Water", 178.9, 0.13, _WATER, 45, _PENT, 102),
    Piece("the-long-shore", "The Long Shore", 263.7, 0.15, _ORGAN, 36, _LYD, 103),
    Piece("bells-beyond-the-hill", "Bells beyond the Hill", 194.6, 0.18, _BELLS, 43, _PENT, 104),
    Piece("grey-wool", "Grey Wool", 146.2, 0.20, _DRONE, 41, _DOR, 105),
    Piece("evening-window", "Evening Window", 231.8, 0.22, _PLUCKS, 45, _PENT, 106),
    Piece("slow-tide", "Slow Tide", 287.4, 0.25, _WATER, 40, _LYD, 107),
    Piece("a-room-of-cedar", "A Room of Cedar", 169.5, 0.27, _BOWED, 38, _DOR, 108),
    Piece("lamp-and-linen", "Lamp and Linen", 204.1, 0.30, _PLUCKS, 43, _LYD, 109),
    Piece("under-the-ice", "Under the Ice", 318.2, 0.32, _DRONE, 33, _LYD, 110),
    Piece("far-harbour", "Far Harbour", 152.7, 0.34, _BELLS, 40, _DOR, 111),
    Piece("soft-rain-on-slate", "Soft Rain on Slate", 246.9, 0.36, _WATER, 38, _DOR, 112),
    Piece("the-quiet-organ", "The Quiet Organ", 187.3, 0.38, _ORGAN, 41, _PENT, 113),
    Piece("willow-light", "Willow Light", 219.6, 0.40, _ARP, 45, _PENT, 114),
    Piece("deep-blue-field", "Deep Blue Field", 302.5, 0.42, _BOWED, 36, _PENT, 115),
    Piece("moss-stair", "Moss Stair", 133.8, 0.44, _PLUCKS, 40, _DOR, 116),
    Piece("valley-of-glass", "Valley of Glass", 236.4, 0.46, _BELLS, 38, _LYD, 117),
    Piece("warm-stone", "Warm Stone", 173.1, 0.48, _DRONE, 43, _PENT, 118),
    Piece("night-ferry", "Night Ferry", 275.6, 0.50, _WATER, 43, _PENT, 119),
    Piece("amber-thread", "Amber Thread", 158.4, 0.52, _ARP, 38, _LYD, 120),
    Piece("open-water", "Open Water", 256.3, 0.54, _BOWED, 41, _LYD, 121),
    Piece("the-old-orchard", "The Old Orchard", 199.7, 0.56, _PLUCKS, 38, _PENT, 122),
    Piece("cloud-house", "Cloud House", 223.9, 0.58, _ORGAN, 43, _LYD, 123),
    Piece("drifting-leaves", "Drifting Leaves", 164.8, 0.60, _ARP, 43, _DOR, 124),
    Piece("lighthouse", "Lighthouse", 241.2, 0.62, _BELLS, 45, _LYD, 125),
    Piece("the-wide-plain", "The Wide Plain", 293.6, 0.65, _DRONE, 38, _LYD, 126),
    Piece("swell", "Swell", 182.5, 0.68, _BOWED, 43, _PENT, 127),
    Piece("first-warm-day", "First Warm Day", 214.7, 0.72, _ARP, 41, _PENT, 128),
    Piece("sea-of-grass", "Sea of Grass", 141.9, 0.76, _BOWED, 38, _LYD, 129),
    Piece("high-meadow", "High Meadow", 207.6, 0.80, _ARP, 45, _LYD, 130),
    # For the demo's short scenes: phases of a minute or two must land as well.
    Piece("small-lantern", "Small Lantern", 41.3, 0.12, _DRONE, 41, _PENT, 201),
    Piece("one-bell", "One Bell", 27.6, 0.18, _BELLS, 43, _PENT, 202),
    Piece("dew", "Dew", 53.9, 0.24, _WATER, 45, _PENT, 203),
    Piece("half-light", "Half-light", 35.2, 0.28, _ORGAN, 38, _LYD, 204),
    Piece("at-the-sill", "At the Sill", 62.7, 0.32, _PLUCKS, 43, _PENT, 205),
    Piece("breath", "Breath", 23.8, 0.36, _BOWED, 41, _DOR, 206),
    Piece("reeds", "Reeds", 47.1, 0.40, _WATER, 38, _DOR, 207),
    Piece("silver-birch", "Silver Birch", 71.5, 0.44, _ARP, 43, _PENT, 208),
    Piece("glass-pond", "Glass Pond", 31.4, 0.48, _BELLS, 38, _LYD, 209),
    Piece("near-shore", "Near Shore", 58.3, 0.52, _BOWED, 43, _PENT, 210),
    Piece("little-ferry", "Little Ferry", 38.6, 0.56, _PLUCKS, 40, _DOR, 211),
    Piece("kindling", "Kindling", 66.2, 0.60, _DRONE, 45, _LYD, 212),
    Piece("sparrow-step", "Sparrow Step", 29.7, 0.65, _ARP, 41, _LYD, 213),
    Piece("hill-and-sky", "Hill and Sky", 44.8, 0.70, _BOWED, 38, _LYD, 214),
)


def short_pieces() -> tuple[Piece, ...]:
    """Tell the pieces that the short scenes of the demo play: enough to begin with."""
    return tuple(piece for piece in PIECES if piece.short)
