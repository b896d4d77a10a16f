"""What `aksnet verify` reads: a cluster behind a kubeconfig, a stack's cluster, the sandbox's, or saved files.

A stack's outputs are asked of the Pulumi CLI, with secrets masked. Only where no kubeconfig is given the output
`kubeconfigs` is asked for besides; it stays in memory and is never shown.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksnet.cli.common_options import own_name
from aksnet.cli.extras import Extra, needs
from aksnet.cli.verify_stack import Stack, deployed, simulated
from aksnet.errors import AksnetError, UsageError
from aksnet.verify.azure_facts import AzureFacts
from aksnet.verify.detect import detect
from aksnet.verify.expected import Expected, of_outputs
from aksnet.verify.gather import gather
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.not_aks import refuse_others
from aksnet.verify.runner import Verdict, judge
from aksnet.verify.sources import SavedSource, Source, Unavailable
from aksnet.verify.verdicts import Judged, Unjudged
from aksnet.verify.verify_errors import VerifyError

if TYPE_CHECKING:
    from aksnet.verify.sources.live import LiveCluster


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the command line asks for, free of contradictions."""

    stack: str | None
    cluster: str | None
    sandbox: bool
    project: Path
    kubeconfig: Path | None
    context: str | None
    saved: Path | None
    namespace: str | None
    asked: Expected
    azure: bool
    active: bool
    node_report: bool
    probes: Mapping[str, Any]
    """What was chosen of `aksnet.verify.active.Options`; nothing leaves its default."""


@dataclass(frozen=True, kw_only=True)
class _World:
    """Where a cluster is read, and what is promised of it."""

    source: Callable[[], Source | SavedSource]
    expected: Expected
    arm: str | None = None
    """The address of a simulated Azure; nothing for the real one."""


def judged(request: Request) -> tuple[Judged, ...]:
    """Read each cluster and judge it; of several, one that cannot be read does not keep the others from it."""
    with _opened(request) as worlds:
        return tuple(_judged(world, request, alone=len(worlds) == 1) for world in worlds)


def swept(request: Request) -> list[str]:
    """Remove what earlier probes left in each cluster; give the names."""
    from aksnet.verify.active import cleanup
    from aksnet.verify.active.kubernetes_api import KubernetesApi

    with _opened(request) as worlds:
        return [name for world in worlds for name in cleanup(KubernetesApi(_live(world.source()).api))]


def saved(request: Request, folder: Path) -> Iterator[str]:
    """Save what verify reads of each cluster, those of a stack in a folder each; yield a line for each file."""
    from aksnet.verify.sources.saving import save

    with _opened(request) as worlds:
        for world in worlds:
            place = folder / world.expected.cluster if len(worlds) > 1 else folder
            yield from save(_live(world.source()), place)


def _judged(world: _World, request: Request, *, alone: bool) -> Judged:
    try:
        source = world.source()
        facts = gather(source, request.namespace)
        refuse_others(facts)
        azure, why = _azure(request, world)
        detection = detect(facts)
        case = JudgedCluster(
            facts=facts, expected=world.expected, detection=detection, azure=azure, azure_asked=request.azure
        )
        verdict = judge(replace(case, no_azure=why) if why else case)
        return _with_probes(verdict, request, source)
    except AksnetError as fault:
        if alone:
            raise
        return Unjudged(cluster=world.expected.cluster, why=str(fault), exit_code=fault.exit_code)


def _with_probes(verdict: Verdict, request: Request, source: Source | SavedSource) -> Verdict:
    if not (request.active or request.node_report):
        return verdict
    from aksnet.verify.active import Options, run, undone
    from aksnet.verify.active.kubernetes_api import KubernetesApi

    given = {name: value for name, value in request.probes.items() if value}
    options = Options(probes=request.active, node_report=request.node_report, **given)
    results = run(KubernetesApi(_live(source).api), verdict.case, options)
    return replace(verdict, results=(*verdict.results, *results), undone=undone(results))


def _live(source: Source | SavedSource) -> LiveCluster:
    from aksnet.verify.sources.live import LiveCluster

    if not isinstance(source, LiveCluster):
        raise VerifyError("Probes need a living cluster.")
    return source


@contextlib.contextmanager
def _opened(request: Request) -> Iterator[tuple[_World, ...]]:
    if request.stack is None:
        yield (_World(source=lambda: _source(request), expected=request.asked),)
    elif request.sandbox:
        with _sandbox(request, own_name(request.stack, request.project)) as worlds:
            yield worlds
    else:
        stack = deployed(request.stack, request.project)
        promised = of_outputs(stack.outputs(), request.cluster)
        own = request.saved or request.kubeconfig or request.context
        if own and len(promised) > 1:
            names = ", ".join(sorted(each.cluster for each in promised))
            raise UsageError(f"{own} is one cluster, and the stack has several: say which with --cluster ({names}).")
        yield tuple(_World(source=partial(_source, request, stack, each.cluster), expected=each) for each in promised)


def _source(request: Request, stack: Stack | None = None, cluster: str = "") -> Source | SavedSource:
    if request.saved is not None:
        from aksnet.verify.sources.saved import SavedObjects

        return SavedObjects(request.saved)
    from aksnet.verify.sources.live import LiveCluster

    if stack is None or request.kubeconfig or request.context:
        return LiveCluster.of_file(request.kubeconfig, request.context)
    return LiveCluster.of_text(stack.kubeconfig(cluster))


@contextlib.contextmanager
def _sandbox(request: Request, name: str) -> Iterator[tuple[_World, ...]]:
    """Serve the sandbox's stack for as long as it is read, over HTTP as any other cluster."""
    from aksnet.engine.home import Home
    from aksnet.verify.sources.live import LiveCluster

    with needs(Extra.SANDBOX):
        from aksnet.sandbox.serve.served import served
        from aksnet.sandbox.serve.stack_clusters import clusters_of

    project = request.project.resolve()
    clusters = clusters_of(Home.of(project), project, name)  # says what is missing, if anything is
    names = {arm_id.lower(): each for each, arm_id in clusters.items()}
    promised = of_outputs(simulated(name, project), request.cluster)
    for each in promised:
        if each.cluster_id.lower() not in names:
            raise VerifyError(f"The sandbox no longer has the cluster {each.cluster}: run up once more.")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(project=project, stack=name, kubeconfig=Path(folder) / "kubeconfig") as where,
    ):
        yield tuple(
            _World(
                source=partial(LiveCluster.of_address, f"{where.base}/clusters/{names[each.cluster_id.lower()]}"),
                expected=each,
                arm=where.base,
            )
            for each in promised
        )


def _azure(request: Request, world: _World) -> tuple[AzureFacts | None, str]:
    """Read Azure, or say why not."""
    if request.stack is None:
        return None, ""
    if not request.azure:
        why = "saved objects were read; --azure reads Azure too" if request.saved else "it was not asked (--no-azure)"
        return None, f"Azure: {why}"
    from aksnet.verify.azure_reader import read

    try:
        return read(world.expected, base_url=world.arm), ""
    except Unavailable as reason:
        return None, f"Azure: {reason}"
