"""What a person sees of the practice workspace in a browser."""

from .controls import Controls, GuideStep, Standing
from .routes import routes

__all__ = ["Controls", "GuideStep", "Standing", "routes"]
