"""`python -m tools.release TAG`: publish the wheel of a tagged version on GitHub, with the schema of the package."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent


def refusal(tag: str) -> str | None:
    """Return why a tag cannot be released, None when it can: project, schema and tag say one version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    schema = json.loads((ROOT / "package" / "schema.json").read_text(encoding="utf-8"))["version"]
    if schema != project:
        return f"package/schema.json is of version {schema}, pyproject.toml of {project}: run make docs"
    if tag != f"v{project}":
        return f"the tag {tag} is not v{project}, the version in pyproject.toml"
    return None


def publish(tag: str) -> None:
    """Build the wheel and make the release."""
    dist = ROOT / "dist"
    subprocess.run([_BIN / "uv", "build", "--wheel", "--out-dir", dist, ROOT], check=True)  # noqa: S603 - our own tool
    assets = [*dist.glob("*.whl"), ROOT / "package" / "schema.json"]
    command = ["gh", "release", "create", tag, "--verify-tag", "--generate-notes", *map(str, assets)]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - GitHub's own command line


if __name__ == "__main__":
    (said,) = sys.argv[1:]
    reason = refusal(said)
    if reason is not None:
        sys.exit(reason)
    publish(said)
