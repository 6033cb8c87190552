"""What people need and what they can offer, for their SEIL to bring together."""

from services.feature import Feature
from services.offers.desk import desk
from services.offers.use_cases import OfferService

FEATURE = Feature(name="offers", desk=desk)

__all__ = ["FEATURE", "OfferService"]
