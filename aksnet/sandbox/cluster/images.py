"""What a kubelet finds out about a container's user when it starts: the fault that no API server sees before.

Knows the users of the images that this project's workloads use; any other image is taken to be right.
"""

from __future__ import annotations

from typing import Final

from aksnet.arm.values import Json, as_dict

# https://hub.docker.com/_/nginx, https://hub.docker.com/r/nginxinc/nginx-unprivileged and the Dockerfile of
# https://github.com/paulbouwer/hello-kubernetes: the user of each image, 0 being root.
_USERS: Final[dict[str, int | str]] = {
    "nginx": 0,
    "library/nginx": 0,
    "nginxinc/nginx-unprivileged": 101,
    "paulbouwer/hello-kubernetes": "node",
}


def start_fault(pod: Json, container: Json) -> str | None:
    """Return why a container cannot be made, in the kubelet's words, or nothing."""
    context = as_dict(pod.get("securityContext")) | as_dict(container.get("securityContext"))
    if not context.get("runAsNonRoot"):
        return None
    user = context.get("runAsUser")
    if user is not None:
        return "container's runAsUser breaks non-root policy" if int(user) == 0 else None
    built_with = _USERS.get(_repository(str(container.get("image"))))
    if built_with == 0:
        return "container has runAsNonRoot and image will run as root"
    if isinstance(built_with, str):
        return (
            f"container has runAsNonRoot and image has non-numeric user ({built_with}), cannot verify user is non-root"
        )
    return None


def _repository(image: str) -> str:
    """Return an image's repository without registry, tag and digest."""
    path = image.split("@")[0]
    first, slash, rest = path.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        path = rest
    return path.rpartition(":")[0] or path
