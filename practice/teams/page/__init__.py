"""What a person sees of the practice tenant in a browser; its cards are drawn by Microsoft's own renderer."""

from .routes import routes

__all__ = ["routes"]
