"""Active checks: only when asked for, short-lived pods of our own try what the other checks can only infer.

Everything happens in a namespace of its own that is removed whatever happens. `run` makes the checks, `cleanup` removes
what a killed run left, `ROWS` says what each check proves. Written against a small protocol (`api`) and tried on a
cluster in memory and with a real shell; no real cluster was at hand where this was written.
"""

from aksnet.verify.active.api import Api, ApiError
from aksnet.verify.active.namespace import cleanup
from aksnet.verify.active.probe_options import IMAGE, URL, Options
from aksnet.verify.active.probe_session import ROWS, run, undone

__all__ = ["IMAGE", "ROWS", "URL", "Api", "ApiError", "Options", "cleanup", "run", "undone"]
