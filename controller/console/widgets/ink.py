"""From lines of named styles to strips of the terminal: the one place that knows colours."""

from __future__ import annotations

from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from controller.console.canvas import Line

STYLES = (
    "text", "muted", "name", "chosen", "key", "now", "notice", "rule",
    "phase-arrive", "phase-infusion", "phase-return", "phase-rest", "selected",
)  # fmt: skip
"""Every style a line may name, besides ``swatch:#rrggbb:level`` and ``on:#rrggbb``."""


class Ink(Widget):
    """A widget that draws lines; subclasses render them with ``strip``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"ink--{name}" for name in STYLES}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._inks: dict[tuple[str, bool], Style] = {}

    def notify_style_update(self) -> None:
        """Forget styles that a new theme has changed."""
        self._inks.clear()
        super().notify_style_update()

    def strip(self, line: Line, width: int, selected: bool = False) -> Strip:
        """Make the strip of a line, exactly ``width`` cells."""
        segments = [Segment(text, self._ink(style, selected)) for text, style in line]
        return Strip(segments).adjust_cell_length(width, self._ink("text", selected))

    def _ink(self, name: str, selected: bool) -> Style:
        key = name, selected
        if key not in self._inks:
            self._inks[key] = self._mixed(name, selected)
        return self._inks[key]

    def _mixed(self, name: str, selected: bool) -> Style:
        ground = self.get_component_rich_style("ink--selected").bgcolor if selected else None
        back = Style(bgcolor=ground or self.rich_style.bgcolor)
        kind, _, rest = name.partition(":")
        match kind:
            case "swatch":
                return back + Style(color=_dimmed(*rest.split(":")))
            case "on":
                return back + Style(color=_dimmed(*rest.split(":")), reverse=False)
            case _:
                style = self.get_component_rich_style(f"ink--{name}")
                return Style(color=style.color, bold=style.bold) + back


def _dimmed(color: str, level: str) -> Color:
    """Show a light's colour as bright as it is, but never invisible on the dark ground."""
    share = 0.35 + 0.65 * min(100.0, float(level)) / 100
    try:
        red, green, blue = Color.parse(color).get_truecolor()
    except ValueError:
        red = green = blue = 150
    return Color.from_rgb(red * share, green * share, blue * share)
