"""Values outside a list: each is one problem, with the list, the nearest, and the reason where Azure has others."""

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Wrong, dev, nginx, pool, problems, service

CHOICES = [
    Wrong(
        says="a policy in capitals",
        raw=dev(networkPolicy="Cilium"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.networkPolicy",
                value="Cilium",
                message="one of 'none', 'calico', 'azure' or 'cilium'",
                cure="write cilium",
            )
        ],
    ),
    Wrong(
        says="a tier in small letters",
        raw=dev(tier="standard"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.tier",
                value="standard",
                message="one of 'Free', 'Standard' or 'Premium'",
                cure="write Standard",
            )
        ],
    ),
    Wrong(
        says="a role scope",
        raw=dev(roleScope="subnets"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.roleScope",
                value="subnets",
                message="one of 'subnet' or 'vnet'",
                cure="write subnet",
            )
        ],
    ),
    Wrong(
        says="a network mode",
        raw=dev(mode="node-subnet", networkMode="bridged"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.networkMode",
                value="bridged",
                message="one of 'transparent' or 'bridge'",
                cure="write bridge",
            )
        ],
    ),
    Wrong(
        says="an operating system",
        raw=pool(osType="linux"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.nodePools.np.osType",
                value="linux",
                message="one of 'Linux' or 'Windows'",
                cure="write Linux",
            )
        ],
    ),
    Wrong(
        says="a pool's mode",
        raw=pool(mode="system"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.nodePools.np.mode",
                value="system",
                message="one of 'System', 'User' or 'Gateway'",
                cure="write System",
            )
        ],
    ),
    Wrong(
        says="a spread",
        raw=nginx(spread="requird"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.workloads.nginx.spread",
                value="requird",
                message="one of 'required', 'preferred' or 'none'",
                cure="write required",
            )
        ],
    ),
    Wrong(
        says="a Service type far from any",
        raw=service(type="xyz"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.workloads.nginx.service.type",
                value="xyz",
                message="one of 'ClusterIP', 'LoadBalancer' or 'None'",
                cure="write one of them",
            )
        ],
    ),
    Wrong(
        says="a label key",
        raw=nginx(labelKey="app.kubernetes.io/name"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.workloads.nginx.labelKey",
                value="app.kubernetes.io/name",
                message="one of 'run' or 'app'",
                cure="write one of them",
            )
        ],
    ),
    Wrong(
        says="an outbound type",
        raw=dev(outbound="natGateway"),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.outbound",
                value="natGateway",
                message="one of 'loadBalancer', 'userAssignedNATGateway', 'userDefinedRouting' or 'none'",
                cure="write userAssignedNATGateway",
            )
        ],
    ),
    Wrong(
        says="the outbound type of a managed VNet",
        raw=dev(outbound="managedNATGateway"),
        expected=[
            Problem(
                kind=Kind.OUTBOUND_UNKNOWN,
                path="clusters.dev.outbound",
                value="managedNATGateway",
                message=(
                    "loadBalancer, userAssignedNATGateway, userDefinedRouting or none; managedNATGateway works "
                    "only in a VNet that AKS manages, and this project brings its own"
                ),
                cure=(
                    "use userAssignedNATGateway for a NAT gateway, userDefinedRouting for a firewall, none for no way "
                    "out"
                ),
                page=LEARN + "aks/egress-outboundtype",
            )
        ],
    ),
    Wrong(
        says="blocked outbound",
        raw=dev(outbound="block"),
        expected=[
            Problem(
                kind=Kind.OUTBOUND_UNKNOWN,
                path="clusters.dev.outbound",
                value="block",
                message=(
                    "loadBalancer, userAssignedNATGateway, userDefinedRouting or none; block is a preview for a "
                    "VNet that AKS manages"
                ),
                cure=(
                    "use userAssignedNATGateway for a NAT gateway, userDefinedRouting for a firewall, none for no way "
                    "out"
                ),
                page=LEARN + "aks/egress-outboundtype",
            )
        ],
    ),
    Wrong(
        says="a direction",
        raw=dev(
            nodeSubnet={
                "networkSecurityGroup": {"rules": {"web": {"priority": 300, "direction": "inbound", "access": "Deny"}}}
            }
        ),
        expected=[
            Problem(
                kind=Kind.CHOICE,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.direction",
                value="inbound",
                message="one of 'Inbound' or 'Outbound'",
                cure="write Inbound",
            )
        ],
    ),
]


@pytest.mark.parametrize("wrong", CHOICES, ids=lambda wrong: wrong.says)
def test_a_wrong_choice_is_told_with_the_right_ones(wrong: Wrong) -> None:
    assert wrong.expected == problems(wrong.raw)
