"""A stack of the sandbox, opened for recovery: the one place where recovery meets what is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aksnet.arm.arm_type import ArmType
from aksnet.engine.file_backend import project_name
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.errors import UsageError
from aksnet.recover import run_lock as locks
from aksnet.recover.cloud import SUCCEEDED, RecoverError
from aksnet.recover.holders import held
from aksnet.recover.mending import mend
from aksnet.recover.recovery import Task
from aksnet.sandbox import kubeconfig, session
from aksnet.sandbox import stack_file_copy as stackfile
from aksnet.sandbox.alone import alone
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.kube import objects
from aksnet.sandbox.private import kept_private
from aksnet.sandbox.store import Store


class SimulatedCloud:
    """The simulated subscription, as recovery asks it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def state_of(self, kind: ArmType, arm_id: str) -> str | None:
        """Return a resource's provisioning state, or nothing."""
        del kind  # the id says it all
        record = self._store.read().get(arm_id)
        return None if record is None else str(record["outputs"].get("provisioningState") or SUCCEEDED)

    def has_release(self, kubeconfig: str, namespace: str, name: str) -> bool:
        """Return whether a cluster has a Helm release."""
        cluster = _cluster(kubeconfig)
        key = objects.key("helm.sh/v3", "Release", objects.object_id(namespace, name))
        return key in self._store.read().cluster_objects(cluster)


def _cluster(text: str) -> str:
    cluster = kubeconfig.cluster_id(text)
    if cluster is None:
        raise RecoverError("its kubeconfig is not one of the simulated clusters")
    return cluster


@contextmanager
def in_sandbox(
    *, project: Path, stack: str, stack_file: Path | None = None, using: Engine | None = None
) -> Iterator[Task]:
    """Open a stack of the simulated subscription."""
    project = project.resolve()
    home = Home.of(project)
    stackfile.source(project, stack, stack_file)
    with alone(home, stack):
        with kept_private(home):
            work = home.work(stack)
            secrets = stackfile.prepare(project=project, stack=stack, work=work, stack_file=stack_file)
        files = home.backend.stack(project_name(work), stack)
        locks.refuse_living(locks.standing(files.locks))
        if not files.known:
            # Opening a stack makes it.
            raise UsageError(
                f"The stack {stack} was never deployed in the sandbox: there is nothing to recover. "
                f"aksnet sandbox up -s {stack} deploys it."
            )
        engine = using or obtain(home)
        notes = mend(files)
        with session.opened(
            home=home, engine=engine, project=project, stack=stack, work=work, secrets=secrets
        ) as opened:
            yield Task(
                stack=opened.stack,
                program=opened.program,
                cloud=SimulatedCloud(opened.store),
                scratch=work,
                locks=files.locks,
                held=held(home.backend, files, SUBSCRIPTION),
                # There is but one subscription, and no login.
                all_gone=True,
                notes=notes,
            )
