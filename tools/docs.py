"""`python -m tools.docs`: write the pages that are generated from the code; `make docs` calls it.

A test compares the committed pages with what this writes.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from aksnet.settings.schema import stack_file_schema
from tools.docs_map import pictures
from tools.docs_modes import modes_page
from tools.docs_moves import moves_page
from tools.docs_problems import problems_page
from tools.docs_settings import settings_page
from tools.docs_verify import verify_page
from tools.package_arguments import argument_files
from tools.policy_facts import retiring_values
from tools.raw_table import raw_arguments

ROOT = Path(__file__).resolve().parent.parent


def pages() -> Mapping[str, str]:
    """Return the text of every generated page by its path below the checkout."""
    from components.package_provider import package_schema  # what the schema is read from may have to be written first

    return {
        **pictures(),
        "docs/modes.md": modes_page(),
        "docs/moves.md": moves_page(),
        "docs/problems.md": problems_page(),
        "docs/settings.md": settings_page(),
        "docs/verify.md": verify_page(),
        "docs/stack-file.schema.json": json.dumps(stack_file_schema(), indent=2) + "\n",
        **argument_files(),
        "package/schema.json": package_schema(),
        "policy/retiring.json": retiring_values(),
        "aksnet/azure/raw_arguments.json": raw_arguments(),
    }


if __name__ == "__main__":
    for generated in (argument_files, pages):
        for path, text in generated().items():
            (ROOT / path).write_text(text, encoding="utf-8")
