"""Stillroom: an infusion-room ambient-experience controller."""

__version__ = "0.1.0"
