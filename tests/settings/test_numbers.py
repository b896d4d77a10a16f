"""Every whole number that a stack file can say is held against a limit: no key takes any number that is written."""

import typing
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from aksnet.settings.model import SettingsModel
from aksnet.settings.settings import Settings
from tests.plan.support import Raw, dev, nginx, pool, problems, service

FAR: Final = 10**9


def _balanced(value: int, key: str) -> Raw:
    return dev(outbound={"type": "loadBalancer", "loadBalancer": {key: value}})


def _gateway(value: int, key: str) -> Raw:
    return dev(outbound={"type": "userAssignedNATGateway", "natGateway": {key: value}})


def _rule(value: int, key: str) -> Raw:
    rule = {"priority": 300, "direction": "Inbound", "access": "Allow", key: value}
    return dev(nodeSubnet={"networkSecurityGroup": {"rules": {"web": rule}}})


def _window(value: int, key: str) -> Raw:
    window = {"start": "02:00", "dayOfWeek": "Sunday"} if key == "every" else {"start": "02:00"}
    return dev(maintenance={"upgrades": {**window, key: value}})


def _pool(value: int, key: str) -> Raw:
    other = {"minCount": "maxCount", "maxCount": "minCount"}.get(key)
    beside = {other: 1} if other else {"mode": "Gateway", "count": 2} if key == "gatewayPrefix" else {}
    return pool(**beside, **{key: value})


STACKS: Final[dict[str, Callable[[int, str], Raw]]] = {
    "NodePoolSettings": _pool,
    "LoadBalancerSettings": _balanced,
    "NatGatewaySettings": _gateway,
    "SecurityRuleSettings": _rule,
    "WindowSettings": _window,
    "NodeProvisioningSettings": lambda value, key: dev(nodeProvisioning={key: value}),
    "NginxSettings": lambda value, key: nginx(**{key: value}),
    "HelloKubernetesSettings": lambda value, key: dev(workloads={"hello-kubernetes": {key: value}}),
    "ServiceSettings": lambda value, key: service(**{key: value}),
}


def _records(kind: Any) -> list[type[SettingsModel]]:
    if isinstance(kind, type) and issubclass(kind, SettingsModel):
        return [kind]
    return [record for part in typing.get_args(kind) for record in _records(part)]


def _is_number(kind: Any) -> bool:
    if typing.get_origin(kind) in (list, dict):
        return False
    return kind is int or any(map(_is_number, typing.get_args(kind)))


def _numbers() -> Iterator[tuple[str, str]]:
    """Yield the record and the key of every whole number."""
    found: list[type[SettingsModel]] = [Settings]
    for model in found:
        for name, field in model.model_fields.items():
            if _is_number(field.annotation):
                yield model.__name__, field.alias or name
            found += [each for each in _records(field.annotation) if each not in found]


@pytest.mark.parametrize("value", [-1, FAR])
@pytest.mark.parametrize(("record", "key"), list(_numbers()))
def test_a_number_that_is_far_off_is_refused_where_it_stands(record: str, key: str, value: int) -> None:
    assert [each.value for each in problems(STACKS[record](value, key)) if each.path.endswith(f".{key}")] == [value]
