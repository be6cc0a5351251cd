"""Stillroom: an infusion-room ambient-experience controller."""
