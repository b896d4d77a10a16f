"""Which calls the sandbox lets the engine keep of a resource."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pulumi.runtime.proto import resource_pb2, source_pb2

from aksnet.engine import program, stack_traces
from aksnet.engine.run_log import plain

SANDBOX = Path(program.__file__).as_uri()


def request(*files: str) -> resource_pb2.RegisterResourceRequest:
    frames = [source_pb2.StackFrame(pc=source_pb2.SourcePosition(uri=file, line=1) if file else None) for file in files]
    return resource_pb2.RegisterResourceRequest(name="r", stackTrace=source_pb2.StackTrace(frames=frames))


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        (
            ["file:///a.py", "file:///__main__.py", "", SANDBOX, "file:///pool.py"],
            ["file:///a.py", "file:///__main__.py", ""],
        ),
        (["file:///callback.py", "file:///loop.py"], ["file:///callback.py", "file:///loop.py"]),
        ([], []),
    ],
    ids=["from the program", "from a callback", "none"],
)
def test_a_resource_is_registered_with_the_programs_own_calls(
    monkeypatch: pytest.MonkeyPatch, called: list[str], kept: list[str]
) -> None:
    sent: list[resource_pb2.RegisterResourceRequest] = []

    def register(each: resource_pb2.RegisterResourceRequest) -> str:
        sent.append(each)
        return "registered"

    monitor = SimpleNamespace(RegisterResource=register)
    monkeypatch.setattr(stack_traces, "get_monitor", lambda: monitor)
    answers: list[object] = []
    stack_traces.of_the_program(lambda: answers.append(monitor.RegisterResource(request(*called))))()
    assert answers == ["registered"]
    assert sent == [request(*kept)]


def test_a_registration_that_fails_is_told_without_a_line_of_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def register(_: resource_pb2.RegisterResourceRequest) -> None:
        raise OSError("shut down")

    monitor = SimpleNamespace(RegisterResource=register)
    monkeypatch.setattr(stack_traces, "get_monitor", lambda: monitor)
    stack_traces.of_the_program(lambda: None)()
    with pytest.raises(OSError, match="shut down") as failed:
        monitor.RegisterResource(request())
    frames = [f'  File "{each.path}", line {each.lineno + 1}, in {each.name}\n    …' for each in failed.traceback]
    told = plain("\n".join(["shut down", "Traceback (most recent call last):", *frames]))
    assert [line for line in told.splitlines() if str(Path(stack_traces.__file__)) in line] == []
    assert told.splitlines()[0] == "shut down"
    assert f'  File "{__file__}"' in told, "the program's own lines are told"
