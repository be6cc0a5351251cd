"""The examples in docs/site-files.md are files that load."""

from __future__ import annotations

import re
from pathlib import Path

from controller import site
from controller.site import HOUSE
from tests.site.small_site import nominal

PAGE = HOUSE / "docs" / "site-files.md"
REST = """
  visit: {fade: 5s, lights: {path: 12%}}
  lights-up: {fade: 0s, lights: {lamp: 100%}}
  turnover: {fade: 20s, lights: {lamp: 75%}}
  welcome: {fade: 20s, lights: {lamp: 50%}}
  dim: {fade: 20s, lights: {lamp: 30%}}
  daylight: {fade: 20s, lights: {lamp: 60%}}
"""


def test_every_example_of_the_page_is_a_file_that_loads(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    clinic, looks, scene, playlist, folder = blocks
    site.init(tmp_path)
    (tmp_path / "clinic.yaml").write_text(clinic, encoding="utf-8")
    (tmp_path / "scenes/looks.yaml").write_text(looks + REST, encoding="utf-8")
    for other in ("infusion-55", "infusion-60", "booster-30"):
        (tmp_path / f"scenes/{other}.yaml").unlink()
    (tmp_path / "scenes/infusion-40.yaml").write_text(scene, encoding="utf-8")
    (tmp_path / "playlists/plateau.yaml").write_text(playlist, encoding="utf-8")
    (tmp_path / "playlists/rain.yaml").write_text(folder, encoding="utf-8")
    (tmp_path / "music/ambient/rain").mkdir(parents=True)
    (tmp_path / "music/ambient/rain/on-slate.ogg").write_bytes(b"")
    loaded = site.load(tmp_path, nominal)
    assert list(loaded.scenes) == ["infusion-40"]
    assert [track.title for track in loaded.playlists["rain"].tracks] == ["On slate"]
