"""Services, sample workloads and load balancers (V4, V14, V15)."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from aksnet.verify import object_readers
from aksnet.verify.check import Fault, Outcome, Status, no_case, skipped
from aksnet.verify.expected import Expected, Sample
from aksnet.verify.facts import Service
from tests.verify.seen import expected, facts, node, outcome, pod, service, workload

SERVICES = expected(service_ranges=["10.0.0.0/16"], dns_service_ip=ip_address("10.0.0.10"))
ASK = "the Services' range is not known: give -s STACK or --service-range"
API = service("kubernetes", "10.0.0.1")
DNS = service("kube-system/kube-dns", "10.0.0.10")


def balancer(front: str = "", *, subnet: str = "", internal: bool = False) -> Service:
    made = service("web", "10.0.0.80", kind="LoadBalancer", front=front, subnet=subnet)
    return replace(made, internal=internal or bool(subnet))


def test_services_pass_with_headless_and_external_ones_left_out() -> None:
    seen = facts(services=(API, DNS, service("shop/headless"), service("shop/elsewhere", kind="ExternalName")))
    assert outcome("V4", seen, SERVICES) == Outcome(status=Status.PASSED, summary="2 Services in 10.0.0.0/16")


def test_a_service_outside_its_range_is_named_with_the_range() -> None:
    seen = facts(services=(API, DNS, service("shop/web", "10.224.0.80")))
    fault = Fault(
        object="service shop/web",
        seen="its ClusterIP is 10.224.0.80",
        expected="an address of 10.0.0.0/16",
        cause="the cluster has another service range than declared, which is fixed when it is made",
        cure="compare serviceCidr in Azure with the stack; another range takes a new cluster",
    )
    assert outcome("V4", seen, SERVICES) == Outcome(status=Status.FAILED, summary="service shop/web", faults=(fault,))


def test_services_of_kubernetes_that_were_not_saved_are_no_fault() -> None:
    seen = facts(services=(service("shop/web", "10.0.0.80"),))
    notes = ("default/kubernetes was not seen", "kube-system/kube-dns was not seen")
    assert outcome("V4", seen, SERVICES) == Outcome(
        status=Status.PASSED, summary="1 Services in 10.0.0.0/16", notes=notes
    )


def test_with_a_namespace_its_services_and_those_of_kubernetes_are_judged() -> None:
    wrong_api = service("kubernetes", "10.0.0.7")
    elsewhere = service("bank/web", "10.9.0.1")
    found = outcome("V4", facts(services=(wrong_api, DNS, elsewhere), namespace="shop"), SERVICES)
    assert [(fault.object, fault.expected) for fault in found.faults] == [
        ("service default/kubernetes", "10.0.0.1, the first address of the service range")
    ]


def test_without_a_range_services_are_skipped_with_what_to_say() -> None:
    reason = f"{ASK}; no pod, node or range was seen to compare with either"
    assert outcome("V4", facts(services=(API,)), expected()) == skipped(reason)


SEEN = {"nodes": (node("n0", "10.224.0.4"),), "pods": (pod("web-1", "n0", "10.244.0.7"),)}


def test_without_a_range_services_are_compared_with_what_else_has_addresses() -> None:
    seen = facts(services=(API, DNS, service("shop/headless")), **SEEN)
    assert outcome("V4", seen, expected(pod_ranges=["10.244.0.0/16"])) == Outcome(
        status=Status.PASSED,
        summary="2 Services, none on 1 addresses of pods, 1 addresses of nodes, 10.244.0.0/16",
        notes=(ASK,),
    )


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("10.244.0.7", "its ClusterIP 10.244.0.7 is also that of pod default/web-1"),
        ("10.224.0.4", "its ClusterIP 10.224.0.4 is also that of node n0"),
        ("10.225.0.9", "its ClusterIP 10.225.0.9 lies in 10.225.0.0/16"),
    ],
)
def test_without_a_range_an_address_that_is_somebody_elses_fails(address: str, seen: str) -> None:
    found = outcome(
        "V4", facts(services=(API, DNS, service("shop/web", address)), **SEEN), expected(pod_ranges=["10.225.0.0/16"])
    )
    assert [(fault.object, fault.seen) for fault in found.faults] == [("service shop/web", seen)]


def test_the_api_servers_service_has_the_first_address_of_its_own_family() -> None:
    both = expected(service_ranges=["fd00::/108", "10.0.0.0/16"])
    assert outcome("V4", facts(services=(API, DNS)), both).status is Status.PASSED
    (fault,) = outcome("V4", facts(services=(service("kubernetes", "10.0.0.2"), DNS)), both).faults
    assert fault.expected == "10.0.0.1, the first address of the service range"


def test_a_family_whose_range_was_not_given_is_not_judged_and_one_that_a_stack_lacks_is() -> None:
    seen = facts(services=(service("kubernetes", "10.0.0.1", "fd00::1"), DNS))
    asked = expected(service_ranges=["10.0.0.0/16"])
    assert outcome("V4", seen, asked) == Outcome(
        status=Status.PASSED,
        summary="2 Services in 10.0.0.0/16",
        notes=("1 ClusterIPs of the other family are not judged: give --service-range for it too",),
    )
    (fault,) = outcome("V4", seen, replace(asked, declared=True)).faults
    assert (fault.object, fault.seen) == ("service default/kubernetes", "its ClusterIP is fd00::1")


SUBNETS = {"lb": (ip_network("10.226.0.0/24"),)}
STACK = Expected(node_ranges=(ip_network("10.224.0.0/16"),), subnet_ranges=SUBNETS)


@pytest.mark.parametrize(
    ("which", "seen", "promised"),
    [
        (balancer("10.224.0.9", subnet="lb"), "its front end is 10.224.0.9", "an address of lb (10.226.0.0/24)"),
        (
            balancer("10.226.0.9", internal=True),
            "its front end is 10.226.0.9",
            "an address of the node subnet (10.224.0.0/16)",
        ),
        (balancer("20.1.2.3", subnet="lb"), "its front end is 20.1.2.3", "an address of lb (10.226.0.0/24)"),
        (balancer("20.1.2.3", subnet="of-another-network"), "its front end is 20.1.2.3", "a private address"),
        (balancer("10.224.0.9"), "its front end is 10.224.0.9", "a public address"),
        (balancer(subnet="lb"), "it has no address yet", "the address of its load balancer"),
    ],
)
def test_a_load_balancer_in_the_wrong_place_is_told(which: Service, seen: str, promised: str) -> None:
    (fault,) = outcome("V15", facts(services=(which,)), STACK).faults
    assert (fault.object, fault.seen, fault.expected) == ("service default/web", seen, promised)


def test_a_pending_load_balancer_names_the_role_that_it_likely_lacks() -> None:
    (fault,) = outcome("V15", facts(services=(balancer(subnet="lb"),)), STACK).faults
    assert fault.cause == (
        "the cluster's identity has no Network Contributor on subnet lb (a grant can take an hour), or it is full"
    )


@pytest.mark.parametrize(
    "which",
    [
        balancer("10.226.0.9", subnet="lb"),
        balancer("10.50.0.9", subnet="of-another-network"),
        balancer("10.224.0.9", internal=True),
        balancer("20.1.2.3"),
        balancer("203.0.113.9"),
    ],
)
def test_a_load_balancer_in_its_place_passes(which: Service) -> None:
    found = outcome("V15", facts(services=(which,)), STACK)
    notes = (f"service default/web: {which.front_ends[0]}",)
    assert found == Outcome(status=Status.PASSED, summary="1 load balancers", notes=notes)


def test_a_load_balancer_of_another_controller_is_left_out() -> None:
    foreign = replace(balancer("100.64.0.7"), load_balancer_class="tailscale", name="vpn")
    left = "service default/vpn is left out: its load balancer is of the class tailscale, not Azure's"
    both = outcome("V15", facts(services=(balancer("20.1.2.3"), foreign)), STACK)
    assert both == Outcome(
        status=Status.PASSED, summary="1 load balancers", notes=("service default/web: 20.1.2.3", left)
    )
    alone = outcome("V15", facts(services=(foreign,)), STACK)
    assert (alone.status, alone.summary) == (Status.SKIPPED, f"there is no Service of type LoadBalancer; {left}")


def test_a_front_end_that_is_only_a_name_is_told_and_no_fault() -> None:
    named = replace(balancer(), hostname="web.example")
    assert outcome("V15", facts(services=(named,)), STACK) == Outcome(
        status=Status.INFO,
        summary="1 load balancers with a name in place of an address",
        notes=("service default/web: web.example",),
    )


def test_an_internal_load_balancer_may_be_in_the_range_of_carriers() -> None:
    shared = replace(STACK, node_ranges=(ip_network("100.64.0.0/16"),))
    assert outcome("V15", facts(services=(balancer("100.64.0.9", internal=True),)), shared).status is Status.PASSED
    assert outcome("V15", facts(services=(balancer("100.64.0.9", internal=True),)), Expected()).status is Status.PASSED


def test_class_and_name_of_a_load_balancer_are_read() -> None:
    read = object_readers.service(
        {
            "spec": {"type": "LoadBalancer", "loadBalancerClass": "tailscale"},
            "status": {"loadBalancer": {"ingress": [{"ip": "100.64.0.7"}, {"hostname": "web.example"}]}},
        }
    )
    assert (read.load_balancer_class, read.hostname, read.front_ends) == (
        "tailscale",
        "web.example",
        (ip_address("100.64.0.7"),),
    )


NGINX = Sample(
    kind="nginx",
    name="nginx",
    namespace="default",
    replicas=3,
    spread="required",
    service="LoadBalancer",
    internal_subnet="lb",
)
DECLARED = Expected(declared=True, samples=(NGINX,), subnet_ranges=SUBNETS)
OWNER = {"owner": "ReplicaSet/nginx-7c5ddbdf54"}


def test_a_sample_that_was_never_made_fails_both_its_checks() -> None:
    samples = outcome("V14", facts(), DECLARED)
    balancers = outcome("V15", facts(), DECLARED)
    assert [(fault.object, fault.seen) for fault in (*samples.faults, *balancers.faults)] == [
        ("deployment default/nginx", "it does not exist"),
        ("service default/nginx", "it does not exist"),
    ]


def test_samples_of_another_namespace_are_not_judged() -> None:
    seen = facts(namespace="shop")
    assert [outcome(each, seen, DECLARED).summary for each in ("V14", "V15")] == [
        "the stack declares no sample workload here",
        "there is no Service of type LoadBalancer",
    ]


def test_pods_that_have_to_keep_apart_and_do_not_are_counted() -> None:
    pods = tuple(pod(f"nginx-{i}", on, f"10.244.0.{9 + i}", **OWNER) for i, on in enumerate(("n0", "n0", "n1")))
    seen = facts(nodes=(node("n0"), node("n1")), pods=pods, workloads=(workload("nginx", 3, 3, spread=True),))
    found = outcome("V14", seen, DECLARED)
    fault = Fault(
        object="deployment default/nginx",
        seen="2 of its pods run on n0",
        expected="one pod per node",
        cause="the Deployment's required anti-affinity was removed, or pods were bound by hand",
        cure="pulumi up --refresh, then kubectl rollout restart",
    )
    assert found == Outcome(
        status=Status.FAILED,
        summary="deployment default/nginx",
        faults=(fault,),
        notes=("deployment default/nginx: 2 on n0, 1 on n1",),
    )


def test_a_pod_that_waits_is_told_with_its_reason() -> None:
    waiting = pod("nginx-1", "", phase="Pending", ready=False, why_waiting="Unschedulable: anti-affinity", **OWNER)
    pods = (pod("nginx-0", "n0", "10.244.0.9", **OWNER), waiting)
    seen = facts(pods=pods, workloads=(workload("nginx", 3, 2),))
    (fault,) = outcome("V14", seen, DECLARED).faults
    assert fault.seen == "2 of 3 pods Ready (pod default/nginx-1 is Pending: Unschedulable: anti-affinity)"


GENERAL = "a node is full, no address is left (V22), or the container does not start"


@pytest.mark.parametrize(
    ("why", "spread", "cause", "cure"),
    [
        (
            "CreateContainerConfigError: container has runAsNonRoot and image has non-numeric user (hello)",
            "none",
            "the container must not run as root",
            "set runAsUser: 1000",
        ),
        ('CreateContainerConfigError: configmap "x" not found', "none", "the container's settings name", "kubectl"),
        (
            "ErrImagePull: toomanyrequests",
            "none",
            "the image cannot be pulled: Docker Hub allows 100",
            "take the image",
        ),
        ("ImagePullBackOff: Back-off", "required", "the image cannot be pulled: Docker Hub allows 100", "take the"),
        ("Unschedulable: 0/3 nodes are available", "required", "there are fewer nodes with room", "add nodes"),
        ("Unschedulable: Insufficient cpu", "none", GENERAL, "kubectl -n default get events"),
        ("ContainerCreating", "required", GENERAL, "kubectl -n default get events"),
    ],
)
def test_a_waiting_sample_is_told_cause_and_cure_by_its_reason(why: str, spread: str, cause: str, cure: str) -> None:
    waiting = pod("nginx-1", "", phase="Pending", ready=False, why_waiting=why, **OWNER)
    pods = (pod("nginx-0", "n0", "10.244.0.9", **OWNER), waiting)
    declared = replace(DECLARED, samples=(replace(NGINX, replicas=2, spread=spread),))
    (fault,) = outcome("V14", facts(pods=pods, workloads=(workload("nginx", 2, 1),)), declared).faults
    assert (fault.cause.startswith(cause), fault.cure.startswith(cure)) == (True, True)


def test_without_a_stack_a_deployment_called_nginx_is_taken_for_the_sample() -> None:
    pods = (pod("nginx-0", "n0", "10.244.0.9", **OWNER), pod("nginx-1", "n0", "10.244.0.10", **OWNER))
    together = facts(pods=pods, workloads=(workload("nginx", 2, 2), workload("other", 2, 0)))
    assert outcome("V14", together, expected()) == Outcome(
        status=Status.PASSED, summary="Ready: nginx", notes=("deployment default/nginx: 2 on n0",)
    )
    apart = facts(pods=pods, workloads=(workload("nginx", 2, 2, spread=True),))
    assert outcome("V14", apart, expected()).status == "failed"


def test_without_samples_there_is_nothing_to_judge() -> None:
    reason = "there is no Deployment nginx or hello-kubernetes"
    assert outcome("V14", facts(), expected()) == no_case(reason)
