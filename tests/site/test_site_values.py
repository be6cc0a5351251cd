"""What a site's files say, as values: units, defaults, references."""

from __future__ import annotations

from pathlib import Path

import pytest

from controller import site
from controller.domain.look import Color, Light, White
from controller.domain.scene import Check, CheckKind, Fact, Land, Mark, Quiet
from controller.domain.units import ZERO, minutes, seconds
from controller.site import Audio, Device, Fixture, Site
from tests.site.small_site import Spoil, nominal


@pytest.fixture
def small(folder: Path) -> Site:
    return site.load(folder, nominal)


def test_the_clinic_is_known_by_an_id_made_of_its_title(small: Site) -> None:
    assert (small.name, small.title) == ("harbour-infusion", "Harbour Infusion")
    assert (small.timezone, small.broker) == ("America/Los_Angeles", "embedded")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Clínica São João", "clinica-sao-joao"),
        ("  --Harbour & Hill (2)-- ", "harbour-hill-2"),
        ("x" * 40, "x" * 32),
        ("a " * 30, ("a-" * 16)[:31]),
        ("静", ""),
    ],
)
def test_an_id_is_a_to_z_digits_and_dashes(title: str, name: str) -> None:
    from controller.site.clinic import slug

    assert slug(title) == name


def test_a_room_has_its_outlets(small: Site) -> None:
    room = small.rooms["willow"]
    assert (room.name, room.title) == ("willow", "Willow")
    assert room.audio == Audio("pulse", "headphones-1", 0.7)
    assert room.lights == {
        "lamp": Fixture("lamp", "zigbee2mqtt", "zigbee2mqtt/willow_lamp", 2.0, "linear"),
        "wash": Fixture("wash", "zigbee2mqtt", "zigbee2mqtt/willow_wash", 0.0, "linear"),
    }
    assert room.sign == Fixture("sign", "zigbee2mqtt", "zigbee2mqtt/willow_sign")
    assert room.door == Device("zigbee2mqtt", "zigbee2mqtt/willow_door")
    assert room.call == Device("zigbee2mqtt", "zigbee2mqtt/willow_button")


def test_a_room_can_be_bare(spoil: Spoil, folder: Path) -> None:
    assert not spoil("clinic.yaml", ("rooms:\n", "rooms:\n  rowan: {audio: {output: none}}\n"))
    room = site.load(folder, nominal).rooms["rowan"]
    assert (room.audio, room.lights) == (Audio("none"), {})
    assert (room.sign, room.door, room.call) == (None, None, None)


def test_house_settings_have_defaults_and_can_be_said(spoil: Spoil, folder: Path) -> None:
    before = site.load(folder, nominal)
    assert (before.house.volume_pct, before.house.duck_db, before.loudness) == (50, -12.0, -23.0)
    said = "volume: 40%\nduck: -9dB\nloudness: -20 LUFS\nrooms:"
    assert not spoil("clinic.yaml", ("rooms:", said))
    after = site.load(folder, nominal)
    assert (after.house.volume_pct, after.house.duck_db, after.loudness) == (40, -9.0, -20.0)
    assert after.house.visit is after.looks["visit"]
    assert after.house.lights_up is after.looks["lights-up"]
    assert after.house.turnover is after.looks["turnover"]


def test_music_lies_below_the_site_unless_it_says_elsewhere(spoil: Spoil, folder: Path) -> None:
    assert site.load(folder, nominal).music == folder / "music"
    spoil("clinic.yaml", ("rooms:", "music: /srv/music\nrooms:"))
    assert site.load(folder, nominal).music == Path("/srv/music")


@pytest.mark.parametrize("broker", ["mqtt://broker.lan", "mqtts://10.0.0.2:8883", "mqtt://[::1]"])
@pytest.mark.parametrize("way", ["{url: 'URL'}", "'URL'"])
def test_a_broker_of_the_house_is_taken_as_it_is_written(
    spoil: Spoil, folder: Path, broker: str, way: str
) -> None:
    assert not spoil("clinic.yaml", ("{url: embedded}", way.replace("URL", broker)))
    assert site.load(folder, nominal).broker == broker


def test_a_look_is_in_lightness_mired_and_colour(small: Site) -> None:
    look = small.looks["deep"]
    assert look.fade == seconds(90)
    assert look.lights == {
        "ceiling": Light(0.0),
        "lamp": Light(8.0, White(1e6 / 2200)),
        "wash": Light(5.0, Color(0x20, 0x3A, 0x6B)),
    }
    assert small.looks["lights-up"].lights["lamp"] == Light(100.0)


def test_a_scene_holds_its_looks_and_its_music(small: Site) -> None:
    scene = small.scenes["infusion-40"]
    assert (scene.title, scene.visit, scene.turnover) == (
        "40-minute infusion", minutes(105), minutes(15),
    )  # fmt: skip
    assert [p.name for p in scene.phases] == ["arrive", "plateau", "recovery"]
    assert [p.until for p in scene.phases] == [Fact.STARTED, Fact.ENDED, Fact.LEFT]
    plateau = scene.phases[1]
    assert plateau.look is small.looks["deep"]
    assert plateau.score is not None
    assert plateau.score.playlist is small.playlists["deep-water"]
    assert plateau.score.land is Land.SOFT
    assert (plateau.score.energy, plateau.score.level_db) == ((0.5, 0.7), -3.0)
    assert scene.phases[0].score is None


def test_a_phase_that_waits_may_last_three_times_its_length_unless_it_says_so(
    small: Site,
) -> None:
    arrive, plateau, _ = small.scenes["infusion-40"].phases
    assert (arrive.least, arrive.lasts, arrive.most) == (minutes(3), minutes(10), minutes(30))
    assert (plateau.least, plateau.most) == (ZERO, minutes(96))


def test_a_phase_that_runs_by_the_clock_lasts_what_it_says(spoil: Spoil, folder: Path) -> None:
    spoil("scenes/infusion-40.yaml", (", until: left", ""), ("max: 30m", "max: 40m"))
    recovery = site.load(folder, nominal).scenes["infusion-40"].phases[-1]
    assert (recovery.until, recovery.most) == (None, minutes(30))


def test_a_phase_can_have_a_fade_of_its_own(spoil: Spoil, folder: Path) -> None:
    spoil("scenes/infusion-40.yaml", ("look: deep,", "look: deep, fade: 20s,"))
    loaded = site.load(folder, nominal)
    look = loaded.scenes["infusion-40"].phases[0].look
    assert (look.name, look.fade) == ("deep", seconds(20))
    assert loaded.looks["deep"].fade == seconds(90)


def test_one_energy_stands_for_the_whole_phase(spoil: Spoil, folder: Path) -> None:
    spoil("scenes/infusion-40.yaml", ("[0.5, 0.7]", "0.4"))
    score = site.load(folder, nominal).scenes["infusion-40"].phases[1].score
    assert score is not None
    assert score.energy == (0.4, 0.4)


def test_a_visit_that_is_not_said_is_what_the_phases_take(spoil: Spoil, folder: Path) -> None:
    spoil("scenes/infusion-40.yaml", ("visit: 1h45m\n", ""))
    assert site.load(folder, nominal).scenes["infusion-40"].visit == minutes(72)


def test_checks_and_quiet_are_at_moments_of_the_session(small: Site) -> None:
    scene = small.scenes["infusion-40"]
    assert scene.checks == (
        Check("First look-in", CheckKind.IN_PERSON, Mark(Fact.STARTED, minutes(5))),
        Check("Vitals", CheckKind.REMOTE, Mark(Fact.STARTED), minutes(10), Mark(Fact.ENDED)),
    )
    assert scene.quiet == Quiet(Mark(Fact.STARTED, minutes(8)), Mark(Fact.ENDED), 1)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("ended", Mark(Fact.ENDED)),
        ("ended-10m", Mark(Fact.ENDED, minutes(-10))),
        ("started + 1h30m", Mark(Fact.STARTED, minutes(90))),
        ("arrived", Mark(Fact.ARRIVED)),
    ],
)
def test_a_moment_is_written_as_people_say_it(
    spoil: Spoil, folder: Path, text: str, mark: Mark
) -> None:
    assert not spoil("scenes/infusion-40.yaml", ("started+5m", text))
    assert site.load(folder, nominal).scenes["infusion-40"].checks[0].at == mark


def test_quotes_change_nothing(spoil: Spoil, folder: Path) -> None:
    before = site.load(folder, nominal)
    spoil("scenes/looks.yaml", ("off", "'off'"), ("90s", '"90s"'))
    spoil("scenes/infusion-40.yaml", ("until: started", "'until': \"started\""))
    assert site.load(folder, nominal) == before


def test_files_that_turn_bad_leave_a_running_program_its_last_good_site(
    spoil: Spoil, folder: Path
) -> None:
    good = site.load(folder, nominal)
    told = spoil("scenes/looks.yaml", ("fade: 90s", "fade: 90"))
    assert site.refresh(good, folder, nominal) == (good, told)
    spoil("scenes/looks.yaml", ("fade: 90", "fade: 80s"))
    fresh, problems = site.refresh(good, folder, nominal)
    assert problems == ()
    assert fresh.looks["deep"].fade == seconds(80)
