"""A site's YAML files as values, and back to a person when they are wrong.

The only place that knows what the settings are called. Every problem of every file is found at
once, each as ``file:line:column: sentence``. Sound files are measured by whoever is handed in.
"""

from __future__ import annotations

from controller.site.house import HOUSE, init
from controller.site.loading import load, problems, refresh
from controller.site.model import (
    EMBEDDED,
    SIGNS,
    Audio,
    Device,
    Fixture,
    RoomFile,
    Site,
)

__all__ = [
    "EMBEDDED",
    "HOUSE",
    "SIGNS",
    "Audio",
    "Device",
    "Fixture",
    "RoomFile",
    "Site",
    "init",
    "load",
    "problems",
    "refresh",
]
