"""The connector's directory: people outside the schools who can help, shared by the SEILs of a region."""

from services.contacts.matching import contact_matches
from services.contacts.reading import shared_contacts
from services.contacts.use_cases import ContactHeld, ContactService
from services.feature import Feature

FEATURE = Feature(name="contacts")

__all__ = ["FEATURE", "ContactHeld", "ContactService", "contact_matches", "shared_contacts"]
