"""The provider process of the package: what an engine starts for a program in any language."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from components.package_provider import serve

if __name__ == "__main__":
    serve()
