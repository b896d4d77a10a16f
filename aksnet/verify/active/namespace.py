"""A namespace of our own for as long as a block runs: whatever happens in it, the namespace goes, with all it holds.

Only a kill -9 or a lost connection leaves one behind; its pods end by their deadline, and `cleanup` removes it.
"""

from __future__ import annotations

import re
import secrets
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from aksnet.verify.active.api import Api, ApiError, Manifest
from aksnet.verify.active.probe_options import Clock

PREFIX: Final = "aksnet-verify-"
LABEL: Final = "app.kubernetes.io/managed-by"
OWNER: Final = "aksnet-verify"
_OURS: Final = re.compile(re.escape(PREFIX) + r"[a-z0-9]{6}")
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_GONE_WITHIN: Final = 120.0
_HANG_UP: Final = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
_TERMINATING: Final = (signal.SIGTERM, *_HANG_UP)
"""What ends a Python program at once: kill, and a terminal or SSH connection that is closed."""
_ENDING: Final = (*_TERMINATING, signal.SIGINT)


class LeftOverError(ApiError):
    """A namespace could not be removed."""


def new_name() -> str:
    """Return a name that no earlier run used."""
    return PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(6))


def manifest(name: str, level: str) -> Manifest:
    """Return the namespace; the level is the Pod Security standard that it enforces."""
    labels = {LABEL: OWNER, "pod-security.kubernetes.io/enforce": level}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


@contextmanager
def own_namespace(api: Api, level: str, clock: Clock) -> Iterator[str]:
    """Make a namespace and remove it at the end: after success, any exception, Ctrl-C, SIGTERM or SIGHUP."""
    name = new_name()
    with _terminating_is_an_exception():
        made = True
        try:
            try:
                # Inside the block: a request that is interrupted may have been carried out all the same.
                api.create(manifest(name, level))
            except ApiError as fault:
                made = not fault.refused
                raise
            yield name
        finally:
            if made:
                with _undisturbed():
                    remove(api, name, clock)


def remove(api: Api, name: str, clock: Clock) -> None:
    """Delete a namespace and wait until it is gone."""
    until = clock.now() + _GONE_WITHIN
    said, asked = f"it is still being removed after {_GONE_WITHIN:.0f} s", False
    while clock.now() < until:
        try:
            if not asked:
                api.delete_namespace(name)
                asked = True
            if api.get("Namespace", name) is None:
                return
        except ApiError as fault:
            said = str(fault)
            if fault.refused:
                break
        clock.sleep(2.0)
    raise LeftOverError(f"namespace {name} is left over: {said}. Run again with --cleanup, or delete it")


def cleanup(api: Api, clock: Clock | None = None) -> list[str]:
    """Remove what earlier runs left and return the names; a namespace needs our label and a name of our form."""
    names = sorted(str(each["metadata"]["name"]) for each in api.namespaces(f"{LABEL}={OWNER}"))
    ours = [name for name in names if _OURS.fullmatch(name)]
    for name in ours:
        remove(api, name, clock or Clock())
    return ours


@contextmanager
def _terminating_is_an_exception() -> Iterator[None]:
    """SIGTERM and SIGHUP end a Python program at once, past every `finally`; here they unwind like Ctrl-C.

    Who ignores one, as nohup does, goes on ignoring it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    heeded = [each for each in _TERMINATING if signal.getsignal(each) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heeded}
    try:
        yield
    finally:
        _put_back(before)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C, from somebody impatient, must not stop the removal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDING}
    try:
        yield
    finally:
        _put_back(before)


def _put_back(handlers: Mapping[int, Any]) -> None:
    for number, handler in handlers.items():
        # A handler that Python did not set cannot be put back by Python.
        signal.signal(number, signal.SIG_DFL if handler is None else handler)
