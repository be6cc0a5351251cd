"""The music the project makes itself, rendered into the user's cache."""

from __future__ import annotations

import argparse

from controller.demo.synthesis import cache_folder, render


def run(options: argparse.Namespace) -> int:
    """Render what is missing, giving way to everything else: rooms play meanwhile."""
    render(cache_folder(), workers=1, told=print, gently=True)
    return 0
