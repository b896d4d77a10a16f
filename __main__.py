"""The Pulumi program: read the settings, plan, declare, export; wrong settings end in one message."""

import pulumi

from aksnet.planning import make_plan
from aksnet.settings.problems import SettingsError
from stacks.config import location, raw_settings
from stacks.outputs import export_outputs
from stacks.platform import declare_platform
from stacks.workloads import declare_workloads

try:
    plan = make_plan(raw_settings(), stack=pulumi.get_stack(), location=location())
except SettingsError as error:
    raise pulumi.RunError(str(error)) from None

platform = declare_platform(plan)
contents = {cluster.plan.key: inside for cluster in platform.clusters if (inside := declare_workloads(cluster))}
export_outputs(platform, contents)
