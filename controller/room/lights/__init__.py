"""Light: one file a dialect, behind one port."""
