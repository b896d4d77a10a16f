"""Run the scanners on written files, and read what they find. None of them asks the network for anything."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_ALL_WELL: Final = 10
"""kube-score's grade for a check that found nothing."""


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """Something that a scanner does not like."""

    scanner: str
    check: str
    where: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Scanners:
    """The programs, and the folder of the schemas of Kubernetes' objects."""

    checkov: Path
    kube_score: Path
    kubeconform: Path
    schemas: Path

    def template(self, file: Path) -> Iterator[Finding]:
        """Yield what checkov finds in an ARM template."""
        options = ("--framework", "arm", "--output", "json", "--quiet", "--compact", "--skip-download")
        report = _read([self.checkov, "--file", file, *options])
        for found in report["results"]["failed_checks"] if "results" in report else ():
            where = found["resource"].removeprefix("Microsoft.")
            yield Finding(scanner="checkov", check=found["check_id"], where=where, says=found["check_name"])

    def manifests(self, file: Path) -> Iterator[Finding]:
        """Yield what kube-score and kubeconform find in the objects of a stack."""
        for each in _read([self.kube_score, "score", "--output-format", "json", file]):
            kind = each["type_meta"]["kind"]
            for check in each["checks"]:
                if not check["skipped"] and check["grade"] < _ALL_WELL:
                    says = "; ".join(comment["summary"] for comment in check["comments"] or ())
                    where = f"{kind} {each['object_meta']['name']}"
                    yield Finding(scanner="kube-score", check=check["check"]["id"], where=where, says=says)
        location = f"{self.schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
        report = _read([self.kubeconform, "-strict", "-output", "json", "-schema-location", location, file])
        for each in report["resources"] or ():
            where = f"{each['kind']} {each['name']}"
            yield Finding(scanner="kubeconform", check=each["status"], where=where, says=each["msg"])


def _read(command: Sequence[Path | str]) -> Any:
    """Return a scanner's report; its exit code says that it found something, and its words why it could not look."""
    words = [str(part) for part in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 programs of a pinned lock
    try:
        return json.loads(done.stdout)
    except ValueError as fault:
        raise SystemExit(f"{command[0]} gave no report: {(done.stderr or done.stdout).strip()[-600:]}") from fault
