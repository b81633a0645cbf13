"""From what the SDK raises to what a person is told. Every public error class of the SDK has its sentence; a test fails when one is added."""

import json
from dataclasses import dataclass

import httpx2
import openai
from openai import OpenAIError

from agent.errors import ModelRefused, ModelUnavailable
from agent.schemas.text import clean, one_line

KEPT = "Nothing you typed or sent is lost."
"""Ends what is told of a failure in a conversation."""
_AGAIN = "Try again in a moment."


class Cut(Exception):
    """The answer stopped before its end."""


class Garbled(Exception):
    """What came back is not an answer in the OpenAI protocol."""


RAISED = (OpenAIError, Cut, Garbled, httpx2.HTTPError, json.JSONDecodeError)
"""All that asking a server may raise."""


@dataclass(frozen=True)
class Telling:
    """How one kind of failure is told."""

    sentence: str
    refused: bool = False
    """The server will say the same again: asking once more does not help."""


TELLINGS: dict[type[Exception], Telling] = {
    openai.AuthenticationError: Telling("The model server did not accept the key. Check OPENAI_API_KEY and OPENAI_BASE_URL, then try again."),
    openai.OAuthError: Telling("The model server did not accept the sign-in. Check the credentials in the settings, then try again."),
    openai.PermissionDeniedError: Telling("The key may not use this model. Choose another model (AICMO_MODEL) or another key, then try again."),
    openai.NotFoundError: Telling("The model server does not know this model or address. Check AICMO_MODEL and OPENAI_BASE_URL, then try again."),
    openai.BadRequestError: Telling("The model server refused the request as it stands.", refused=True),
    openai.UnprocessableEntityError: Telling("The model server could not use the request as it stands.", refused=True),
    openai.ConflictError: Telling(f"The model server was busy with a conflicting request. {_AGAIN}"),
    openai.RateLimitError: Telling(f"The model server asks for a pause: too many requests. {_AGAIN}"),
    openai.InternalServerError: Telling(f"The model server failed. {_AGAIN}"),
    openai.APITimeoutError: Telling(f"The model server took too long to answer. {_AGAIN}"),
    openai.APIConnectionError: Telling("The model server cannot be reached, or the connection broke. Check that it runs, and OPENAI_BASE_URL, then try again."),
    openai.APIResponseValidationError: Telling("The model server answered in a form that is not the OpenAI protocol. Check OPENAI_BASE_URL, then try again."),
    openai.APIStatusError: Telling(f"The model server refused the request. {_AGAIN}"),
    openai.APIError: Telling(f"The model server broke off with an error. {_AGAIN}"),
    openai.LengthFinishReasonError: Telling("The model's answer was longer than it may be. Raise AICMO_MAX_OUTPUT_TOKENS or ask for less at once.", refused=True),
    openai.ContentFilterFinishReasonError: Telling("The model server's content filter stopped the answer. Change the words it objects to.", refused=True),
    OpenAIError: Telling("The model client is not set up. Check OPENAI_API_KEY and OPENAI_BASE_URL, then try again."),
    Cut: Telling(f"The model's answer broke off before its end. {_AGAIN}"),
    Garbled: Telling("The model server answered in a form that is not the OpenAI protocol. Check OPENAI_BASE_URL, then try again."),
    httpx2.HTTPError: Telling(f"The model server cannot be reached, or the connection broke. {_AGAIN}"),
    json.JSONDecodeError: Telling("The model server answered in a form that is not the OpenAI protocol. Check OPENAI_BASE_URL, then try again."),
}
"""By error class; the nearest class above speaks for those that are not named."""

QUOTA = Telling("The account at the model server has no credit left. Add credit or choose another model (AICMO_MODEL), then try again.")
TOO_LONG = Telling("The text is longer than this model can read at once. Choose a model with a larger context, or shorten the text.", refused=True)
FILTERED = TELLINGS[openai.ContentFilterFinishReasonError]
PAUSES = (0.5, 1.5)
"""Seconds before the first and the second retry, where the server names none."""
LONGEST_PAUSE = 30.0
"""A longer Retry-After is told to the person instead of waited for."""


def code_of(error: Exception) -> str:
    """The server's error code and type, in lower case; empty when it gave none."""
    return f"{getattr(error, 'code', None) or ''} {getattr(error, 'type', None) or ''}".lower().strip()


def said_by(error: Exception) -> str:
    """The server's own words, in lower case, for finding out what it cannot do."""
    return f"{getattr(error, 'message', None) or error} {getattr(error, 'param', None) or ''}".lower()


def outcome(error: Exception) -> ModelUnavailable:
    """The named outcome with the sentence for the person. A key never appears in it."""
    telling = _telling(error)
    words = one_line(clean(str(getattr(error, "message", "")), 200)) if isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError) else ""
    said = f" It said: {words}" if words and telling.refused else ""
    kind = ModelRefused if telling.refused else ModelUnavailable
    return kind(f"{telling.sentence}{said} {KEPT}")


def _telling(error: Exception) -> Telling:
    code = code_of(error)
    if "insufficient_quota" in code:
        return QUOTA
    if isinstance(error, openai.BadRequestError) and ("context_length" in code or "context length" in said_by(error)):
        return TOO_LONG
    if isinstance(error, openai.BadRequestError) and "content_filter" in code:
        return FILTERED
    return next(TELLINGS[kind] for kind in type(error).__mro__ if kind in TELLINGS)


def pause(error: Exception, retries: int) -> float | None:
    """Seconds to wait before asking again; None when asking again does not help or has been done often enough."""
    if retries >= len(PAUSES):
        return None
    if isinstance(error, openai.RateLimitError):
        if "insufficient_quota" in code_of(error):
            return None
        wanted = _retry_after(error.response.headers.get("retry-after"))
        wait = PAUSES[retries] if wanted is None else wanted
        return wait if wait <= LONGEST_PAUSE else None
    if isinstance(error, openai.APIConnectionError | openai.InternalServerError | Cut | httpx2.TransportError):
        return PAUSES[retries]
    return None


def _retry_after(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value is not None else None
    except ValueError:
        return None
