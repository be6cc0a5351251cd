"""The console's screens: each wires the store to widgets, and intents to commands."""
