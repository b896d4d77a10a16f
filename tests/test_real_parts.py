"""What `make parts` and `make real` say of versions, and what range of Services a control plane gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksnet.engine import kubernetes_plugin
from aksnet.engine.obtain import Engine
from tests.program import ROOT
from tools.real import real_parts
from tools.real.stack_cluster import NotOneClusterError, StackCluster


def test_the_versions_that_are_printed_are_the_pinned_ones() -> None:
    pins = (ROOT / "tools" / "real" / "control_plane_module" / "go.mod").read_text(encoding="utf-8").split()
    assert pins[pins.index("k8s.io/kubernetes") + 1] == f"v{real_parts.KUBERNETES}"
    assert pins[pins.index("go.etcd.io/etcd/server/v3") + 1] == f"v{real_parts.ETCD}"
    assert real_parts.versions(Engine(path=Path("pulumi"), version="3.1.0")) == (
        f"Pulumi engine 3.1.0, Kubernetes provider {kubernetes_plugin.VERSION} (source of "
        f"{kubernetes_plugin.SOURCE_DAY}, without its components), SDK {kubernetes_plugin.asked_for()}, Kubernetes "
        f"{real_parts.KUBERNETES}, etcd {real_parts.ETCD}"
    )


@pytest.mark.parametrize(
    ("stack", "service_range", "version"),
    [("dev", "10.0.0.0/16", "1.36"), ("prod", "10.245.0.0/16", "1.36"), ("landingzone", "172.20.0.0/20", "1.36")],
)
def test_a_control_plane_has_the_service_range_of_its_stack(stack: str, service_range: str, version: str) -> None:
    assert StackCluster.of(ROOT, stack) == StackCluster(service_range=service_range, version=version)


def test_both_families_of_services_are_handed_over() -> None:
    both = ["10.0.0.0/16", "fd00::/108"]
    assert StackCluster.read({"serviceCidrs": both}) == StackCluster(service_range="10.0.0.0/16,fd00::/108")


@pytest.mark.parametrize(("stack", "count"), [("networklab", 2), ("landingzone-hub", 0)])
def test_a_stack_that_is_not_one_cluster_is_refused(stack: str, count: int) -> None:
    with pytest.raises(NotOneClusterError) as caught:
        StackCluster.of(ROOT, stack)
    assert str(caught.value) == (
        f"Pulumi.{stack}.yaml has {count} clusters, and a control plane is one cluster's: name a stack with one, such "
        "as make real STACK=dev."
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", ""),
        ("1.36", ""),
        ("1.36.1", ""),
        ("1.35", "The stack file asks for Kubernetes 1.35, and the control plane is 1.36.3 all the same."),
    ],
)
def test_another_version_than_the_stack_file_s_is_noted(asked: str, said: str) -> None:
    assert StackCluster(version=asked).note("1.36.3") == said
