"""Azure's official clients, held to reading: a request that is no GET never leaves this process.

The packages take a second or more to load, so they are imported when a client is made.
"""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm import asking
from aksnet.verify.azure_facts import arm_id
from aksnet.verify.sources import Unavailable

PUBLIC: Final = "https://management.azure.com"


def login(base_url: str | None = None) -> Any:
    """Return the user's own login; `Unavailable` where none works."""
    credential = asking.login(_scope(base_url or PUBLIC))
    if credential is None:
        raise Unavailable(asking.NO_LOGIN)
    return credential


class Clients:
    """The clients of the subscriptions in which a cluster has its things, each made once."""

    def __init__(self, credential: Any, base_url: str | None) -> None:
        self._credential = credential
        self._base_url = base_url or PUBLIC
        self._made: dict[tuple[str, str], Any] = {}

    def network(self, id_: str) -> Any:
        """Return the network client of the subscription that an id is in."""
        from azure.mgmt.network import NetworkManagementClient

        return self._client(NetworkManagementClient, id_)

    def containers(self, id_: str) -> Any:
        """Return the client for managed clusters."""
        from azure.mgmt.containerservice import ContainerServiceClient

        return self._client(ContainerServiceClient, id_)

    def authorization(self, id_: str) -> Any:
        """Return the client for role assignments."""
        from azure.mgmt.authorization import AuthorizationManagementClient

        return self._client(AuthorizationManagementClient, id_)

    def get(self, url: str) -> dict[str, Any]:
        """Read what none of the locked packages has a client for; the URL is a path, or ARM's link to a next page."""
        from azure.core.exceptions import HttpResponseError
        from azure.core.rest import HttpRequest
        from azure.mgmt.core import ARMPipelineClient

        key = ("pipeline", "")
        if key not in self._made:
            self._made[key] = ARMPipelineClient(self._base_url, policies=self._policies(), **asking.TIMEOUTS)
        response = self._made[key].send_request(HttpRequest("GET", self._made[key].format_url(url)))
        if response.status_code >= 400:
            raise HttpResponseError(response=response)
        body = response.json()
        return body if isinstance(body, dict) else {}

    def _policies(self) -> list[Any]:
        from azure.core.pipeline import policies

        return [
            policies.RedirectPolicy(permit_redirects=False),
            policies.RetryPolicy(**asking.RETRIES),
            self._authentication(),
            _only_get(),
        ]

    def _client(self, kind: Any, id_: str) -> Any:
        subscription = subscription_of(id_)
        key = (kind.__name__, subscription)
        if key not in self._made:
            self._made[key] = kind(
                self._credential,
                subscription,
                base_url=self._base_url,
                authentication_policy=self._authentication(),
                # The hook is the one place that every package's own list of policies has before the wire.
                custom_hook_policy=_only_get(),
                **asking.RETRIES,
                **asking.TIMEOUTS,
            )
        return self._made[key]

    def _authentication(self) -> Any:
        """Send the login to Azure over TLS; to any other place, which is the sandbox, send none."""
        from azure.core.pipeline.policies import SansIOHTTPPolicy
        from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

        if self._base_url.startswith("https://"):
            return ARMChallengeAuthenticationPolicy(self._credential, _scope(self._base_url))
        return SansIOHTTPPolicy()


def _only_get() -> Any:
    from azure.core.exceptions import AzureError
    from azure.core.pipeline.policies import CustomHookPolicy

    class OnlyGet(CustomHookPolicy[Any, Any]):
        """The packages themselves would register a resource provider; verify changes nothing."""

        def on_request(self, request: Any) -> None:
            if request.http_request.method != "GET":
                raise AzureError(f"verify only reads, and {request.http_request.method} was asked for")
            super().on_request(request)

    return OnlyGet()


def _scope(base_url: str) -> str:
    return f"{base_url.rstrip('/')}/.default"


def subscription_of(id_: str) -> str:
    """Return the subscription that an ARM id is in."""
    return _after(id_, "subscriptions")


def group_of(id_: str) -> str:
    """Return the resource group that an ARM id is in."""
    return _after(id_, "resourcegroups")


def _after(id_: str, word: str) -> str:
    parts = arm_id(id_).split("/")
    if word not in parts[:-1]:
        raise Unavailable(f"{id_!r} is no id of a resource")
    return parts[parts.index(word) + 1]
