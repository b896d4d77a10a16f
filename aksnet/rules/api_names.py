"""The name of a private API server: which DNS zone has it, and whether public DNS has it too."""

import re
from collections.abc import Iterator

from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def keys_of_private_clusters(context: Context) -> Iterator[Problem]:
    """A public API server's name is in public DNS, and in no zone."""
    for key, cluster in context.settings.clusters.items():
        for name, value in (("privateDnsZone", cluster.private_dns_zone), ("publicFqdn", cluster.public_fqdn)):
            if value is not None and not cluster.private_cluster:
                yield Problem(
                    kind=Kind.PRIVATE_KEY_UNUSED,
                    path=f"clusters.{key}.{name}",
                    value=value,
                    message="only with privateCluster: true; the name of a public API server is in public DNS",
                    cure="remove it, or write privateCluster: true",
                )


def names_somewhere(context: Context) -> Iterator[Problem]:
    """Without a private zone the API server has its name in public DNS, or none at all."""
    for key, cluster in context.settings.clusters.items():
        if cluster.private_cluster and cluster.private_dns_zone == "none" and cluster.public_fqdn is False:
            yield Problem(
                kind=Kind.NO_NAME,
                path=f"clusters.{key}.publicFqdn",
                value=False,
                message="true where privateDnsZone is none: nothing else would have the API server's name",
                cure="write publicFqdn: true, or a zone",
                code="NonePrivateDNSZonePublicFQDNDisabledError",
            )


def names_of_zones(context: Context) -> Iterator[Problem]:
    """A zone of one's own bears the name that private API servers of the region have, or one below it."""
    region = re.sub(r"\s", "", context.layout.location).lower()
    for key, cluster in context.settings.clusters.items():
        zone = cluster.private_dns_zone or ""
        name = zone.rsplit("/", 1)[-1].lower()
        link = "private" if cluster.api_server_subnet is not None else "privatelink"
        wanted = f"{link}.{region}.azmk8s.io"
        taken = f"private(link)?.{region}.azmk8s.io" if link == "private" else wanted
        fits = re.fullmatch(rf"([a-z0-9-]{{1,32}}\.)?{taken.replace('.', chr(92) + '.')}", name)
        if cluster.private_cluster and zone.startswith("/") and region and not fits:
            yield Problem(
                kind=Kind.ZONE_NAME,
                path=f"clusters.{key}.privateDnsZone",
                value=zone,
                message=f"a zone of the name {wanted}, or one label before it",
                cure="name such a zone, and link it to the VNets that resolve the API server",
            )


def subdomains(context: Context) -> Iterator[Problem]:
    """Only in a zone of one's own is there a choice of the name."""
    for key, cluster in context.settings.clusters.items():
        own = cluster.private_cluster and (cluster.private_dns_zone or "").startswith("/")
        if cluster.fqdn_subdomain is not None and not own:
            yield Problem(
                kind=Kind.SUBDOMAIN_UNUSED,
                path=f"clusters.{key}.fqdnSubdomain",
                value=cluster.fqdn_subdomain,
                message="only in a private DNS zone of yours: anywhere else Azure makes the API server's name",
                cure="write privateCluster: true and the ARM id of the zone as privateDnsZone, or remove it",
            )


RULES = (keys_of_private_clusters, names_somewhere, names_of_zones, subdomains)
