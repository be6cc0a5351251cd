"""The start card: a scene, its music and volume, how the music fits, and when it would be over."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Static

from controller.console.desk import StartChoice
from controller.console.format import clock_text, fit_text, span_text
from controller.console.reading import parts_of, titled
from controller.console.setting import Setting
from controller.console.widgets.card import Card, CardButton
from controller.console.widgets.chooser import Chooser, Touched
from controller.console.widgets.line_view import LineView
from controller.domain.documents import About, Named, Offer
from controller.domain.units import Span

VOLUMES = tuple(range(0, 101, 5))


class StartCard(Card[StartChoice]):
    """Everything is filled in; Enter starts."""

    def __init__(self, setting: Setting, room: str) -> None:
        found = setting.desk.store.room(room)
        self._room = room
        self._about = found.about if found else None
        key, title = (found.key, found.title) if found else ("", room)
        super().__init__(setting, f" Start a scene in {key} {title} ")

    @property
    def offers_scenes(self) -> tuple[Offer, ...]:
        """The scenes the room offers."""
        return self._about.scenes if self._about else ()

    @property
    def music(self) -> tuple[Named, ...]:
        """The music to choose from: the scene's own, a playlist, silence."""
        own = Named("own", "the scene's own")
        lists = self._about.playlists if self._about else ()
        return (own, *lists, Named("silence", "silence"))

    def compose_own(self) -> ComposeResult:
        """Lay out choosers, fit and buttons."""
        titles = tuple(offer.title for offer in self.offers_scenes)
        yield Chooser("scene", titles, _first_ok(self.offers_scenes), id="scene")
        yield Chooser("music", tuple(each.title for each in self.music), id="music")
        yield Chooser(
            "volume", tuple(f"{v}%" for v in VOLUMES), _volume_at(self._about), id="volume"
        )
        yield LineView(id="bar")
        yield Static(id="fit", markup=False)
        yield Static(id="ends", markup=False)
        with Horizontal(classes="buttons"):
            yield CardButton("Start   Enter", "start", "-primary-act")
            yield CardButton("Cancel   Esc", "cancel")

    def on_mount(self) -> None:
        """Begin at the scene."""
        super().on_mount()
        self._activate(self.query_one("#scene", Chooser))

    @property
    def offer(self) -> Offer | None:
        """The scene chosen now."""
        scenes = self.offers_scenes
        return scenes[self.query_one("#scene", Chooser).at] if scenes else None

    def offers(self, button: str) -> bool:
        """Start can be used when there is a scene to start."""
        return button != "start" or self.offer is not None

    def press(self, event: Key) -> None:
        """Choose with arrows, start with Enter."""
        choosers = list(self.query(Chooser))
        at = next((i for i, each in enumerate(choosers) if each.active), 0)
        match event.key:
            case "up" | "k" | "shift+tab":
                self._activate(choosers[max(0, at - 1)])
            case "down" | "j" | "tab":
                self._activate(choosers[min(len(choosers) - 1, at + 1)])
            case "left" | "minus":
                choosers[at].step(-1)
            case "right" | "plus":
                choosers[at].step(1)
            case _:
                super().press(event)
        self.tick_own()

    def on_touched(self, message: Touched) -> None:
        """Go where the mouse went."""
        self._activate(message.chooser)
        self.tick_own()

    def _activate(self, chosen: Chooser) -> None:
        for chooser in self.query(Chooser):
            chooser.active = chooser is chosen
            chooser.draw()

    def accept(self) -> None:
        """Answer with what is chosen."""
        offer = self.offer
        if offer is None:
            return
        music = self.music[self.query_one("#music", Chooser).at].name
        volume = VOLUMES[self.query_one("#volume", Chooser).at]
        self.answer(StartChoice(offer.name, offer.title, music, volume))

    def tick_own(self) -> None:
        """Draw the fit of the chosen scene, and when it would be over."""
        offer = self.offer
        if offer is None:
            self.query_one("#fit", Static).update("This room offers no scene yet.")
            return
        self._draw_bar(offer)
        own = self.music[self.query_one("#music", Chooser).at].name == "own"
        self.query_one("#fit", Static).update(_fit(offer, own))
        wall = self.setting.clock.wall()
        ends = clock_text(wall + _lasts(offer).ms, self.setting.zone)
        books = f" · books {span_text(offer.visit)}" if offer.visit.ms else ""
        self.query_one("#ends", Static).update(f"over about {ends}{books}")

    def _draw_bar(self, offer: Offer) -> None:
        bar = self.query_one("#bar", LineView)
        width = bar.size.width
        if width > 0:
            total, parts = max(1, _lasts(offer).ms), parts_of(len(offer.phases))
            runs, begun, at = [], 0, 0
            for i, phase in enumerate(offer.phases):
                begun += phase.lasts.ms
                ends = begun * width // total
                part = parts[i]
                runs.append((self.setting.glyphs.past[part] * (ends - at), f"phase-{part}"))
                at = ends
            bar.show(tuple(runs))


def _lasts(offer: Offer) -> Span:
    return Span(sum(phase.lasts.ms for phase in offer.phases))


def _fit(offer: Offer, own: bool) -> Text:
    """Say how the music of each phase fits, in words."""
    text = Text()
    for i, phase in enumerate(offer.phases):
        if i:
            text.append(" · ", "dim")
        text.append(f"{titled(phase.name)} {span_text(phase.lasts)}", "bold")
        if own:
            text.append(f" {fit_text(phase.error, phase.short)}")
    if own and not offer.ok:
        text.append(f"\n! {offer.why or 'The music does not fit.'}", "bold")
    return text


def _first_ok(scenes: tuple[Offer, ...]) -> int:
    return next((i for i, offer in enumerate(scenes) if offer.ok), 0)


def _volume_at(about: About | None) -> int:
    return round((about.volume if about else 50) / 5)
