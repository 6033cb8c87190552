"""What a person sees of the practice workspace in a browser."""

from .routes import routes

__all__ = ["routes"]
