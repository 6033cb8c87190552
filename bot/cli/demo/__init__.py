"""The demo: the practice workspace and the real bot, side by side, with a clock that can be moved."""
