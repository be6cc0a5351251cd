"""Orders as people write them, and what is said about those that are none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from controller.domain import commands as c
from controller.domain.scene import Fact
from controller.domain.units import ZERO, minutes
from controller.domain.wire import FOR_EVERY_ROOM, VERBS
from controller.room.orders import Fresh, command_for
from controller.room.ports import Repertory
from tests.domain.worlds import EVENINGS, scene

SCENE = scene(silent=1)
SHELF = Repertory({SCENE.name: SCENE}, {"evenings": EVENINGS})


def read(verb: str, **args: str) -> c.Command | c.Refused:
    return command_for(verb, args, SHELF, lambda: Fresh("s9", 5))


def why(verb: str, **args: str) -> str:
    found = read(verb, **args)
    assert isinstance(found, c.Refused), found
    return found.why


@pytest.mark.parametrize(
    ("verb", "args", "command"),
    [
        ("start", {"scene": "infusion-40"}, c.Start("s9", SCENE, 5)),
        ("start", {"scene": "infusion-40", "volume": "35%"}, c.Start("s9", SCENE, 5, 35)),
        ("start", {"scene": "infusion-40", "music": "own"}, c.Start("s9", SCENE, 5)),
        ("arrived", {}, c.Report(Fact.ARRIVED)),
        (
            "started",
            {"ago": "3m", "runs": "40m"},
            c.Report(Fact.STARTED, minutes(3), minutes(40)),
        ),
        ("changed", {"runs": "55m"}, c.Report(Fact.CHANGED, ZERO, minutes(55))),
        ("ended", {"ago": "1m"}, c.Report(Fact.ENDED, minutes(1))),
        ("left", {}, c.Report(Fact.LEFT)),
        ("extend", {"by": "+5m"}, c.Extend(minutes(5))),
        ("extend", {"by": "-5m", "phase": "return"}, c.Extend(minutes(-5), "return")),
        ("hold", {}, c.Hold()),
        ("go", {}, c.Go()),
        ("next-phase", {}, c.NextPhase()),
        ("visit", {}, c.Visit()),
        ("end-visit", {}, c.EndVisit()),
        ("lights-up", {}, c.LightsUp()),
        ("restore", {}, c.Restore()),
        ("volume", {"pct": "0"}, c.Volume(0)),
        ("skip", {}, c.SkipTrack()),
        ("swap", {"playlist": "evenings"}, c.SwapPlaylist(EVENINGS)),
        ("swap", {"playlist": "silence", "phase": "onset"}, c.SwapPlaylist(None, "onset")),
        ("stop", {}, c.Stop()),
        ("undo", {}, c.Undo()),
        ("seen", {"notice": "call"}, c.Seen("call")),
        ("quiet", {}, c.Volume(0)),
    ],
)
def test_an_order_is_read(verb: str, args: Mapping[str, str], command: c.Command) -> None:
    assert read(verb, **args) == command


def test_every_verb_there_is_can_be_read() -> None:
    args = {
        "scene": "infusion-40",
        "by": "5m",
        "pct": "5",
        "playlist": "silence",
        "notice": "call",
    }
    for verb in VERBS.keys() | FOR_EVERY_ROOM:
        takes = {name: args[name] for name in VERBS.get(verb, ()) if name in args}
        assert not isinstance(read(verb, **takes), c.Refused), verb


def test_a_start_takes_other_music_for_every_phase() -> None:
    started = read("start", scene="infusion-40", music="evenings")
    assert isinstance(started, c.Start)
    scores = [phase.score for phase in started.scene.phases]
    assert {score.playlist for score in scores if score} == {EVENINGS}
    assert all(scores)
    assert scores[2] is not None
    assert scores[2].energy == (0.3, 0.6)


def test_a_start_takes_silence_for_every_phase() -> None:
    started = read("start", scene="infusion-40", music="silence")
    assert isinstance(started, c.Start)
    assert {phase.score for phase in started.scene.phases} == {None}


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("strat", {}, 'There is no "strat"; did you mean "start"?'),
        ("xyz", {}, 'There is no "xyz".'),
        ("volume", {"prc": "5"}, 'volume takes no "prc"; did you mean "pct"?'),
        ("hold", {"zzz": "5"}, 'hold takes no "zzz".'),
        ("quiet", {"pct": "5"}, 'quiet takes no "pct".'),
        ("ended", {"runs": "40m"}, 'ended takes no "runs".'),
        ("start", {}, "start: scene= is missing"),
        ("start", {"scene": "x"}, 'start: there is no scene "x"'),
        ("volume", {"pct": "101"}, '"101" is not a volume; give one from 0 to 100'),
        ("volume", {"pct": "-1"}, '"-1" is not a volume; give one from 0 to 100'),
        ("volume", {"pct": "³"}, '"³" is not a volume; give one from 0 to 100'),
        ("start", {"scene": "infusion-40", "volume": "loud"}, '"loud" is not a volume'),
        ("start", {"scene": "infusion-40", "music": "evening"}, 'did you mean "evenings"?'),
        ("extend", {}, "extend: by= is missing"),
        ("extend", {"by": "5"}, '"5" is not a length of time; write it like 90s, 12m or 1h45m'),
        ("started", {"ago": "soon"}, '"soon" is not a length of time'),
        ("swap", {}, "swap: playlist= is missing"),
        ("seen", {}, "seen: notice= is missing"),
    ],
)
def test_what_is_no_order_is_refused_with_a_remedy(
    verb: str, args: Mapping[str, str], said: str
) -> None:
    assert said in why(verb, **args)
