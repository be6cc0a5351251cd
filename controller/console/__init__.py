"""The nurse's console: a view of the rooms. Never imports the room or VLC."""
