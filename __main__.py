"""The Pulumi program: read the configuration, declare one AksNetwork, export; a refusal is one message."""

from typing import Any

import pulumi

from aksnet.diff.own_resources import NETWORK_NAME
from aksnet.errors import AksnetError
from components import AksNetwork, ArgumentsRefused
from stacks.config import location, raw_settings
from stacks.ending import refuse
from stacks.references import with_referred_outputs
from stacks.secrets import with_secrets

try:
    settings: Any = {
        **with_secrets(with_referred_outputs(raw_settings())),
        "location": location(),
        "base_name": pulumi.get_stack(),
    }
    network = AksNetwork(NETWORK_NAME, settings, once_at_the_top=True)
except ArgumentsRefused as error:
    refuse(str(error.reason))
except AksnetError as error:
    refuse(str(error))

for key, value in network.outputs.items():
    pulumi.export(key, value)
