"""Exports what the engine hands over, as the program's own reader sees it."""

import json

import pulumi

from stacks.config import location, raw_settings

# As one text: the engine itself would round numbers on their way out.
pulumi.export("raw", json.dumps(raw_settings(), sort_keys=True))
pulumi.export("location", location())
