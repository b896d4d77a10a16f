"""Traps of a choice: what works today and is in the way later. What retires is in `aksnet.rules.radar`."""

from collections.abc import Iterator

from aksnet.settings.settings import Settings


def warnings(settings: Settings) -> Iterator[str]:
    """Yield one sentence per thing that deserves a warning, each with the path of its setting."""
    for key, cluster in sorted(settings.clusters.items()):
        path = f"clusters.{key}"
        if cluster.private_cluster and cluster.workloads:
            yield (
                f"{path}.workloads: the API server is private, so `pulumi up` must run inside the VNet, or in a "
                "network peered with it, to declare them"
            )
        if cluster.ip_masq_extra_cidrs:
            yield (
                f"{path}.ipMasqExtraCidrs: a custom ip-masq configuration prevents a later move to overlay; remove it "
                "before that"
            )
