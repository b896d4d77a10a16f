"""The Pulumi program: read the settings, plan, ask what would be lost, declare, export; a refusal is one message."""

from functools import cache

import pulumi

from aksnet.errors import AksnetError
from aksnet.plan.budget import stack_budget
from aksnet.planning import make_checked_plan
from stacks.config import location, raw_settings
from stacks.declared_contents import declare_workloads
from stacks.ending import refuse
from stacks.guard import guard, running_versions
from stacks.outputs import export_outputs
from stacks.own_state import read_checkpoint
from stacks.platform import declare_platform
from stacks.secrets import read_secrets

settings = raw_settings()
try:
    secrets = read_secrets(settings)
except AksnetError as error:
    refuse(str(error))
try:
    # Reading the state adds an entry to it, so that it waits for settings that are right.
    checkpoint = cache(read_checkpoint)
    checked = make_checked_plan(
        settings, stack=pulumi.get_stack(), location=location(), running=lambda: running_versions(checkpoint())
    )
    plan = secrets.protected(guard(checked.plan, checkpoint()))
except AksnetError as error:
    refuse(secrets.masked(str(error)))

platform = declare_platform(plan, secrets.tags(plan.tags))
contents = {cluster.plan.key: inside for cluster in platform.clusters if (inside := declare_workloads(cluster))}
export_outputs(platform, contents, stack_budget(plan))
