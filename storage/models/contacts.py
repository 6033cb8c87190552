"""Contacts outside the schools."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId
from storage.overwriting import keeps_first_words


class Contact(Base):
    """Somebody outside the schools, who has no account in the chat and agreed to be listed.

    `network_id` is the network of the SEIL who vouches; the SEILs of its region share the entry. `kind`,
    `consent_how`: as in domain/contacts.py. `about` is the key of an item or of a FISO dimension, or empty.
    """

    __tablename__ = "contacts"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    name: Mapped[Key]
    organisation: Mapped[Key]
    kind: Mapped[Key]
    about: Mapped[Key] = mapped_column(default="")
    words: Mapped[LongText]
    email: Mapped[Key] = mapped_column(default="")
    phone: Mapped[Key] = mapped_column(default="")
    vouched_by_id: Mapped[PersonId]
    in_touch_on: Mapped[date]
    consent_on: Mapped[date]
    consent_how: Mapped[Key]
    added_at: Mapped[datetime]


keeps_first_words(Contact, **dict.fromkeys(("name", "organisation", "words", "email", "phone"), "vouched_by_id"))
