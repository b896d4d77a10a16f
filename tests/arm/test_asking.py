"""Whatever keeps Azure from answering is one line, told by the type of the client's error and never by its words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    IncompleteReadError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseTimeoutError,
)
from azure.identity import AzureCliCredential, ChainedTokenCredential, CredentialUnavailableError, EnvironmentCredential

from aksnet.arm import asking

SCOPE = "https://management.azure.com/.default"


class Answer:
    """An answer of ARM, as an error of a client keeps it."""

    reason = "a reason"
    content_type = "application/json"

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        self.status_code = status
        self._body = json.dumps({"error": {"code": code, "message": message}}) if code else ""

    def text(self, _encoding: str | None = None) -> str:
        """Return the body."""
        return self._body

    def body(self) -> bytes:
        """Return the body as it came."""
        return self._body.encode()


def http(status: int, code: str = "", message: str = "", kind: Any = HttpResponseError) -> HttpResponseError:
    error: HttpResponseError = kind(response=Answer(status, code, message))
    return error


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (CredentialUnavailableError("Please run 'az login' to set up an account"), asking.NO_LOGIN),
        (ClientAuthenticationError("AADSTS700082: The refresh token has expired.\nTrace ID: 1\n"), asking.NO_LOGIN),
        (
            http(401, "InvalidAuthenticationTokenTenant", "wrong issuer", ClientAuthenticationError),
            "Azure does not accept this login (401 InvalidAuthenticationTokenTenant): "
            "run az login for the tenant of the subscription",
        ),
        (
            http(403, "AuthorizationFailed", "The client does not have\nauthorization"),
            "this login may not read it (403 AuthorizationFailed): The client does not have authorization",
        ),
        (
            http(429, "TooManyRequests", "The request is being throttled."),
            "Azure takes no more requests of this login for now (429 TooManyRequests): "
            "wait some minutes and run this again",
        ),
        (http(503, "ServerBusy", "Try\nlater"), "Azure answered 503 ServerBusy: Try later"),
        (http(502), "Azure answered 502: Operation returned an invalid status 'a reason'"),
        (ServiceRequestError("no route\nto host"), "Azure cannot be reached from here: no route to host"),
        (ServiceRequestTimeoutError("timed out"), "Azure cannot be reached from here: timed out"),
        (ServiceResponseTimeoutError("read timed out"), "Azure cannot be reached from here: read timed out"),
        (IncompleteReadError("cut off"), "Azure cannot be reached from here: cut off"),
        (AzureError("verify only reads"), "verify only reads"),
        (ValueError(""), "ValueError"),
        (ValueError("x" * 10_000), "x" * 300 + " …"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_keeps_azure_from_answering_is_one_line(fault: Exception, told: str) -> None:
    assert asking.why(fault) == told


def test_a_login_that_is_nowhere_is_not_logged_place_by_place(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    asked: list[dict[str, Any]] = []

    def chain(**options: Any) -> ChainedTokenCredential:
        """The real chain, without the places that wait for an answer from the network."""
        asked.append(options)
        return ChainedTokenCredential(EnvironmentCredential(), AzureCliCredential())

    caplog.set_level("WARNING", "azure.identity")  # whatever an earlier login of this process left there
    with pytest.raises(ClientAuthenticationError, match=r"(?s)failed to retrieve a token.*\n.*\n"):
        chain().get_token(SCOPE)
    assert "failed to retrieve a token" in caplog.text
    caplog.clear()
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", chain)
    assert asking.login(SCOPE) is None
    assert caplog.text == ""
    assert asked[-1] == {"exclude_interactive_browser_credential": True, "process_timeout": 20}
