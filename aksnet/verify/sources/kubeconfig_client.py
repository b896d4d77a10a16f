"""A client out of a kubeconfig, with the official package's own rules; whatever is wrong with it is one message.

What the package or the YAML reader says may quote the kubeconfig, which holds secrets, so it is told only in part.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from kubernetes import client, config
from kubernetes.config.config_exception import ConfigException

from aksnet.errors import UsageError
from aksnet.verify.verify_errors import VerifyError

# A kubeconfig of another shape than expected fails anywhere in the package.
_WRONG: Final = (ConfigException, OSError, ValueError, TypeError, AttributeError, KeyError, IndexError, yaml.YAMLError)
_LOGIN: Final = "https://learn.microsoft.com/azure/aks/kubelogin-authentication"


def of_file(path: Path | None, context: str | None) -> client.ApiClient:
    """Open a kubeconfig's context; no path means kubectl's own rules."""
    name = path or "(default)"
    try:
        with _login_program(f"The kubeconfig {name}"):
            api: client.ApiClient = config.new_client_from_config(str(path) if path else None, context)
    except _WRONG as fault:
        raise UsageError(f"The kubeconfig {name} cannot be used: {_said(fault)}") from None
    return api


def of_text(kubeconfig: str, context: str | None) -> client.ApiClient:
    """Open a kubeconfig that is in no file, and is put in none."""
    try:
        with _login_program("The stack's kubeconfig"):
            document = yaml.safe_load(kubeconfig)
            api: client.ApiClient = config.new_client_from_config_dict(document, context, persist_config=False)
    except _WRONG as fault:
        raise VerifyError(f"The stack's kubeconfig cannot be used ({type(fault).__name__}).") from None
    return api


@contextlib.contextmanager
def _login_program(whose: str) -> Iterator[None]:
    """Make an error of a program that a kubeconfig logs in with: the package only logs it, and goes on without."""
    root, heard = logging.getLogger(), _Heard()
    root.addHandler(heard)
    try:
        yield
    finally:
        root.removeHandler(heard)
    if heard.said:
        raise VerifyError(
            f"{whose} logs in with a program that does not work: {heard.said[0]}. Install it or log in with it "
            f"({_LOGIN})."
        )


class _Heard(logging.Handler):
    """Keeps what the package logs while it opens a kubeconfig."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(" ".join(record.getMessage().split()).rstrip("."))


def _said(fault: Any) -> str:
    if isinstance(fault, yaml.YAMLError):
        mark = getattr(fault, "problem_mark", None)
        return f"it is not YAML (line {mark.line + 1})" if mark else "it is not YAML"
    if isinstance(fault, ConfigException):
        # An entry that lacks something is quoted from its first brace on.
        return str(fault).partition("{")[0].strip()
    if isinstance(fault, OSError):
        return fault.strerror or type(fault).__name__
    return "it is no kubeconfig: it is not of the form that kubectl writes"
