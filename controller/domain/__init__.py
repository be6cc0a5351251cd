"""The pure core: what a room should be at an instant. Knows no clock, file, socket or thread."""
