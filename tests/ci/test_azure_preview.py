"""What `pulumi preview --json` prints, as the document that the comment is made of."""

import json
from typing import Any

from aksnet.report.preview_document import PreviewDocument
from tools.ci.azure_preview import of_digest

_URN = "urn:pulumi:prod::aks-networking::"
_CLUSTER = f"{_URN}aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster::prod-cluster"
_SUBNET = f"{_URN}aks-networking:azure:Network$azure-native:network:Subnet::network-prod-node-subnet"
DIGEST: dict[str, Any] = {
    "config": {},
    "steps": [
        {"op": "same", "urn": f"{_URN}pulumi:pulumi:Stack::aks-networking-prod", "oldState": {}},
        {"op": "create-replacement", "urn": _CLUSTER, "newState": {"inputs": {"sshKey": "kept out"}}},
        {"op": "replace", "urn": _CLUSTER},
        {"op": "delete-replaced", "urn": _CLUSTER},
        {"op": "update", "urn": _SUBNET, "diffReasons": ["natGateway"]},
    ],
    "diagnostics": [{"severity": "warning", "message": "kubenet retires"}],
    "duration": 100,
    "changeSummary": {"replace": 1, "update": 1},
}


def of(digest: Any, code: int, said: str = "") -> PreviewDocument:
    text = digest if isinstance(digest, str) else json.dumps(digest)
    return of_digest(text, stack="prod", environment="production", code=code, said=said)


def test_resources_are_told_by_step_and_name_and_nothing_of_their_values() -> None:
    assert of(DIGEST, 0) == PreviewDocument(
        stack="prod",
        where="production",
        ok=True,
        steps={"replace": 1, "update": 1},
        lines=[
            "± azure-native:containerservice:ManagedCluster  prod-cluster",
            "~ azure-native:network:Subnet  network-prod-node-subnet",
        ],
    )


def test_a_preview_that_the_program_refuses_tells_why() -> None:
    message = "<{%fg 1%}>1 change would lose a living cluster; nothing was changed<{%reset%}>\n"
    found = of({"diagnostics": [{"severity": "error", "message": message}] * 2}, 1)
    assert (found.ok, found.errors) == (False, ["1 change would lose a living cluster; nothing was changed"])


def test_a_preview_that_never_began_tells_what_the_cli_said() -> None:
    assert of("", 255, "error: no login\n").errors == ["error: no login"]
    assert of("", 255).errors == ["pulumi ended with 255 and gave no reason"]
