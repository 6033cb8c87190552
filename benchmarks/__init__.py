"""Measurements and trials of the bot; `python -m benchmarks` runs the measurements."""
