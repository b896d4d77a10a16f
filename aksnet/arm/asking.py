"""Ask Azure with the user's own login and the official clients, and say in one line what keeps it from answering.

The clients' packages take a second or more to load, so they are imported when something is asked.
"""

from __future__ import annotations

import logging
from typing import Any, Final

NO_LOGIN: Final = "there is no Azure login that works here: run az login"
# Half a minute without an answer is a network that does not let us through; the defaults wait for many minutes.
RETRIES: Final = {"retry_total": 3, "retry_backoff_max": 5}
TIMEOUTS: Final = {"connection_timeout": 10, "read_timeout": 30}
_LOGIN_SECONDS: Final = 20
_MOST: Final = 300
"""Characters of a service's own text: longer ones list what was tried."""


def login(scope: str) -> Any | None:
    """Return the user's login, as the Azure CLI and the other usual places hold it; nothing where none works.

    No browser is opened.
    """
    from azure.core.exceptions import ClientAuthenticationError
    from azure.identity import DefaultAzureCredential

    # Every place without a login is logged as a warning; whoever asks tells the reason once.
    logging.getLogger("azure.identity").setLevel(logging.CRITICAL)
    credential = DefaultAzureCredential(exclude_interactive_browser_credential=True, process_timeout=_LOGIN_SECONDS)
    try:
        credential.get_token(scope)
    except (ClientAuthenticationError, OSError, ValueError):
        return None
    return credential


def why(fault: Exception) -> str:
    """Return in one line why Azure did not tell, by what kind of error a client raised."""
    from azure.core.exceptions import (
        ClientAuthenticationError,
        HttpResponseError,
        IncompleteReadError,
        ServiceRequestError,
        ServiceResponseError,
    )

    match fault:
        case ServiceRequestError() | ServiceResponseError() | IncompleteReadError():
            return f"Azure cannot be reached from here: {line(fault)}"
        case HttpResponseError(status_code=int(status)):
            error = fault.error  # what ARM says of it, where it says it in ARM's form
            code, message = (error.code, error.message) if error else ("", fault.message)
            return refusal(status, code or "", message or "")
        case ClientAuthenticationError():
            # Raised without an answer of Azure: the login itself failed.
            return NO_LOGIN
        case _:
            return line(fault)


def refusal(status: int, code: str, message: str) -> str:
    """Return in one line what an answer says that is no result, and what to do where the status tells."""
    said = f"({' '.join(filter(None, (str(status), code)))})"
    told = f": {line(message)}" if message else ""
    match status:
        case 401:
            return f"Azure does not accept this login {said}: run az login for the tenant of the subscription"
        case 403:
            return f"this login may not read it {said}{told}"
        case 429:
            return f"Azure takes no more requests of this login for now {said}: wait some minutes and run this again"
        case _:
            return f"Azure answered {said[1:-1]}{told}"


def line(said: object) -> str:
    """Return a text in one line of bounded length."""
    text = " ".join(str(said).split()) or type(said).__name__
    return text if len(text) <= _MOST else f"{text[:_MOST]} …"
