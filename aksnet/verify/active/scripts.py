"""What runs inside the probe pods: two fixed shell scripts, told by their arguments what to do, and their answers.

Only what a small busybox has: nc, tcpsvd, wget, nslookup. A client prints one line per attempt, so that the result is
read from the pod's log: nobody needs the right to run commands in pods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

PORT: Final = 8080
_MARK: Final = "aksnet"

# One listener per address of the pod, IPv4 and IPv6; each caller is told who answers.
SERVER: Final = """
for address in $(echo "$POD_IPS" | tr ',' ' '); do
  tcpsvd "$address" "$PORT" sh -c 'echo "$POD_NAME on $NODE_NAME"' &
done
wait
"""

# Arguments come in threes: a name, what to do, where. What fails at first is tried again, because endpoints, policies
# and DNS need moments to reach every node; what must be shut is tried again while it is still open.
CLIENT: Final = """
once() {
  case "$1" in
    talk)
      heard=$(nc -w 5 "${2%,*}" "${2##*,}" </dev/null 2>&1)
      printf '%s' "$heard"
      case "$heard" in *" on "*) return 0 ;; *) return 1 ;; esac ;;
    open | shut) nc -z -w 5 "${2%,*}" "${2##*,}" </dev/null 2>&1 ;;
    name)
      # Its exit code differs between versions when a name has an IPv4 address only; "Name:" stands before a find.
      heard=$(nslookup "$2" 2>&1)
      printf '%s' "$heard"
      case "$heard" in *Name:*Address*) return 0 ;; *) return 1 ;; esac ;;
    page) wget -q -T 10 -O /dev/null "$2" 2>&1 ;;
  esac
}
while [ $# -ge 3 ]; do
  end=failed
  for try in 1 2 3 4 5 6; do
    if said=$(once "$2" "$3"); then works=yes; else works=no; fi
    # An error page is an answer, too, and so is a server that dislikes the small wget's TLS: it came from there.
    case "$2 $said" in "page "*HTTP/* | "page "*"TLS error from peer"*) works=yes ;; esac
    if [ "$2" = shut ]; then
      if [ $works = no ]; then end=ok; break; fi
    elif [ $works = yes ]; then
      end=ok; break
    fi
    sleep 2
  done
  echo "aksnet $1 $end $(printf '%s' "$said" | tr -s '[:space:]' ' ' | cut -c 1-300)"
  shift 3
done
echo "aksnet done"
"""


@unique
class Do(StrEnum):
    """What a client can try."""

    TALK = "talk"
    """Connect to a server of ours and hear its name."""
    OPEN = "open"
    """Connect."""
    SHUT = "shut"
    """Fail to connect."""
    NAME = "name"
    """Look a name up in DNS."""
    PAGE = "page"
    """Get an answer from a web server."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One thing that a client tries."""

    name: str
    """The probe that it belongs to and a number, such as `service/0`."""
    do: Do
    target: str
    about: str
    """What the target is, for people."""
    hears: str = ""
    """What the answer must contain."""

    @property
    def group(self) -> str:
        """The probe that it belongs to."""
        return self.name.split("/")[0]

    @property
    def arguments(self) -> tuple[str, str, str]:
        """What the script takes."""
        return self.name, self.do.value, self.target


@dataclass(frozen=True, kw_only=True)
class ProbeAnswer:
    """How an attempt ended."""

    ok: bool
    said: str


def endpoint(host: object, port: int) -> str:
    """Return a target for nc; the comma keeps IPv6 apart from the port."""
    return f"{host},{port}"


def arguments(attempts: Iterable[Attempt]) -> list[str]:
    """Return the script's arguments."""
    return [word for attempt in attempts for word in attempt.arguments]


def seconds(attempts: Iterable[Attempt]) -> int:
    """Return how long a client needs at most: six tries of at most ten seconds and a pause each."""
    return 30 + sum(6 * 12 for _ in attempts)


def answers(log: str) -> Mapping[str, ProbeAnswer]:
    """Read a client's log."""
    found = {}
    for line in log.splitlines():
        words = line.split(" ", 3)
        if len(words) >= 3 and words[0] == _MARK and words[2] in ("ok", "failed"):
            found[words[1]] = ProbeAnswer(ok=words[2] == "ok", said=words[3].strip() if len(words) > 3 else "")
    return found
