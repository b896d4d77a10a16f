"""The JSON Schema of stack files, by an independent validator: it takes what the loader takes.

Proves that editors do not complain about good stack files and do complain about typos; the rules that need more than
one value are not part of it.
"""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from aksnet.settings.schema import stack_file_schema
from tests.program import stack_config, stack_files

VALIDATOR = Draft202012Validator(stack_file_schema())


def errors(config: dict[str, Any]) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors({"config": config})]


def stack(cluster: Any) -> dict[str, Any]:
    return {"azure-native:location": "westeurope", "aks-networking:clusters": {"dev": cluster}}


def test_it_is_a_valid_schema_itself() -> None:
    Draft202012Validator.check_schema(stack_file_schema())


@pytest.mark.parametrize("name", stack_files())
def test_every_stack_file_of_the_checkout_fits(name: str) -> None:
    assert errors(stack_config(name)) == []


@pytest.mark.parametrize(
    "cluster",
    [
        {},
        {"nodeSubnet": "10.224.0.0/16"},
        {"outbound": {"type": "userDefinedRouting", "nextHop": "10.0.0.4"}},
        {"nodePools": {"np": {"zones": [1, "2"], "maxSurge": 1}}},
        {"workloads": {"web": {"kind": "nginx", "replicas": 2}, "hello-kubernetes": {}}},
        {"installCilium": "1.19.8", "mode": "byo-cni"},
    ],
)
def test_shorthands_and_records_both_fit(cluster: dict[str, Any]) -> None:
    assert errors(stack(cluster)) == []


@pytest.mark.parametrize(
    ("cluster", "path"),
    [
        ({"podcidr": "10.0.0.0/16"}, "$.config['aks-networking:clusters'].dev"),
        ({"mode": "cilium"}, "$.config['aks-networking:clusters'].dev.mode"),
        ({"kubernetesVersion": 1.3}, "$.config['aks-networking:clusters'].dev.kubernetesVersion"),
        ({"protect": "yes"}, "$.config['aks-networking:clusters'].dev.protect"),
        ({"tier": "free"}, "$.config['aks-networking:clusters'].dev.tier"),
        ({"workloads": {"web": {}}}, "$.config['aks-networking:clusters'].dev.workloads.web"),
        ({"podCidr": "10.0.0.0"}, "$.config['aks-networking:clusters'].dev.podCidr"),
    ],
)
def test_a_typo_is_marked_where_it_stands(cluster: dict[str, Any], path: str) -> None:
    assert [found.split(" ")[0] for found in errors(stack(cluster))] == [path]


def test_a_misspelt_key_of_the_project_is_marked() -> None:
    assert errors({**stack({}), "aks-networking:netwrok": {}}) == ["$.config"]
