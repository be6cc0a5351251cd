"""The scenes, looks and playlists that come with the house, and a site begun from them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from controller import site
from controller.demo.repertoire import PIECES
from controller.domain.look import AWAKE_SLOPE, CALM_SLOPE, DARK
from controller.domain.music import plan_to_begin
from controller.domain.planner import is_landed
from controller.domain.playlist import Measure
from controller.domain.scene import Fact, Scene
from controller.domain.state import NEW
from controller.domain.units import ORIGIN, minutes, seconds
from controller.errors import SiteError
from controller.site import HOUSE, Site

LENGTHS = {piece.file: piece.seconds for piece in PIECES}
ENERGIES = {piece.file: piece.energy for piece in PIECES}
SCENES = ("booster-30", "infusion-40", "infusion-55", "infusion-60")


def as_made(path: Path) -> Measure:
    """Measure a made piece by its entry in the repertoire."""
    return Measure(seconds(0.5), seconds(LENGTHS[f"made/{path.name}"] - 0.5), -20.0, -6.0)


def begun(folder: Path) -> Path:
    """Make a site with everything of the house, the demonstration's scenes as well."""
    site.init(folder)
    for part in ("scenes", "playlists"):
        shutil.copytree(HOUSE / part, folder / part, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site.load(begun(tmp_path_factory.mktemp("house") / "site"), as_made)


def test_the_house_set_has_no_problem(house: Site) -> None:
    assert set(house.scenes) == {*SCENES, "demo-2", "demo-6"}
    assert house.warnings == ()


def test_every_piece_is_made_and_has_the_energy_it_was_made_with(house: Site) -> None:
    for playlist in house.playlists.values():
        for track in playlist.tracks:
            assert track.energy == pytest.approx(ENERGIES[track.file])


def test_no_made_piece_is_forgotten(house: Site) -> None:
    named = {track.file for playlist in house.playlists.values() for track in playlist.tracks}
    assert named == set(LENGTHS)


@pytest.mark.parametrize("name", SCENES)
def test_every_phase_has_music_for_its_longest_and_a_plateau_enough_to_land(
    house: Site, name: str
) -> None:
    for phase in house.scenes[name].phases:
        assert phase.score is not None
        assert sum(t.audible.seconds for t in phase.score.playlist.tracks) > phase.lasts.seconds
        if phase.name == "plateau":
            assert len(phase.score.playlist.tracks) >= 25


@pytest.mark.parametrize("name", [*SCENES, "demo-6"])
def test_every_scene_goes_from_arrival_to_leaving(house: Site, name: str) -> None:
    untils = [phase.until for phase in house.scenes[name].phases]
    assert untils == [Fact.STARTED, None, Fact.ENDED, None, Fact.LEFT]


@pytest.mark.parametrize(("name", "length"), [(n, minutes(int(n.split("-")[1]))) for n in SCENES])
def test_onset_and_plateau_take_the_infusion_the_scene_is_named_for(
    house: Site, name: str, length: object
) -> None:
    _, onset, plateau, *_ = house.scenes[name].phases
    assert onset.lasts + plateau.lasts == length


@pytest.mark.parametrize("name", [*SCENES, "demo-6"])
def test_the_made_music_lands_on_every_phase_of_every_scene(house: Site, name: str) -> None:
    scene = house.scenes[name]
    for seed in range(5):
        plan = plan_to_begin(NEW, scene, seed, ORIGIN)
        for landing in plan.landings:
            score = scene.phases[landing.phase].score
            assert score is not None
            assert is_landed(landing, score), (seed, landing)


def steepest(scene: Scene, index: int) -> float:
    """Tell the L* a second that the fade into phase ``index`` asks for, role by role."""
    begin, end = scene.phases[index - 1].look, scene.phases[index].look
    return max(
        abs(light.level - begin.lights.get(role, DARK).level) / end.fade.seconds
        for role, light in end.lights.items()
    )


@pytest.mark.parametrize("name", SCENES)
def test_no_fade_of_a_patients_scene_needs_the_governor(house: Site, name: str) -> None:
    scene = house.scenes[name]
    for index in range(1, len(scene.phases)):
        limit = CALM_SLOPE if scene.is_calm(index) else AWAKE_SLOPE
        assert steepest(scene, index) <= limit


def test_no_light_changes_between_white_and_colour_within_a_scene(house: Site) -> None:
    for scene in house.scenes.values():
        for role in ("ceiling", "lamp", "accent", "path"):
            tones = {
                type(light.tone)
                for phase in scene.phases
                if (light := phase.look.lights.get(role)) and light.level
            }
            assert len(tones) <= 1


def test_the_demonstrations_are_as_short_as_they_say(house: Site) -> None:
    def lasts(name: str) -> float:
        return sum(phase.lasts.seconds for phase in house.scenes[name].phases)

    assert lasts("demo-6") == 360
    assert lasts("demo-2") == 47  # and the minute that its script asks for on top


def test_a_site_is_begun_with_what_a_clinic_needs(tmp_path: Path) -> None:
    written = site.init(tmp_path / "deep" / "site")
    names = {file.relative_to(tmp_path / "deep" / "site").as_posix() for file in written}
    assert {"clinic.yaml", "scenes/looks.yaml", "scenes/infusion-40.yaml"} <= names
    assert not any("demo" in name for name in names)
    assert all(file.is_file() for file in written)
    loaded = site.load(tmp_path / "deep" / "site", as_made)
    assert list(loaded.rooms) == ["room-1"]
    assert loaded.music.is_dir()


def test_nothing_that_is_there_is_ever_written_over(tmp_path: Path) -> None:
    (tmp_path / "scenes").mkdir()
    mine = tmp_path / "scenes/looks.yaml"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(SiteError, match="is there already; choose an empty folder"):
        site.init(tmp_path)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [mine]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SiteError, match="is there already"):
        site.init(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SiteError, match="cannot be written: Not a directory"):
        site.init(tmp_path / "file" / "site")
