"""One room: its agent, journal, player and lights. Never imports the console."""
