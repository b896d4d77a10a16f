# ruff: noqa: E501 - lines of the page: a row of a Markdown table cannot be broken
"""Writes `docs/verify.md` from the checks; `make docs` calls it.

Checks, needs and the rights to read are the code's own; the words around them are here. How a node is looked at by
hand is in docs/node-walkthrough.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from aksnet.verify.active import IMAGE, ROWS, URL
from aksnet.verify.check import Check
from aksnet.verify.checks import CHECKS
from aksnet.verify.judged_cluster import Requirement
from aksnet.verify.sources import ObjectKind

_HEAD: Final = """\
# Proof after deployment: `aksnet verify`

<!-- Generated from aksnet/verify/checks. Renew with: make docs -->

`aksnet verify` reads a living cluster and shows that its network is what its mode promises. It changes nothing: the
passive checks send GET requests only. What a check cannot know it skips, and says why; where a mode is inferred,
it says that this is a guess, and fails nothing for it.

## What is verified

| call | what is read | what is promised |
| --- | --- | --- |
| `aksnet verify -s STACK` | every cluster of the stack, each by its own kubeconfig; Azure, by your login | the stack's outputs |
| `aksnet verify -s STACK --cluster NAME` | that cluster alone | the stack's outputs |
| `aksnet verify -s STACK --kubeconfig FILE` | the cluster of that kubeconfig | the stack's outputs |
| `aksnet verify -s STACK --sandbox` | the sandbox's clusters and Azure, over HTTP | the stack's outputs |
| `aksnet verify --kubeconfig FILE --mode MODE …` | any AKS cluster | what the options say |
| `aksnet verify --context NAME` | any AKS cluster | nothing: the mode is found from what is seen |
| `aksnet verify --from PLACE` | what was saved: every `*.json` of a folder, or one file | what the options say |

`-n NAMESPACE` judges the pods and Services of one namespace only (system components are looked for where they run),
`--no-azure` leaves Azure alone. A cluster whose nodes are not AKS's is not judged: that is said first, and the exit code
is 2, as the usual reason is another context than was meant.

### Save a cluster, judge it elsewhere

`aksnet verify --context NAME --save DIR` writes what `--from` reads in one go, with the same rights, and leaves out what
nobody needs to see: environment and arguments of containers, and the data of ConfigMaps. kubectl does as well (**Needs a cluster**):

```sh
kubectl get nodes,pods,services,deployments,daemonsets -A -o json > all.json
kubectl get configmaps -n kube-system -o json > configmaps.json
kubectl get nodenetworkconfigs -n kube-system -o json > nodenetworkconfigs.json
```

The third command fails where a cluster does not have the kind, and leaves an empty file: leave it there. Of an empty
file, and of an empty list, which kubectl writes without its kind, the file's name tells what it would hold. UTF-16, as
PowerShell writes it, and a byte order mark are read. An answer of the API server that was saved in place of a list is
told as the reason why the kind is not there. A file that holds nothing of a cluster is left out, and told. Files are read
object by object: for 200,000 pods see `make bench`.

## How it ends

| status | meaning |
| --- | --- |
| passed | it was looked at, and it is as it should be |
| failed | something is not; each fault names the object, what was seen, what was expected, the likely cause and the cure |
| skipped | it could not be judged, for the reason that is given |
| info | worth knowing, neither good nor bad |

| exit code | meaning here | in every command |
| --- | --- | --- |
| 0 | proved: no check failed, and enough was judged | done |
| 1 | a check failed, also where the mode is not known; or what `--active` or `--node-report` asked for did not happen | failed or refused |
| 2 | nothing was judged: no such stack, cluster or context, no Pulumi CLI, nothing of a cluster in the folder, not AKS | wrong usage |
| 3 | not proved: nothing failed, but the mode is not known, or less than half of the checks that the source can serve could be judged; the report says what to save or grant | not proved |

Checks that this cluster has nothing for, and those that need a stack or Azure where none was named, do not count. A
pipeline that knows why adds `--accept unproved`, which ends with 0 in place of 3. Of several clusters the worst counts:
1 before 2 before 3 before 0. A pod that is done, a pod on the host network, a headless Service and one of type
ExternalName are no faults; a pod that waits for its address is one after five minutes.

The mode is found axis by axis: where pods' addresses come from, the data plane and the IP families. A combination that no
row of [the table of modes](modes.md) has is told as that, and judged by its axes.
"""

_FORMATS: Final = """\
## Formats

Several clusters are one report: a heading, a JUnit suite and a conclusion for each.

`--format table` is for people: at a terminal it is folded to its width, in a pipe it has neither colours nor folded
lines. `--format junit` is a test case per check for build servers, `--format markdown` a comment for a pull request, and
`--format json` has everything. `--output FILE` writes to a file. Pods by node, with the range that each address lies in
and the owner, are listed for up to 60 pods, and with `--pods` always.

The JSON document has these keys. As long as `version` is 1, none is renamed or removed.

| key | what it holds |
| --- | --- |
| `version` | 1 |
| `source` | what was read: the API server's address or the folder |
| `cluster`, `namespace` | the stack's cluster and `-n`, or null |
| `ok` | whether the network is proved: the exit code is 0 without `--accept` |
| `verdict` | `proved`, `failed` or `not proved` |
| `unproved` | why it is not proved, each reason a sentence; else empty |
| `undone` | what `--active` or `--node-report` asked for and did not happen, with the reason, or null |
| `counts` | how many checks ended in each status: `passed`, `failed`, `skipped`, `info` |
| `mode`, `policy` | `declared`, `detected` and `how` it is known |
| `checks` | a list: `id`, `name`, `title`, `status`, `summary`, `faults` (each `object`, `seen`, `expected`, `cause`, `cure`), `notes`, and of a skipped check `left`: `unknown`, `nothing to judge` or `not asked for` |
| `ranges` | a list: `of`, `declared`, `observed`, `outside` (how many addresses lie in no declared range) |
| `unread` | kinds that could not be read, each with the reason |
| `leftOut` | files of `--from` that hold nothing that verify reads, each with the reason |
| `nodes` | a list: `name`, `addresses`, `podCidrs`, `pool`, `os`, `version`, `ready` |
| `pods` | a list by node: `node`, `namespace`, `name`, `addresses`, `ranges`, `owner`, `hostNetwork`, `phase`, `ready` |

Of several clusters the document has `version`, `ok`, `verdict` and `clusters`: a list with such a document of each. One
that could not be read has the verdict `not judged` and, in place of the rest, `why`.

## Rights

Whoever verifies needs to list the kinds below, and no more. A kind that may not be listed becomes the reason of a
skipped check.
"""

_ACTIVE_RIGHTS: Final = """\
`--active`, `--node-report` and `--cleanup` need these rights besides. Their namespace has a name that nobody knows
before, so they are rights in the whole cluster:

| on | verbs | for |
| --- | --- | --- |
| `namespaces` | create, get, list, delete | their own namespace, and `--cleanup` |
| `pods` | create, get | probe pods and debug pods |
| `pods/log` | get | what the pods found |
| `nodes` | get | `--active`: which nodes take pods |
| `services` | create, get | `--active`: a Service of its own, and the ports of internal load balancers |
| `networkpolicies` in `networking.k8s.io` | create | `--active` where the cluster has a policy engine |
| `pods/portforward` | get, create | `--active` where hello-kubernetes runs: its page (V16) |

The debug pods of `--node-report` are privileged and on the host's network: their namespace says
`pod-security.kubernetes.io/enforce: privileged`, and Azure Policy or another admission controller must let that pass.
"""

_AZURE: Final = """\
In Azure, *Reader* is enough: on the resource groups of the network, of the cluster and of its nodes, and on the
subscription for the role assignments, which are listed there, as in every subscription that a declared one is in. Azure
is read only for a stack, because only a stack says where to look.
"""

_ACTIVE: Final = """\
## Active checks

Only `--active` and `--node-report` change anything: they make a namespace of their own, `aksnet-verify-` and six
characters, with short-lived pods in it, and remove it at the end; after a failure, Ctrl-C, SIGTERM and a closed
terminal too. What a killed run left, `aksnet verify --cleanup` with the same `-s`, `--kubeconfig` or `--context`
removes, and nothing else.

The probes of `--active` are non-root pods under the Pod Security standard *restricted*; `--probe-image` names another image
than `{image}`, `--probe-url` another address than `{url}`,
`--probe-timeout` how many seconds pods may take to start. The debug pods of `--node-report` are privileged, as those of `kubectl debug node` are;
`--node` names the nodes, else one of each pool is taken. Neither works on the sandbox or on saved files: nothing runs
there.

These checks were written where no AKS cluster was at hand. They were tried on a cluster in memory.
"""

_WITHOUT: Final = """\
What a check needs and does not get is the reason why it is skipped. With less than everything that it can use:
"""

_NEEDS: Final = {
    Requirement.NODES: "nodes",
    Requirement.PODS: "pods",
    Requirement.SYSTEM_PODS: "pods of the system's namespaces",
    Requirement.SERVICES: "Services",
    Requirement.DEPLOYMENTS: "Deployments",
    Requirement.NODE_NETWORKS: "NodeNetworkConfigs",
    Requirement.CONFIG_MAPS: "ConfigMaps of kube-system",
    Requirement.POD_ADDRESSES: "where pods' addresses come from, declared or found",
    Requirement.DATA_PLANE: "the data plane, declared or found",
    Requirement.NODE_RANGES: "the nodes' ranges: a stack or `--node-range`",
    Requirement.POD_RANGES: "the pods' ranges: a stack or `--pod-range`",
    Requirement.STACK: "a stack",
    Requirement.AZURE: "Azure: a stack and a login",
}


def verify_page() -> str:
    """Return the whole page."""
    parts = [
        _HEAD,
        _FORMATS,
        "\n".join(_role()),
        _ACTIVE_RIGHTS,
        _AZURE,
        "## Checks\n",
        "\n".join(_table(CHECKS)),
        _WITHOUT,
        "\n".join(_needs_table(CHECKS)),
        *("\n".join(_section(check)) for check in CHECKS),
        _ACTIVE.format(image=IMAGE, url=URL),
        "\n".join(_table(ROWS)),
        *("\n".join(_section(check)) for check in ROWS),
    ]
    return "\n".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def _role() -> Iterator[str]:
    """Write the rights as a ClusterRole, out of the kinds that are read."""
    groups: dict[str, list[str]] = {}
    for kind in ObjectKind:
        group = kind.value.prefix.removeprefix("/apis/").rpartition("/")[0] if "/apis/" in kind.value.prefix else ""
        groups.setdefault(group, []).append(kind.value.plural)
    yield "```yaml"
    yield "apiVersion: rbac.authorization.k8s.io/v1"
    yield "kind: ClusterRole"
    yield "metadata:"
    yield "  name: aksnet-verify"
    yield "rules:"
    for group, plurals in groups.items():
        yield f'  - apiGroups: ["{group}"]'
        yield f"    resources: [{', '.join(plurals)}]"
        yield "    verbs: [list]"
    yield "```"


def _table(checks: Iterable[Check]) -> Iterator[str]:
    yield "| id | name | question |"
    yield "| --- | --- | --- |"
    for check in checks:
        yield f"| {check.id} | [{check.name}](#{anchor(check)}) | {_cell(check.title)} |"


def _needs_table(checks: Iterable[Check]) -> Iterator[str]:
    yield "| check | it needs | with less |"
    yield "| --- | --- | --- |"
    for check in checks:
        needs = "; ".join(_NEEDS[need] for need in check.needs) or "nothing"
        yield f"| {check.id} {check.name} | {_cell(needs)} | {_cell(check.without) or 'it is skipped'} |"


def anchor(check: Check) -> str:
    """Return the anchor that GitHub makes of a check's heading."""
    return f"{check.id}-{check.name}".lower()


def _section(check: Check) -> Iterator[str]:
    needs = "; ".join(_NEEDS[need] for need in check.needs)
    yield f"### {check.id} {check.name}"
    yield ""
    yield f"{_sentence(check.title)}"
    yield ""
    yield f"- **Proves:** {_sentence(check.proves)}"
    yield f"- **Does not prove:** {_sentence(check.does_not)}"
    yield f"- **Needs:** {_sentence(needs or 'nothing')}"


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
