"""A whole clinic with no hardware."""
