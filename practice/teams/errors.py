"""How the connector refuses: a status, a code, a sentence."""

from typing import Any


class ConnectorError(Exception):
    """A refusal. sub_code: the finer code that some have."""

    def __init__(self, status: int, code: str, message: str, sub_code: str = "") -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {"error": {"code": code, "message": message}}
        if sub_code:
            self.body["error"]["subCode"] = sub_code


#: What each code is answered with: status, message and sub-code.
CODES: dict[str, tuple[int, str, str]] = {
    "BadArgument": (400, "Bad argument.", ""),
    "BadSyntax": (400, "Bad format of the request.", ""),
    "BotNotRegistered": (401, "No registration found for this bot.", ""),
    "BotDisabledByAdmin": (403, "The tenant admin disabled this bot.", ""),
    "BotNotInConversationRoster": (403, "The bot is not part of the conversation roster.", ""),
    "ConversationBlockedByUser": (403, "User blocked the conversation with the bot.", ""),
    "Forbidden": (403, "Message writes are blocked in this conversation.", "MessageWritesBlocked"),
    "ForbiddenOperationException": (403, "Bot is not installed in user's personal scope.", ""),
    "InvalidBotApiHost": (403, "Invalid bot API host.", ""),
    "NotEnoughPermissions": (403, "Bot does not have enough permissions.", ""),
    "ActivityNotFoundInConversation": (404, "Activity not found in conversation.", ""),
    "ConversationNotFound": (404, "Conversation not found.", ""),
    "MemberNotFoundInConversation": (404, "The member was not found in the conversation.", ""),
    "PreconditionFailed": (412, "Precondition failed, please try again.", ""),
    "MessageSizeTooBig": (413, "Message size too large.", ""),
    "Throttled": (429, "Too many requests.", ""),
    "ServiceError": (502, "The service failed.", ""),
}


def refusal(code: str, message: str = "") -> ConnectorError:
    """Make the refusal with a code; `message` says more than its own sentence."""
    status, sentence, sub_code = CODES[code]
    return ConnectorError(status, code, message or sentence, sub_code)
