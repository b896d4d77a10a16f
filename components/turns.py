"""What a resource waits for because Azure writes one at a time, however long the row of them is.

The SDK looks for cycles before it takes a dependency, and walks by recursion through all that a resource depends on: a
row of a thousand subnets, of which a VNet may have three, ended in a RecursionError.
"""

import pulumi


class Before(pulumi.Resource):
    """Stands for a resource in `depends_on`: the same URN, and nothing to walk through behind it.

    Only for what cannot close a cycle: a row in the order in which it is declared.
    """

    def __init__(self, resource: pulumi.Resource) -> None:
        super().__init__("", "", custom=False, dependency=True)
        self.__dict__["urn"] = resource.urn
