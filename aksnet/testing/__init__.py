"""For tests of programs that use AksNetwork: record them without an engine, or run them in the sandbox on a real one.

`record` tells what a piece of program declares: no engine, no network, a second. `record_project` does so with a whole
project. `Sandbox` runs a project against a simulated Azure, which answers as Azure would: it needs the extra `sandbox`.
"""

from aksnet.testing.project import record_project
from aksnet.testing.recorded import Recorded, Secret
from aksnet.testing.recording import Recording, record
from aksnet.testing.sandboxed import Sandbox

__all__ = ["Recorded", "Recording", "Sandbox", "Secret", "record", "record_project"]
