"""A served cluster through kubectl: whole outputs, column by column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksnet.sandbox.serve import served_kubeconfig as access
from tests.sandbox.conftest import Kubectl
from tests.sandbox.fake_cluster import KINDS, objects

pytestmark = pytest.mark.slow

WIDE = """
NAME                           STATUS     ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE     \
        KERNEL-VERSION      CONTAINER-RUNTIME
node/aks-system-1-vmss000000   Ready      <none>   30h   v1.34.0   10.224.0.4    <none>        \
Ubuntu 22.04.5 LTS   5.15.0-1098-azure   containerd://1.7.30-1
node/aks-system-1-vmss000001   NotReady   <none>   30h   v1.34.0   10.224.0.5    <none>        \
Ubuntu 22.04.5 LTS   5.15.0-1098-azure   containerd://1.7.30-1

NAMESPACE     NAME            READY   STATUS    RESTARTS   AGE   IP           NODE                      \
NOMINATED NODE   READINESS GATES
default       pod/nginx-a     1/1     Running   1          30h   10.244.0.9   aks-system-1-vmss000000   \
<none>           <none>
default       pod/nginx-b     0/1     Pending   0          30h   <none>       <none>                    \
<none>           <none>
kube-system   pod/coredns-a   1/1     Running   1          30h   10.244.1.3   aks-system-1-vmss000001   \
<none>           <none>

NAMESPACE     NAME                 TYPE           CLUSTER-IP   EXTERNAL-IP   PORT(S)               AGE   \
SELECTOR
default       service/kubernetes   ClusterIP      10.0.0.1     <none>        443/TCP               30h   \
<none>
default       service/nginx        LoadBalancer   10.0.1.1     203.0.113.9   80:31000/TCP,53/UDP   30h   \
app=nginx
kube-system   service/waiting      LoadBalancer   10.0.1.2     <pending>     80/TCP                30h   \
<none>

NAMESPACE     NAME                         DATA   AGE
default       configmap/kube-root-ca.crt   1      30h
kube-system   configmap/coredns            2      30h

NAMESPACE     NAME                        DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   \
NODE SELECTOR            AGE   CONTAINERS        IMAGES                SELECTOR
kube-system   daemonset.apps/kube-proxy   2         2         1       2            1           \
kubernetes.io/os=linux   30h   kube-proxy,side   kube-proxy:1,side:2   component=kube-proxy

NAMESPACE   NAME                    READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES           \
SELECTOR
default     deployment.apps/nginx   1/2     2            1           30h   nginx,side   nginx:1,side:2   \
app=nginx,tier notin (a,b)
"""


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_wide_output_has_the_columns_of_a_real_api_server(kubectl: Kubectl) -> None:
    code, out, err = kubectl("get", "nodes,pods,svc,cm,ds,deploy", "-A", "-o", "wide")
    assert (code, lines(out), err) == (0, lines(WIDE), "")


def test_plain_output_leaves_the_wide_columns_out(kubectl: Kubectl) -> None:
    expected = """
NAME      READY   STATUS    RESTARTS   AGE
nginx-a   1/1     Running   1          30h
nginx-b   0/1     Pending   0          30h
"""
    assert kubectl("get", "pods")[:2] == (0, expected.lstrip())


def test_a_custom_resource_has_the_columns_of_its_definition(kubectl: Kubectl) -> None:
    expected = """
NAMESPACE     NAME                      REQUESTED IPS   ALLOCATED IPS   SUBNET   SUBNET CIDR     NC ID   NC MODE   \
NC TYPE   NC VERSION
kube-system   aks-system-1-vmss000000   16              16              pods     10.225.0.0/16   nc-1    dynamic   \
vnet      3
"""
    assert kubectl("get", "nnc", "-A", "-o", "wide")[:2] == (0, expected.lstrip())


def test_json_output_is_every_object_whole(kubectl: Kubectl) -> None:
    code, out, _ = kubectl("get", "nodes,pods,svc,cm,ds,deploy", "-A", "-o", "json")
    order = ["Node", "Pod", "Service", "ConfigMap", "DaemonSet", "Deployment"]
    expected = sorted((each for each in objects() if each["kind"] in order), key=lambda each: order.index(each["kind"]))
    found = json.loads(out)["items"]
    by_uid = {each["metadata"]["uid"]: each for each in expected}
    assert (code, {each["metadata"]["uid"]: each for each in found}) == (0, by_uid)
    assert [each["kind"] for each in found] == [each["kind"] for each in expected]


def test_pages_selectors_and_sorting_give_what_they_name(kubectl: Kubectl) -> None:
    for arguments, expected in (
        (("get", "pods", "-A", "--chunk-size=1", "-o", "name"), ["pod/nginx-a", "pod/nginx-b", "pod/coredns-a"]),
        (("get", "pods", "-A", "-l", "app in (coredns)", "-o", "name"), ["pod/coredns-a"]),
        (("get", "pods", "--field-selector", "status.phase!=Running", "-o", "name"), ["pod/nginx-b"]),
        (("get", "pods", "--field-selector", "spec.hostNetwork=false", "-o", "name"), ["pod/nginx-a", "pod/nginx-b"]),
        (("get", "pods", "--field-selector", "spec.hostNetwork=true", "-o", "name"), []),
        (("get", "node", "aks-system-1-vmss000001", "-o", "jsonpath={.spec.podCIDR}"), ["10.244.1.0/24"]),
        (("get", "nodes", "--sort-by", "{.status.conditions[0].status}", "--no-headers"), ["1", "0"]),
    ):
        code, out, _ = kubectl(*arguments)
        shown = [line.split()[0][-1] for line in lines(out)] if "--sort-by" in arguments else lines(out)
        assert (code, shown) == (0, expected)


def test_each_kind_that_is_served_is_listed_with_its_short_name(kubectl: Kubectl) -> None:
    _, out, _ = kubectl("api-resources", "--no-headers", "--verbs=list")
    found = sorted((words[0], words[1], words[-1]) for words in map(str.split, lines(out)))
    assert found == sorted((kind.plural, kind.short_names[0], kind.kind) for kind in KINDS)


def test_a_pod_can_be_described(kubectl: Kubectl) -> None:
    code, out, _ = kubectl("describe", "pod", "nginx-a")
    assert (code, [line.split()[-1] for line in lines(out) if line.startswith(("IP:", "Node:"))]) == (
        0,
        ["aks-system-1-vmss000000/", "10.244.0.9"],
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("get", "pod", "nope"), 'Error from server (NotFound): pods "nope" not found'),
        (
            ("logs", "nginx-a"),
            "Error from server (NotImplemented): log is not simulated: nothing runs in the sandbox's pods",
        ),
        (("exec", "nginx-a", "--", "ls"), "exec is not simulated: nothing runs in the sandbox's pods"),
        (("port-forward", "pod/nginx-a", "0:80"), "portforward is not simulated: nothing runs in the sandbox's pods"),
        (
            ("delete", "pod", "nginx-a"),
            "Error from server (MethodNotAllowed): DELETE is not allowed: this is a read-only view of a simulated "
            "cluster. Change the stack file and run `aksnet sandbox up`.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(kubectl: Kubectl, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = kubectl(*arguments)
    assert (code, err.endswith(says), len(err.splitlines())) == (1, True, 1)


def test_a_watch_shows_what_is_there_and_waits(kubectl: Kubectl) -> None:
    _, out, _ = kubectl("get", "nodes", "-w", "--request-timeout=1s", "--no-headers")
    assert [line.split()[1] for line in lines(out)] == ["Ready", "NotReady"]


def test_the_kubeconfig_is_only_for_its_owner_and_holds_no_credentials(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "kubeconfig"
    access.write(file, access.kubeconfig("http://127.0.0.1:1", ["one", "two"]))
    assert file.stat().st_mode & 0o777 == 0o600
    assert not {"token", "password", "client-key-data", "certificate-authority-data"} & set(file.read_text().split())
