"""Loading a site's folder: every file, every problem of every file, and then the site."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import exists, isfile  # which take a name too long for one that is not there
from pathlib import Path

from controller import yaml_marks
from controller.domain.look import Look
from controller.domain.playlist import Playlist
from controller.domain.scene import House, Scene
from controller.domain.units import ZERO
from controller.errors import SiteError
from controller.site import clinic, kinds, looks, playlists, scenes
from controller.site.model import ROLES, Site
from controller.site.playlists import Library, Measuring, is_text
from controller.site.reading import Page, Problem

CLINIC = "clinic.yaml"
LOOKS = "scenes/looks.yaml"


def load(folder: Path, measure: Measuring | None = None, *, strict: bool = True) -> Site:
    """Load the site in ``folder``.

    ``measure`` measures a sound file, or raises PlayerError; without it tracks have a nominal
    length, which is good for checking files and not for playing. When not ``strict``, a track
    that cannot be played is left out and told in ``Site.warnings``.

    Raises SiteError with all problems of all files.
    """
    loading = _Loading(folder)
    site = loading.load(measure, strict)
    if loading.problems:
        raise SiteError(_told(loading.problems))
    return site


def problems(folder: Path, measure: Measuring | None = None) -> tuple[str, ...]:
    """Tell every problem as ``file:line:column: sentence``; none if all is well."""
    try:
        load(folder, measure)
    except SiteError as error:
        return error.problems
    return ()


def refresh(site: Site, folder: Path, measure: Measuring | None) -> tuple[Site, tuple[str, ...]]:
    """Load ``folder`` again for a running program: the new site, or ``site`` and the problems
    for which the files cannot take its place.
    """
    try:
        return load(folder, measure, strict=False), ()
    except SiteError as error:
        return site, error.problems


def _told(found: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(str(problem) for problem in sorted(set(found)))


class _Loading:
    """One reading of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []

    def load(self, measure: Measuring | None, strict: bool) -> Site:
        """Read everything; the site is only good if there are no problems."""
        base = self._clinic()
        bad: list[Problem] = self.problems if strict else []
        found_looks = self._looks(base)
        reader = playlists.Reader(Library(base.music, measure), base.loudness, bad)
        found_playlists = self._playlists(reader)
        return Site(
            folder=self._folder,
            name=base.name,
            title=base.title,
            timezone=base.timezone,
            broker=base.broker,
            music=base.music,
            rooms=base.rooms,
            scenes=self._scenes(scenes.Known(found_looks, found_playlists)),
            playlists=found_playlists,
            looks=found_looks or {},
            house=_house(base, found_looks or {}),
            loudness=base.loudness,
            first=base.first,
            warnings=() if strict else _told(bad),
        )

    def _clinic(self) -> clinic.Clinic:
        page = self._page(CLINIC, '"stillroom init DIR" makes a folder that has one')
        if page.document.value is None:
            return clinic.Clinic("", "", "UTC", "", self._folder / "music", {}, -23.0, -12.0, 50)
        return clinic.read(page, self._folder)

    def _looks(self, base: clinic.Clinic) -> dict[str, Look] | None:
        page = self._page(LOOKS, "a site needs the looks visit, lights-up and turnover")
        if page.document.value is None:
            return None
        fitted = {role for room in base.rooms.values() for role in room.lights}
        return looks.read(page, fitted | set(ROLES))

    def _playlists(self, reader: playlists.Reader) -> dict[str, Playlist]:
        found: dict[str, Playlist] = {}
        for name, page in self._pages("playlists"):
            empty = Playlist(name, name, ())
            found[name] = reader.read(page, name) if page.document.value is not None else empty
        return found

    def _scenes(self, known: scenes.Known) -> dict[str, Scene]:
        found: dict[str, Scene] = {}
        for name, page in self._pages("scenes"):
            if page.document.value is not None:
                found[name] = scenes.read(page, name, known)
        if not found and not self.problems:
            self._blame("scenes", "there is no scene to start; add one, like infusion-40.yaml")
        return found

    def _pages(self, folder: str) -> list[tuple[str, Page]]:
        """Tell the files of a folder by their names, looks left out."""
        try:
            paths = sorted((self._folder / folder).iterdir())
        except OSError:
            return []
        pages: list[tuple[str, Page]] = []
        for path in (p for p in paths if not p.name.startswith(".")):
            file = f"{folder}/{path.name}"
            if not is_text(path.name):
                self._blame(f"{folder}/{path.name!a}", "give this file another name")
            elif path.suffix == ".yml":
                self._blame(file, f"this is not read; call it {path.stem}.yaml")
            elif path.suffix == ".yaml" and file != LOOKS:
                pages.append((path.stem, self._named(file, path.stem)))
        return pages

    def _named(self, file: str, name: str) -> Page:
        """Read a file whose own name is an id."""
        page = self._page(file)
        try:
            kinds.ident(name)
        except ValueError as error:
            page.blame(f"the file's name: {error}")
        return page

    def _page(self, file: str, remedy: str = "it is a link to nothing") -> Page:
        """Read one file; its faults as YAML are problems already."""
        path = self._folder / file
        page = Page(file, self._document(path, remedy), self.problems)
        for fault in page.document.faults:
            page.blame(fault.sentence, fault.mark)
        return page

    def _document(self, path: Path, remedy: str) -> yaml_marks.Document:
        try:
            if exists(path) and not isfile(path):  # opening a pipe would wait for its writer
                return _unread("this is not a file")
            with path.open("rb") as file:
                return yaml_marks.read(file.read(yaml_marks.LARGEST + 1))
        except FileNotFoundError:
            return _unread(f"there is no such file; {remedy}")
        except OSError as error:
            return _unread(f"the file cannot be read: {error.strerror}")

    def _blame(self, file: str, sentence: str) -> None:
        self.problems.append(Problem(file, yaml_marks.TOP, sentence))


def _unread(sentence: str) -> yaml_marks.Document:
    return yaml_marks.Document(None, faults=(yaml_marks.Fault(yaml_marks.TOP, sentence),))


def _house(base: clinic.Clinic, found: dict[str, Look]) -> House:
    def look(name: str) -> Look:
        return found.get(name) or Look(name, ZERO, {})

    return House(
        turnover=look("turnover"),
        visit=look("visit"),
        lights_up=look("lights-up"),
        duck_db=base.duck_db,
        volume_pct=base.volume_pct,
    )
