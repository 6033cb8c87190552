"""Identifiers as Microsoft makes them, made from words so that they are the same in every run."""

import base64
import hashlib
import uuid

_SPACE = uuid.UUID("6f1f3c5e-5f0c-4c41-9a57-0a1c6c0f8a11")


def object_id(word: str) -> str:
    """Give the Entra object id (a GUID) that stands for this word; a GUID stands for itself."""
    try:
        return str(uuid.UUID(word))
    except ValueError:
        return str(uuid.uuid5(_SPACE, word))


def chat_user_id(app_id: str, person: str) -> str:
    """Give the `29:` id by which one app knows the person with this object id; another app knows another."""
    digest = hashlib.sha384(f"{app_id}/{person}".encode()).digest()
    return "29:1" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def thread_id(word: str) -> str:
    """Give the id of the channel or team that stands for this word; such an id stands for itself."""
    if word.startswith("19:"):
        return word
    return f"19:{hashlib.sha256(word.encode()).hexdigest()[:32]}@thread.tacv2"


def personal_chat_id(app_id: str, person: str, generation: int) -> str:
    """Give the id of the conversation between an app and a person; each time it is made anew, another."""
    digest = hashlib.sha384(f"{app_id}/{person}/{generation}".encode()).digest()
    return "a:1" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def split_conversation(conversation_id: str) -> tuple[str, str | None]:
    """Give a conversation's own id, and the root message that `;messageid=` names where it does."""
    base, _, root = conversation_id.partition(";messageid=")
    return base, root or None
