"""`python -m tools.audit FOLDER CHECKOV MANIFEST_TOOLS`: what `make audit` runs.

It previews the stacks of a landing zone and of production in a sandbox of its own, writes them for the scanners, and
writes docs/audit.md: what was found, and for each finding why it stays. Anything without a reason ends with 1.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from aksnet.engine.home import HOME_VARIABLE, Home
from tools.audit.object_schemas import write_schemas
from tools.audit.scanners import Finding, Scanners
from tools.audit.waivers import WAIVED
from tools.audit.written import images, manifests, template

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "audit.md"
STACKS: Final = {"prod": (), "landingzone": ("landingzone-hub",)}
"""What is audited, each with the stacks that have to be there before."""
_HEAD: Final = """# Audit

<!-- Written by tools/audit. Renew with: make audit -->

What scanners that know nothing of this project say of its two stacks for production: checkov of the ARM template that a
preview comes to, kube-score and kubeconform of the objects in the clusters. What has no reason ends the audit, and so
does a reason that nothing needs. kubeconform finds nothing, and has no row.
"""


def main(folder: Path, checkov: Path, manifest_tools: Path) -> int:
    """Audit the stacks; return 1 where something has no reason, or a reason has nothing to explain."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "schemas").mkdir(parents=True)
    scanners = Scanners(
        checkov=checkov,
        kube_score=manifest_tools / "kube-score",
        kubeconform=manifest_tools / "kubeconform",
        schemas=folder / "schemas",
    )
    found: dict[str, list[Finding]] = {}
    tagged: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="aksnet-audit-") as home:
        (Path(home) / "engine").symlink_to(Home.of(ROOT).root / "engine")
        for stack, before in STACKS.items():
            for other in before:
                _sandbox(home, "up", other)
            resources = _previewed(home, stack, folder)
            found[stack] = sorted(_findings(scanners, stack, resources, folder))
            tagged[stack] = sorted({each for each in images(manifests(resources)) if "@" not in each})
    PAGE.write_text(page(found, tagged), encoding="utf-8")
    wrong = list(complaints(found))
    sys.stdout.write("".join(f"{each}\n" for each in wrong))
    sys.stdout.write(f"{sum(map(len, found.values()))} findings, {len(wrong)} to look at; {PAGE.relative_to(ROOT)}\n")
    return 1 if wrong else 0


def _previewed(home: str, stack: str, folder: Path) -> list[dict[str, Any]]:
    file = folder / f"{stack}.preview.json"
    _sandbox(home, "preview", stack, "--json", str(file))
    resources: list[dict[str, Any]] = json.loads(file.read_text())
    return resources


def _sandbox(home: str, command: str, stack: str, *options: str) -> None:
    run = [sys.executable, "-m", "aksnet", "sandbox", command, "-s", stack, *options]
    done = subprocess.run(  # noqa: S603 our own command
        run, cwd=ROOT, env={**os.environ, HOME_VARIABLE: home}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(run[2:])} failed:\n{done.stdout}{done.stderr}")


def _findings(
    scanners: Scanners, stack: str, resources: Sequence[Mapping[str, Any]], folder: Path
) -> Iterator[Finding]:
    arm, objects = folder / f"{stack}.template.json", manifests(resources)
    arm.write_text(json.dumps(template(resources), indent=2))
    yield from scanners.template(arm)
    if objects:
        file = folder / f"{stack}.manifests.yaml"
        file.write_text(yaml.safe_dump_all(objects, sort_keys=False))
        write_schemas(scanners.schemas, _minor(resources), objects)
        yield from scanners.manifests(file)


def _minor(resources: Sequence[Mapping[str, Any]]) -> str:
    """Return the minor version of Kubernetes that the stack's clusters ask for."""
    asked = [
        str(each["inputs"].get("kubernetesVersion")) for each in resources if each["type"].endswith(":ManagedCluster")
    ]
    return ".".join(asked[0].split(".")[:2])


def complaints(found: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    """Yield what has no reason, and reasons that nothing needs."""
    used = set()
    for stack, findings in found.items():
        for each in findings:
            used.add((each.scanner, each.check))
            if (each.scanner, each.check) not in WAIVED:
                yield f"{stack}: {each.scanner} {each.check} at {each.where}: {each.says}"
    for scanner, check in sorted(WAIVED.keys() - used):
        yield f"tools/audit/waivers.py explains {scanner} {check}, which nothing finds any more: remove it"


def page(found: Mapping[str, Sequence[Finding]], tagged: Mapping[str, Sequence[str]]) -> str:
    """Return docs/audit.md."""
    return _HEAD + "".join(f"\n## {stack}\n{_section(findings, tagged[stack])}" for stack, findings in found.items())


def _section(findings: Sequence[Finding], tagged: Sequence[str]) -> str:
    rows = "".join(
        f"| {each.scanner} | `{each.check}` | {each.where} | {each.says} | {_why(each)} |\n" for each in findings
    )
    table = f"\n| scanner | check | where | what it says | why it stays |\n| --- | --- | --- | --- | --- |\n{rows}"
    told = ", ".join(f"`{each}`" for each in tagged)
    without = f"\nImages by their tag alone, because nobody has read their digest in their registry: {told}.\n"
    return (table if findings else "\nNothing is found.\n") + (without if tagged else "")


def _why(finding: Finding) -> str:
    return WAIVED.get((finding.scanner, finding.check), "**nobody has looked at it**")


if __name__ == "__main__":
    sys.exit(main(*(Path(re.sub("/+$", "", each)).absolute() for each in sys.argv[1:])))
