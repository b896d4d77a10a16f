"""What runs in a simulated cluster, worked out from the subscription: nodes, pods, addresses, system objects.

Nothing here is stored and nothing here writes: the same subscription gives the same objects each time. Processor and
memory are not counted, volumes, autoscaling and rollouts are not played, and of Helm charts only Cilium's is known.
"""

from aksnet.sandbox.cluster.cluster_model import Objects, objects_of
from aksnet.sandbox.cluster.kinds import ApiKind

__all__ = ["ApiKind", "Objects", "objects_of"]
