"""Living clusters of a real subscription: one GET by id with the user's own login, and one ConfigMap of the cluster."""

from __future__ import annotations

import base64
import logging
from typing import Any, Final

import yaml
from azure.core.exceptions import AzureError
from azure.core.rest import HttpRequest
from azure.mgmt.core import ARMPipelineClient
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

from aksnet.arm import asking
from aksnet.arm.catalogue import MANAGED_CLUSTER
from aksnet.arm.values import as_dict, as_list
from aksnet.migrate.live_cluster import MASQUERADE, LiveCluster, live_of
from aksnet.migrate.migrate_errors import MigrateError

_ARM: Final = "https://management.azure.com"
_SECONDS: Final = 10


class AzureClusters:
    """Reads managed clusters from the Azure Resource Manager."""

    def __init__(self, credential: Any = None, *, transport: Any = None) -> None:
        scope = f"{_ARM}/.default"
        if credential is None:
            credential = asking.login(scope)
        if credential is None:
            raise MigrateError(f"Azure cannot be asked for the cluster: {asking.NO_LOGIN}.")
        policy = ARMChallengeAuthenticationPolicy(credential, scope)
        options = {"transport": transport} if transport is not None else asking.TIMEOUTS
        self._client: Any = ARMPipelineClient(base_url=_ARM, policies=_policies(policy), **options)

    def read(self, cluster_id: str) -> LiveCluster:
        """Return a cluster by its ARM id."""
        properties = as_dict(self._asked("GET", cluster_id).get("properties"))
        masquerade, why_not = self._masquerade(cluster_id)
        return live_of(properties, masquerade=masquerade, why_not=why_not)

    def _masquerade(self, cluster_id: str) -> tuple[bool | None, str]:
        from kubernetes import client, config

        # Each new attempt is logged as a warning; that none helped is told once.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
        namespace, name = MASQUERADE
        try:
            answer = self._asked("POST", f"{cluster_id}/listClusterUserCredential")
            kubeconfig = base64.b64decode(as_list(answer.get("kubeconfigs"))[0]["value"])
            api = client.CoreV1Api(config.new_client_from_config_dict(yaml.safe_load(kubeconfig)))
            api.read_namespaced_config_map(name, namespace, _request_timeout=_SECONDS)
        except client.ApiException as fault:
            if fault.status == 404:
                return False, ""
            return None, f"its API server answered {fault.status} {fault.reason or ''}".rstrip()
        except Exception as fault:  # the client raises its own, urllib3's and yaml's errors
            return None, asking.line(fault)
        return True, ""

    def _asked(self, method: str, path: str) -> dict[str, Any]:
        request = HttpRequest(method, f"{_ARM}{path}", params={"api-version": MANAGED_CLUSTER.api_version})
        try:
            response = self._client.send_request(request)
            body = response.json() if response.content else {}
        except (AzureError, ValueError) as fault:
            raise MigrateError(f"Azure could not be asked for {path}: {asking.why(fault)}") from fault
        if response.status_code != 200 or not isinstance(body, dict):
            error = as_dict(as_dict(body).get("error"))
            refusal = asking.refusal(response.status_code, str(error.get("code", "")), str(error.get("message", "")))
            raise MigrateError(f"Azure could not be asked for {path}: {refusal}")
        return body


def _policies(authentication: Any) -> list[Any]:
    from azure.core.pipeline import policies

    return [policies.UserAgentPolicy("aksnet-migrate"), policies.RetryPolicy(**asking.RETRIES), authentication]
