"""Every mistake a person can make in a playlist, each with its place and its remedy."""

# ruff: noqa: E501  # a problem stays one line, as a person reads it

from __future__ import annotations

import pytest

from tests.site.small_site import LIST, Spoil, placed

MISTAKES = [
    (
        "playlist: deep-water",
        "playlist: shallow",
        ('1:11: the file is called "deep-water"; give both the same name',),
    ),
    ("energy: 0.5", "energy: 5", ('4:43: "5" is not an energy from 0 (still) to 1 (full)',)),
    (
        "file: ambient/slow",
        "file: ../slow",
        (
            '4:12: "../slow-tide.ogg" does not lie below the music folder; write its path from there, like ambient/slow-tide.ogg',
        ),
    ),
    (
        "file: ambient/slow-tide.ogg",
        "file: 'C:\\\\music\\\\x.ogg'",
        ('4:12: "C:\\\\music\\\\x.ogg" has a backslash; put / between folders',),
    ),
    (
        "night-ferry",
        "slow-tide",
        ('5:5: "ambient/slow-tide.ogg" is here already, at line 4, column 5',),
    ),
    (
        "voice: none",
        "voice: sung",
        ('4:55: there is no voice "sung"; known here: none, wordless',),
    ),
    (
        "tracks:",
        "tracks: []\nx:",
        (
            "3:9: this playlist is empty; name at least one track",
            '4:1: unknown setting "x"; known here: folder, playlist, title, tracks',
        ),
    ),
    (
        "tracks:",
        "folder: ambient\ntracks:",
        (
            "3:9: a playlist has tracks or a folder, not both; leave one out",
            '3:9: there is no folder "ambient" with music; there are none here',
        ),
    ),
    (
        "tracks:\n",
        "tracks: none\nx:\n",
        (
            '3:9: a list is expected; begin each item with "- "',
            '4:1: unknown setting "x"; known here: folder, playlist, title, tracks',
        ),
    ),
    (
        "by: A. Curator",
        "by: A. Curator, end: ringing",
        ('4:102: there is no ending "ringing"; did you mean "rings"?',),
    ),
    (
        "file: ambient/slow-tide.ogg",
        "file: /music/slow-tide.ogg",
        (
            '4:12: "/music/slow-tide.ogg" does not lie below the music folder; write its path from there, like ambient/slow-tide.ogg',
        ),
    ),
    (
        "file: ambient/slow-tide.ogg, ",
        "",
        ('4:5: "file" is missing; write it like "file: ambient/slow-tide.ogg"',),
    ),
    (
        "  - ambient/night-ferry.ogg",
        "  - ",
        ("5:4: a file's path is expected, like ambient/slow-tide.ogg",),
    ),
    (
        "title: Deep water",
        "titel: Deep water",
        ('2:1: unknown setting "titel"; did you mean "title"?',),
    ),
]
"""What is replaced in the good file by what, and the problems: of that file without its name."""


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES)
def test_a_mistake_in_a_playlist_is_told_with_its_place_and_remedy(
    spoil: Spoil, old: str, new: str, expected: tuple[str, ...]
) -> None:
    assert spoil(LIST, (old, new)) == placed(LIST, expected)
