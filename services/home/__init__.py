"""The Home tab: a person's networks, what waits for them, and every command as a button."""

from services.home.use_cases import HomeService

__all__ = ["HomeService"]
