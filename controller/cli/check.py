"""``stillroom check``: every problem in a site's files, with its place and what to do."""

from __future__ import annotations

import argparse

from controller import site
from controller.cli import site_folder
from controller.cli.library import measuring


def run(options: argparse.Namespace) -> int:
    """Print the problems; exit 1 if there are any."""
    folder = site_folder(options)
    problems = site.problems(folder, measuring(folder))
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{folder}: nothing to complain of.")
    return 1 if problems else 0
