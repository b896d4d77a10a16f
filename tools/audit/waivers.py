"""What stays as scanners do not like it, and why: by scanner and check. A reason that nothing needs fails the audit."""

from typing import Final

_BEYOND: Final = "storage and add-ons are no part of a network"
WAIVED: Final[dict[tuple[str, str], str]] = {
    ("checkov", "CKV_AZURE_141"): (
        "prod's sample workloads are declared with the cluster's own credentials, so that its first run needs no "
        "plug-in; entra and localAccounts: false change that, as in landingzone"
    ),
    ("checkov", "CKV_AZURE_172"): f"there is no Secrets Store CSI driver here whose secrets could rotate: {_BEYOND}",
    ("checkov", "CKV_AZURE_226"): f"which disk a node has is AKS's choice by the size of its machine: {_BEYOND}",
    ("checkov", "CKV_AZURE_227"): (
        f"encryption at the host has to be registered for the subscription first, or the run fails: {_BEYOND}"
    ),
    ("checkov", "CKV_AZURE_4"): f"where logs go is a workspace of the platform's: {_BEYOND}",
    ("checkov", "CKV_AZURE_6"): (
        "landingzone's API server has no public address, and no ranges may be named then; in prod its user chooses "
        "between that and the ranges of an own network, which the head of the file says"
    ),
    (
        "checkov",
        "CKV_AZURE_8",
    ): "the add-on is off where nobody asks for it, and AKS has it no longer since Kubernetes 1.19",
    ("kube-score", "container-ephemeral-storage-request-and-limit"): (
        "the samples write to empty volumes of some kilobytes; a limit would tell a reader nothing of networks"
    ),
    ("kube-score", "container-image-pull-policy"): (
        "a tag with a full version is not moved, and Docker Hub counts every pull of the address that all nodes share"
    ),
    ("kube-score", "container-security-context-user-group-id"): (
        "101 and 1000 are the users that the images are built for; neither is root, and files in them belong to those"
    ),
    ("kube-score", "deployment-has-poddisruptionbudget"): (
        "a sample that keeps a node from being drained would be in the way of the upgrades that it is there to show"
    ),
    ("kube-score", "pod-networkpolicy"): (
        "whom pods may reach is the platform's to say: a policy of the program's would decide for every namespace"
    ),
    ("kube-score", "pod-probes-identical"): "both servers have one page, and are ready as soon as they live",
}
