"""Whatever a stack file says, every command ends in an answer: no stack trace, and nothing that acts on a terminal.

Settings are taken from a file that has every key, and broken: keys go missing, values are swapped for others of any
type, names for names that nobody would choose.
"""

import copy
import json
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.cli.diff import DiffFormat
from aksnet.errors import AksnetError
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.stack_file_copy import prepare
from tests.command_line import Result, invoke

pytestmark = pytest.mark.slow

FORMATS = ("table", "json", "markdown", "svg", "topology", "html", "mermaid")
KEY = "aks-networking:"
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"
EVERY_KEY: dict[str, Any] = {
    "azure-native:location": "westeurope",
    f"{KEY}resourceGroup": {"name": "group", "existing": True},
    f"{KEY}tags": {"team": "network"},
    f"{KEY}network": {
        "name": "vnet",
        "addressSpace": ["10.0.0.0/12", "fd00::/48"],
        "subnets": {"front": "10.3.0.0/24", "more": {"prefix": "10.3.1.0/24"}},
        "peeredRanges": ["192.168.0.0/16"],
    },
    f"{KEY}clusters": {
        "one": {
            "mode": "cilium-overlay-dual-stack",
            "name": "one",
            "networkPolicy": "cilium",
            "nodeSubnet": {"name": "nodes", "prefix": "10.1.0.0/20", "ipv6Prefix": "fd00:0:0:1::/64"},
            "podCidrs": ["10.244.0.0/16", "fd01::/64"],
            "serviceCidrs": ["172.16.0.0/16", "fd02::/108"],
            "dnsServiceIp": "172.16.0.10",
            "outbound": {"type": "userDefinedRouting", "nextHop": "10.3.0.4", "publicIp": "203.0.113.5"},
            "kubernetesVersion": "1.36",
            "tier": "Standard",
            "nodeResourceGroup": "nodes-of-one",
            "identityName": "identity",
            "roleScope": "vnet",
            "privateCluster": False,
            "authorizedIpRanges": ["203.0.113.0/24"],
            "sshPublicKey": "ssh-ed25519 AAAA somebody",
            "protect": True,
            "nodePools": {
                "system": {"mode": "System", "count": 3, "zones": [1, 2, 3], "vmSize": "Standard_D4ds_v5"},
                "user": {
                    "minCount": 1,
                    "maxCount": 9,
                    "maxPods": 60,
                    "maxSurge": "33%",
                    "osType": "Linux",
                    "osSku": "Ubuntu",
                    "labels": {"a": "b"},
                    "taints": ["a=b:NoSchedule"],
                },
            },
            "workloads": {
                "nginx": {"replicas": 2, "service": {"type": "LoadBalancer", "internal": True, "subnet": "front"}},
                "other": {"kind": "hello-kubernetes", "message": "Hello", "spread": "required"},
            },
        },
        "two": {
            "mode": "pod-subnet",
            "nodeSubnet": {
                "prefix": "10.2.0.0/22",
                "networkSecurityGroup": {"rules": {"r": {"priority": 300, "direction": "Inbound", "access": "Allow"}}},
            },
            "podSubnet": "10.2.16.0/20",
            "outbound": "userAssignedNATGateway",
            "nodePools": {"p": {"count": 2, "podSubnet": "10.2.32.0/20"}},
        },
        "three": {"mode": "byo-cni", "nodeSubnet": "10.5.0.0/24", "installCilium": {}},
        "four": {"mode": "node-subnet", "nodeSubnet": "10.4.0.0/22", "networkMode": "transparent"},
    },
}


class Raw(str):
    """A scalar that is written as it stands."""


WORDS = [
    "",
    " ",
    "x",
    "-",
    "10.0.0.0/8",
    "10.0.0.0/33",
    "0.0.0.0/0",
    "255.255.255.255/32",
    "::/0",
    "fd00::/48",
    "/24",
    "1/2/3",
    "100%",
    "0%",
    "100000000",
    "9" * 5000,
    "x" * 300,
    "x" * 20_000,
    "a.b",
    "a\nb",
    "a\tb",
    "\x1b[2J\x1b]0;x\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2028",
    "\ufeff",
    "<script>alert(1)</script>",
    "]]>",
    "](javascript:x)",
    "|a|b|",
    "`",
    "&amp;",
    "[bold]",
    "${a}",
    "{}",
    "{",
    "[1e400]",
    '{"a": NaN}',
    "ümlaut",
    "日本",
    "🙂",
    "nodes",
    "one",
    "two",
    "cilium",
    "overlay",
    "kubenet",
    "Standard_X",
    "null",
    "true",
    "1.30",
    "__proto__",
    "secure",
    "..",
    "../x",
    "/",
    "\\",
    "'",
    '"',
    "%s",
    "System",
    "Windows",
    "none",
    "LoadBalancer",
    "userDefinedRouting",
    f"{ID}/virtualNetworks/v/subnets/s",
]
NUMBERS = [
    "0",
    "-1",
    "1",
    "3",
    "100000000",
    "1e400",
    "-1e400",
    "1e300",
    "0.1",
    "1.5",
    "0x1F",
    "9" * 5000,
    "1e-400",
    "4294967296",
]
SCALARS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.sampled_from([Raw(each) for each in (*NUMBERS, "~", "true", "no", "2028-03-31", ".5", "")]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(SCALARS, inner, max_size=3), st.just({}), st.just([])
    ),
    max_leaves=6,
)


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where something stands, from the outside in."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*above, key)
        yield from places(each, (*above, key))


PLACES = list(places(EVERY_KEY))


def stands(value: Any, part: Any) -> bool:
    """Return whether a map has a key, or a list a position."""
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """Return the file that has every key with up to four things changed."""
    found: Any = copy.deepcopy(EVERY_KEY)
    for place in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4)):
        here = found
        for part in place[:-1]:
            here = here[part] if stands(here, part) else None
        last = place[-1]
        if not stands(here, last):
            continue
        match draw(st.sampled_from(("drop", "swap", "swap", "rename", "add"))):
            case "drop":
                del here[last]
            case "swap":
                here[last] = draw(VALUES)
            case "rename" if isinstance(here, dict):
                here[draw(SCALARS)] = here.pop(last)
            case _ if isinstance(here, dict):
                here[draw(SCALARS)] = copy.deepcopy(here[last])
            case _:
                here.append(draw(VALUES))
    return dict(found)


def written(value: Any) -> str:
    """Write YAML on one line; JSON's escapes are YAML's too."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {written(key)} : {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value) if isinstance(value, Raw) else json.dumps(value)


def acts(text: str) -> set[str]:
    """Return the characters that act on a terminal or hide from its reader."""
    harmless = set("\n\u200c\u200d")
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - harmless


def run(project: Path, text: str, *words: str) -> Result:
    (project / "Pulumi.yaml").write_text("name: aks-networking\nruntime: python\n", encoding="utf-8")
    (project / "Pulumi.any.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    return invoke(*words, "--stack", "any", "--project", project, width=100)


def answered(result: Result) -> None:
    """Check that a command ended in an answer."""
    if result.exception is not None and not isinstance(result.exception, SystemExit | AksnetError):
        raise result.exception
    said = (
        result.output if result.exception is None or isinstance(result.exception, SystemExit) else str(result.exception)
    )
    assert said
    assert acts(said) == set()
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def test_the_file_with_every_key_is_right(project: Path) -> None:
    """Otherwise the rest would break what is broken already."""
    result = run(project, "config: " + written(EVERY_KEY), "plan", "--format", "json")
    assert (result.exit_code, json.loads(result.output)["problems"]) == (0, [])


@given(config=broken())
def test_every_format_of_the_plan_answers_to_any_settings(project: Path, config: dict[str, Any]) -> None:
    for form in FORMATS:
        answered(run(project, "config: " + written(config), "plan", "--format", form))


@given(config=broken(), form=st.sampled_from(list(DiffFormat)))
def test_a_comparison_with_nothing_answers_to_any_settings(project: Path, config: dict[str, Any], form: str) -> None:
    answered(run(project, "config: " + written(config), "diff", "--against", "none", "--format", form))


@given(config=VALUES | broken())
def test_the_sandbox_copies_any_file_or_says_why_not(project: Path, config: Any) -> None:
    (project / "Pulumi.yaml").write_text("name: aks-networking\nruntime: python\n", encoding="utf-8")
    for text in ("config: " + written(config), written(config)):
        (project / "Pulumi.any.yaml").write_text(text, encoding="utf-8")
        said = ""
        try:
            prepare(project=project, stack="any", work=project / "work")
        except SandboxError as fault:
            said = str(fault)
        assert acts(said) == set()


@given(config=VALUES)
def test_the_plan_answers_to_a_file_of_any_shape(project: Path, config: Any) -> None:
    answered(run(project, "config: " + written(config), "plan"))
    answered(run(project, written(config), "plan"))


def of_pool(pool: str) -> str:
    return f"config: {{azure-native:location: westeurope, {KEY}clusters: {{dev: {{nodePools: {{p: {pool}}}}}}}}}"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{each}: &{each} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, each in pairwise("abcdefghij")
)


KNOWN: dict[str, tuple[str, int, str]] = {
    "most nodes without least": (of_pool("{maxCount: 9}"), 1, "clusters.dev.nodePools.p.minCount: (not set)"),
    "least nodes without most": (of_pool("{minCount: 9}"), 1, "clusters.dev.nodePools.p.maxCount: (not set)"),
    "a surge beyond all pools": (of_pool("{maxSurge: 100000000}"), 1, "clusters.dev.nodePools.p.maxSurge: 100000000"),
    "a surge beyond the pool": (of_pool("{maxSurge: 5}"), 0, "10.224.0.0/16"),
    "5,000 digits": (of_pool(f"{{count: {'9' * 5000}}}"), 1, "clusters.dev.nodePools.p.count: 9999"),
    "no float": (of_pool("{count: 1e400}"), 1, "clusters.dev.nodePools.p.count: 1e400"),
    "no float as key": (of_pool("{1e400: 1}"), 1, "clusters.dev.nodePools.p.1e400: 1"),
    "a long location": (
        f"config: {{azure-native:location: {'x' * 20_000}, {KEY}clusters: {{dev: {{}}}}}}",
        1,
        "azure-native:location: xxx",
    ),
    "a long name": (f"config: {{{KEY}clusters: {{{'n' * 300}: {{}}}}}}", 1, "…"),
    "an escape sequence as name": (f'config: {{{KEY}clusters: {{"\\e[2J": {{}}}}}}', 1, "clusters.\\x1b[2J"),
    "a mark of direction": (f'config: {{{KEY}tags: {{a: "\\u202e"}}}}', 1, "tags.a: \\u202e"),
    "half a character": ('config: {"\\ud83d": 1}', 1, "Pulumi.any.yaml cannot be read: "),
    "aliases without end": (BOMB, 1, "the engine calls it excessive aliasing"),
    "10 MB": (f"config: {{{KEY}clusters: {{dev: {{}}}}}} #" + "x" * 10_000_000, 1, "has more than the 512 KB"),
}


@pytest.mark.parametrize(("text", "code", "said"), KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("form", FORMATS)
def test_what_once_was_a_defect_is_answered(project: Path, text: str, code: int, said: str, form: str) -> None:
    result = run(project, text, "plan", "--format", form)
    answered(result)
    own = result.exception if isinstance(result.exception, AksnetError) else None
    assert (own.exit_code if own else result.exit_code) == code
    if form == "table":
        assert said in (str(own) if own else result.output)


@given(words=st.lists(st.sampled_from(WORDS), min_size=4, max_size=4))
def test_commands_that_take_everything_from_the_command_line_answer_too(words: list[str]) -> None:
    mode, surge, name, vnet = words
    answered(invoke("calc", "--nodes", "3", "--surge", surge, "--", mode))
    answered(invoke("suggest", "--nodes", "3", f"--name={name}", f"--vnet={vnet}", f"--surge={surge}"))
    answered(invoke("suggest", "--nodes", "3", f"--need={mode}", f"--location={name}", f"--avoid={vnet}"))
    answered(invoke("suggest", "--nodes", "3", "--need=private", f"--private-dns-zone={name}"))
    answered(invoke("suggest", "--nodes", "3", "--need=hub-dns", f"--dns-server={vnet}"))
