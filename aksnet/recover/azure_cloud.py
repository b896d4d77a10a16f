"""Azure itself, as recovery asks it: one GET by id with the user's own login, and the Helm records in a cluster.

A 404 that says so is the only answer that counts as "does not exist": whatever else keeps Azure from answering ends the
run, because a resource taken for missing would be dropped from the state.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import yaml
from azure.core.exceptions import AzureError
from azure.core.rest import HttpRequest
from azure.mgmt.core import ARMPipelineClient
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

from aksnet.arm import asking
from aksnet.arm.arm_type import ArmType
from aksnet.arm.values import as_dict
from aksnet.recover.cloud import SUCCEEDED, RecoverError

_ARM: Final = "https://management.azure.com"
# What a 404 says of a resource that is not there. Others, such as SubscriptionNotFound, are about the question itself.
# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
_MISSING: Final = frozenset(
    {
        "ResourceNotFound",
        "NotFound",
        "ResourceGroupNotFound",
        "ParentResourceNotFound",
        "RoleAssignmentNotFound",
    }
)
_KUBERNETES_SECONDS: Final = 10


class AzureCloud:
    """Asks the Azure Resource Manager and, for Helm releases, the cluster."""

    def __init__(self, credential: Any = None, *, transport: Any = None) -> None:
        scope = f"{_ARM}/.default"
        if credential is None:
            credential = asking.login(scope)
        if credential is None:
            raise RecoverError(f"Azure cannot be asked what exists: {asking.NO_LOGIN}.")
        policy = ARMChallengeAuthenticationPolicy(credential, scope)
        options = {"transport": transport} if transport is not None else asking.TIMEOUTS
        self._client: Any = ARMPipelineClient(base_url=_ARM, policies=_policies(policy), **options)

    def state_of(self, kind: ArmType, arm_id: str) -> str | None:
        """Return a resource's provisioning state, or nothing."""
        request = HttpRequest("GET", f"{_ARM}{arm_id}", params={"api-version": kind.api_version})
        try:
            response = self._client.send_request(request)
            body = response.json() if response.content else {}
        except (AzureError, ValueError) as fault:
            raise RecoverError(f"Azure could not be asked for {arm_id}: {asking.why(fault)}") from fault
        error = as_dict(as_dict(body).get("error"))
        if response.status_code == 404 and error.get("code") in _MISSING:
            return None
        if response.status_code != 200 or not isinstance(body, dict):
            refusal = asking.refusal(response.status_code, str(error.get("code", "")), str(error.get("message", "")))
            raise RecoverError(f"Azure could not be asked for {arm_id}: {refusal}")
        return str(as_dict(body.get("properties")).get("provisioningState") or SUCCEEDED)

    def has_release(self, kubeconfig: str, namespace: str, name: str) -> bool:
        """Return whether a cluster has a Helm release: Helm keeps each revision in a Secret that is labelled so."""
        from kubernetes import client, config

        # Each new attempt is logged as a warning; that none helped is told once, below.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
        try:
            api = client.CoreV1Api(config.new_client_from_config_dict(yaml.safe_load(kubeconfig)))
            found = api.list_namespaced_secret(
                namespace, label_selector=f"owner=helm,name={name}", _request_timeout=_KUBERNETES_SECONDS
            )
        except Exception as fault:  # the client raises its own, urllib3's and yaml's errors
            raise RecoverError(f"the cluster cannot be asked: {_said(fault)}") from fault
        return bool(found.items)


def _policies(authentication: Any) -> list[Any]:
    from azure.core.pipeline import policies

    return [policies.UserAgentPolicy("aksnet-recover"), policies.RetryPolicy(**asking.RETRIES), authentication]


def _said(fault: Exception) -> str:
    """Return in one line what the Kubernetes client failed with: its own text quotes the whole answer."""
    from kubernetes.client import ApiException
    from urllib3.exceptions import MaxRetryError

    match fault:
        case ApiException(status=int(status)) if status:
            return f"its API server answered {status} {fault.reason or ''}".rstrip()
        case MaxRetryError():
            return asking.line(fault.reason)
        case _:
            return asking.line(fault)
