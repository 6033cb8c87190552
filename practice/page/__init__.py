"""What the browser pages of the practice chats share: frame, clock, live updates."""

from .controls import Controls, GuideStep, Standing

__all__ = ["Controls", "GuideStep", "Standing"]
