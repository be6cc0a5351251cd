"""The music the project makes itself, rendered into the user's cache."""

from __future__ import annotations

import argparse
import os

from controller.demo.synthesis import cache_folder, render


def run(options: argparse.Namespace) -> int:
    """Render what is missing, giving way to everything else on this machine."""
    os.nice(15)
    render(cache_folder(), told=print)
    return 0
