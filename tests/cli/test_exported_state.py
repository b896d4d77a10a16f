"""What `aksnet diff` reads of a state: outputs without secrets, and the pools that a secret tag has hidden."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from aksnet.cli.exported_state import exported, readable_outputs
from aksnet.engine.marks import SECRET_SIGNATURE, SIGNATURE
from aksnet.errors import AksnetError

POOLS = [{"name": "system", "vmSize": "Standard_D4ds_v5", "tags": {"owner": {SIGNATURE: SECRET_SIGNATURE}}}]


def secret(**how: str) -> dict[str, Any]:
    return {SIGNATURE: SECRET_SIGNATURE, **how}


def resource(pools: Any) -> dict[str, Any]:
    return {"urn": "urn", "outputs": {"name": "dev", "agentPoolProfiles": pools, "kubeconfig": secret(ciphertext="c")}}


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a command line of Pulumi on the PATH that exports what lies beside it, and writes down what it was asked."""
    script = tmp_path / "bin" / "pulumi"
    script.parent.mkdir()
    script.write_text(
        '#!/bin/sh\nhere=$(dirname "$0")\necho "$@" >> "$here/asked"\n'
        'case "$*" in *--show-secrets*) cat "$here/open.json";; *) cat "$here/closed.json";; esac\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")
    return script.parent


def lay(folder: Path, name: str, pools: Any) -> None:
    (folder / name).write_text(json.dumps({"deployment": {"resources": [resource(pools)]}}))


def test_secrets_are_asked_for_only_where_the_pools_are_hidden(pulumi: Path, tmp_path: Path) -> None:
    lay(pulumi, "closed.json", POOLS)
    assert exported(tmp_path, "org/dev") == {"resources": [resource(POOLS)]}
    export = "stack export --stack org/dev --non-interactive"
    assert (pulumi / "asked").read_text().splitlines() == [export]
    lay(pulumi, "closed.json", secret(ciphertext="v1:x"))
    lay(pulumi, "open.json", secret(plaintext=json.dumps(POOLS)))
    (found,) = exported(tmp_path, "org/dev")["resources"]
    assert (pulumi / "asked").read_text().splitlines() == [export, export, f"{export} --show-secrets"]
    assert readable_outputs(found["outputs"]) == {"name": "dev", "agentPoolProfiles": POOLS}


def test_what_stays_hidden_is_left_out() -> None:
    assert readable_outputs(resource(secret(ciphertext="v1:x"))["outputs"]) == {"name": "dev"}


def test_what_the_command_line_says_is_told(pulumi: Path, tmp_path: Path) -> None:
    (pulumi / "pulumi").write_text("#!/bin/sh\necho 'error: no stack named dev found' >&2\nexit 255\n")
    with pytest.raises(AksnetError) as error:
        exported(tmp_path, "dev")
    assert str(error.value) == "The state of the stack dev cannot be read: no stack named dev found"
