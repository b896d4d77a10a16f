"""Deals stacks out to a few jobs that preview them side by side, and puts their results into one table again.

python -m tools.ci.shards deal --most 8            gives the output `shards`, for a matrix
python -m tools.ci.shards gather --results FOLDER  writes the table; ends with 1 where a stack failed or is missing
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from aksnet.report.markdown_text import code, escape
from aksnet.report.preview_document import PreviewDocument
from tools.ci.network_comment import read_results
from tools.ci.step_output import write_output, write_summary
from tools.ci.touched_stacks import stack_names

_MOST_ERROR = 300


def deal(stacks: Sequence[str], most: int) -> list[dict[str, object]]:
    """Return at most so many shards that differ by one stack at most; none without stacks."""
    count = min(most, len(stacks))
    return [{"shard": number + 1, "stacks": list(stacks[number::count])} for number in range(count)]


def table(previews: Sequence[PreviewDocument], expected: Sequence[str]) -> tuple[str, bool]:
    """Return the table of all expected stacks, those that failed first, and whether all is well."""
    found = {each.stack: each for each in previews}
    rows, well = [], True
    for stack in sorted(expected, key=lambda name: (name in found and found[name].ok, name)):
        preview = found.get(stack)
        well = well and preview is not None and preview.ok
        told = "**no result**" if preview is None else preview.told if preview.ok else "**failed**"
        why = escape(preview.errors[0].splitlines()[0][:_MOST_ERROR]) if preview and preview.errors else ""
        seconds = f"{preview.seconds:.1f}" if preview else "–"
        rows.append(f"| {code(stack)} | {told} | {seconds} | {why} |")
    head = "| stack | preview in the sandbox | seconds | why |\n| --- | --- | ---: | --- |"
    return "\n".join([head, *rows]), well


def main() -> None:
    """Deal out, or gather."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["deal", "gather"])
    parser.add_argument("--most", type=int, default=8, help="how many shards there may be")
    parser.add_argument("--results", type=Path, help="the folder with what the shards found")
    given = parser.parse_args()
    if given.what == "deal":
        write_output("shards", deal(stack_names(), given.most))
        return
    text, well = table(read_results(given.results)[1], stack_names())
    write_summary(text)
    sys.exit(not well)


if __name__ == "__main__":
    main()
