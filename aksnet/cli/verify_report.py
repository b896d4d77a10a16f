"""Writes what `aksnet verify` found: one report of all clusters, in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from typing import TextIO

    from aksnet.verify.verdicts import Judged


class Format(StrEnum):
    """How the report is written."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"


def show(
    judged: Sequence[Judged], form: Format, output: Path | None, *, pods: bool, accept_unproved: bool = False
) -> None:
    """Write the report to the terminal or to a file; then how it ended is told beside it."""
    if output is None:
        _write(judged, form, sys.stdout, pods=pods, accept_unproved=accept_unproved)
        return
    with output.open("w", encoding="utf-8") as file:
        _write(judged, form, file, pods=pods, accept_unproved=accept_unproved)
    from aksnet.verify.report.wording import endings

    for line in endings(judged):
        typer.echo(line, err=True)


def _write(judged: Sequence[Judged], form: Format, file: TextIO, *, pods: bool, accept_unproved: bool) -> None:
    """Write one format; each brings in only what it needs."""
    match form:
        case Format.TABLE:
            from aksnet.verify.report.terminal_report import write_table

            write_table(judged, file, pods=pods)
        case Format.JSON:
            from aksnet.verify.report.json_document import write_json

            write_json(judged, file)
        case Format.JUNIT:
            from datetime import UTC, datetime

            from aksnet.verify.report.junit_report import write_junit

            write_junit(judged, file, datetime.now(UTC), accept_unproved=accept_unproved)
        case Format.MARKDOWN:
            from aksnet.verify.report.markdown_comment import markdown

            file.write(markdown(judged, pods=pods))
