"""The console's colours: a warm dark one for the clinic, a light one, and one for 16 colours.

The dusk palette was found by search: its least colour distance stays above 22 (CIE Lab) under
all three kinds of colour blindness, and every text reaches 4.5:1. No state is red, yellow or
cyan: those belong to medical equipment (IEC 60601-1-8), which this is not.
"""

from __future__ import annotations

from textual.theme import Theme

DUSK = Theme(
    name="dusk",
    primary="#e3c58a",
    secondary="#90a8ee",
    accent="#e3c58a",
    warning="#c59ac5",
    error="#c59ac5",
    success="#d3cbbd",
    foreground="#d3cbbd",
    background="#12110f",
    surface="#1a1815",
    panel="#24211c",
    dark=True,
    variables={
        "phase-arrive": "#afaaa5",
        "phase-infusion": "#90a8ee",
        "phase-return": "#c47c31",
        "phase-rest": "#428e5c",
        "notice": "#c59ac5",
        "now": "#e3c58a",
        "muted": "#989080",
        "rule": "#2c2821",
        "ink": "#12110f",
        "scrollbar": "#3a352c",
        "scrollbar-hover": "#4a4438",
        "scrollbar-active": "#5a5345",
        "scrollbar-background": "#12110f",
        "scrollbar-background-hover": "#12110f",
        "scrollbar-background-active": "#12110f",
        "footer-key-foreground": "#e3c58a",
        "block-cursor-background": "#e3c58a",
        "block-cursor-foreground": "#12110f",
    },
)
DAY = Theme(
    name="day",
    primary="#6a4a00",
    secondary="#123792",
    accent="#6a4a00",
    warning="#895290",
    error="#895290",
    success="#29261f",
    foreground="#29261f",
    background="#f4f1ea",
    surface="#ebe6da",
    panel="#e0d9c9",
    dark=False,
    variables={
        "phase-arrive": "#423e32",
        "phase-infusion": "#123792",
        "phase-return": "#834609",
        "phase-rest": "#5e706b",
        "notice": "#7a3f82",
        "now": "#6a4a00",
        "muted": "#625b4b",
        "rule": "#d5cdbb",
        "ink": "#f4f1ea",
        "footer-key-foreground": "#6a4a00",
        "block-cursor-background": "#6a4a00",
        "block-cursor-foreground": "#f4f1ea",
    },
)
ANSI = Theme(
    name="sixteen",
    ansi=True,
    primary="ansi_white",
    secondary="ansi_blue",
    accent="ansi_white",
    warning="ansi_magenta",
    error="ansi_magenta",
    success="ansi_white",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "phase-arrive": "ansi_white",
        "phase-infusion": "ansi_bright_blue",
        "phase-return": "ansi_magenta",
        "phase-rest": "ansi_green",
        "notice": "ansi_bright_magenta",
        "now": "ansi_bright_white",
        "muted": "ansi_white",
        "rule": "ansi_bright_black",
        "ink": "ansi_black",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
    },
)
THEMES = (DUSK, DAY, ANSI)


def next_theme(name: str) -> str:
    """Tell the theme after ``name``, round and round."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def theme_for(color_system: str | None) -> str:
    """Choose a theme's name for what rich calls the terminal's ``color_system``."""
    return ANSI.name if color_system == "standard" else DUSK.name
