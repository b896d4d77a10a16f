"""The scripts of the probe pods, run by a real shell with stand-ins for the network's tools."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aksnet.verify.active.node_reading import sections
from aksnet.verify.active.node_report import debug_pod
from aksnet.verify.active.scripts import CLIENT, SERVER, Attempt, Do, ProbeAnswer, answers, arguments, endpoint

NC = """
last=""; for word in "$@"; do last="$word"; done
case "$*" in
  *10.0.0.1*) case "$1" in -z) ;; *) echo "server-0 on aks-0" ;; esac ;;
  *fd00::1*) [ "$last" = 8080 ] && echo "server-6 on aks-0" ;;
  *10.0.0.3*) count=$(cat "$STATE" 2>/dev/null || echo 0); count=$((count + 1)); echo $count > "$STATE"
    [ $count -ge 3 ] && echo "server-3 on aks-1" || { echo "nc: refused" >&2; exit 1; } ;;
  *) echo "nc: can't connect to remote host: Connection timed out" >&2; exit 1 ;;
esac
"""
NSLOOKUP = """
printf 'Server:\\t10.0.0.10\\nAddress:\\t10.0.0.10:53\\n\\n'
case "$1" in
  known*) printf 'Name:\\tknown\\nAddress: 10.0.0.1\\n\\n*** no AAAA\\n'; exit 1 ;;
  *) echo "** server can't find $1: NXDOMAIN"; exit 0 ;;
esac
"""
WGET = """
case "$*" in
  *good*) ;;
  *missing*) echo "wget: server returned error: HTTP/1.1 404 Not Found" >&2; exit 1 ;;
  *modern*) echo "wget: TLS error from peer (alert code 40): handshake failure" >&2; exit 1 ;;
  *) echo "wget: download timed out" >&2; exit 1 ;;
esac
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    for name, body in (("nc", NC), ("nslookup", NSLOOKUP), ("wget", WGET), ("sleep", ""), ("tcpsvd", 'echo "$@"')):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\n{body}")
        tool.chmod(0o755)
    return tmp_path


def run(script: str, tools: Path, *words: str, **environment: str) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", script, "probe", *words],
        env={"PATH": f"{tools}:/usr/bin:/bin", "STATE": str(tools / "state")} | environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("do", "target", "answer"),
    [
        (Do.TALK, endpoint("10.0.0.1", 8080), ProbeAnswer(ok=True, said="server-0 on aks-0")),
        (Do.TALK, endpoint("fd00::1", 8080), ProbeAnswer(ok=True, said="server-6 on aks-0")),
        (
            Do.TALK,
            endpoint("10.0.0.9", 8080),
            ProbeAnswer(ok=False, said="nc: can't connect to remote host: Connection timed out"),
        ),
        (Do.TALK, endpoint("10.0.0.3", 8080), ProbeAnswer(ok=True, said="server-3 on aks-1")),
        (Do.OPEN, endpoint("10.0.0.1", 80), ProbeAnswer(ok=True, said="")),
        (Do.SHUT, endpoint("10.0.0.1", 80), ProbeAnswer(ok=False, said="")),
        (
            Do.SHUT,
            endpoint("10.0.0.9", 80),
            ProbeAnswer(ok=True, said="nc: can't connect to remote host: Connection timed out"),
        ),
        (
            Do.NAME,
            "known.example",
            ProbeAnswer(
                ok=True,
                said="Server: 10.0.0.10 Address: 10.0.0.10:53 Name: known Address: 10.0.0.1 *** no AAAA",
            ),
        ),
        (
            Do.NAME,
            "unknown.example",
            ProbeAnswer(
                ok=False,
                said="Server: 10.0.0.10 Address: 10.0.0.10:53 ** server can't find unknown.example: NXDOMAIN",
            ),
        ),
        (Do.PAGE, "https://good.example", ProbeAnswer(ok=True, said="")),
        (
            Do.PAGE,
            "https://missing.example",
            ProbeAnswer(ok=True, said="wget: server returned error: HTTP/1.1 404 Not Found"),
        ),
        (
            Do.PAGE,
            "https://modern.example",
            ProbeAnswer(ok=True, said="wget: TLS error from peer (alert code 40): handshake failure"),
        ),
        (Do.PAGE, "https://silent.example", ProbeAnswer(ok=False, said="wget: download timed out")),
    ],
)
def test_an_attempt_ends_as_the_tool_says(tools: Path, do: Do, target: str, answer: ProbeAnswer) -> None:
    attempt = Attempt(name="probe/0", do=do, target=target, about="")
    assert answers(run(CLIENT, tools, *arguments([attempt]))) == {"probe/0": answer}


def test_every_attempt_is_made_in_its_order_whatever_came_before(tools: Path) -> None:
    attempts = [
        Attempt(name=f"{do}/{number}", do=do, target="10.0.0.9,80", about="")
        for number, do in enumerate((Do.TALK, Do.OPEN, Do.SHUT))
    ]
    log = run(CLIENT, tools, *arguments(attempts))
    assert [(name, answer.ok) for name, answer in answers(log).items()] == [
        ("talk/0", False),
        ("open/1", False),
        ("shut/2", True),
    ]
    assert log.endswith("aksnet done\n")


def test_what_a_tool_prints_is_cut_and_never_taken_for_shell(tools: Path) -> None:
    (tools / "wget").write_text("#!/bin/sh\necho '$(touch here) * `id`' >&2; printf 'x%.0s' $(seq 999) >&2; exit 1\n")
    log = run(CLIENT, tools, "probe/0", "page", "http://x")
    said = answers(log)["probe/0"].said
    assert said.startswith("$(touch here) * `id`")
    assert len(said) <= 300


def test_a_server_listens_on_every_address_of_its_pod(tools: Path) -> None:
    told = run(SERVER, tools, POD_IPS="10.0.0.1,fd00::1", PORT="8080", POD_NAME="server-0", NODE_NAME="aks-0")
    assert sorted(line.split(" sh ")[0] for line in told.splitlines()) == ["10.0.0.1 8080", "fd00::1 8080"]


def test_lines_that_are_not_ours_are_no_answers() -> None:
    assert answers("hello\naksnet\naksnet x maybe y\naksnet done\naksnet same-node/0 ok a  b ") == {
        "same-node/0": ProbeAnswer(ok=True, said="a  b")
    }


def test_the_node_script_marks_its_parts_and_goes_on_where_a_node_lacks_something(tools: Path) -> None:
    chroot = tools / "chroot"
    chroot.write_text('#!/bin/sh\ncase "$2" in iptables-save) echo ":KUBE-SVC-A - [0:0]" ;; *) exit 127 ;; esac\n')
    chroot.chmod(0o755)
    script = debug_pod("n", "p", "node", "image")["spec"]["containers"][0]["command"][2]
    found = sections(run(script, tools))
    assert list(found) == [
        "links",
        "addresses",
        "routes",
        "chains",
        "conflist",
        "log azure-vnet.log",
        "log azure-ipam.log",
        "log azure-cns.log",
    ]
    assert (found["links"], found["chains"], found["conflist"]) == ("", "1", "")
