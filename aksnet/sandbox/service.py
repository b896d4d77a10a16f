# ruff: noqa: N802 - gRPC names its methods in CamelCase
"""What both simulated providers share: the gRPC methods, each ending in one message whatever happens.

Leaves out every answer that depends on the cloud: `aksnet.sandbox.azure` and `aksnet.sandbox.kube` give those. Secrets
are not accepted, so the engine strips them before the call and marks the same properties again after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent import futures
from functools import wraps
from importlib import metadata
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from aksnet.sandbox.sandbox_errors import Refusal, SandboxError
from aksnet.sandbox.wire import decode

_MESSAGE_LIMIT = 400 * 1024 * 1024
_R = TypeVar("_R")
Context = grpc.ServicerContext


def guarded(method: Callable[[Any, Any, Context], _R]) -> Callable[[Any, Any, Context], _R]:
    """Let an RPC end in an answer or in one message, never in a stack trace."""

    @wraps(method)
    def call(self: Any, request: Any, context: Context) -> _R:
        try:
            return method(self, request, context)
        except Refusal as refusal:
            _abort(context, grpc.StatusCode.FAILED_PRECONDITION, self.told(refusal))
        except SandboxError as fault:
            _abort(context, grpc.StatusCode.FAILED_PRECONDITION, str(fault))
        except Exception as fault:
            where = f"{method.__name__} of {getattr(request, 'urn', '') or getattr(request, 'tok', '')}".strip()
            text = " ".join(str(fault).split())
            _abort(
                context,
                grpc.StatusCode.INTERNAL,
                f"the sandbox failed at {where} (bug): {type(fault).__name__}: {text}",
            )

    return call


def _abort(context: Context, code: grpc.StatusCode, text: str) -> NoReturn:
    context.abort(code, text)
    raise AssertionError("abort always raises")


def failures(problems: list[tuple[str, str]]) -> list[provider_pb2.CheckFailure]:
    """Turn (dotted path, reason) pairs into the engine's check failures."""
    return [provider_pb2.CheckFailure(property=path, reason=reason) for path, reason in problems]


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """The methods whose answers are the same for both providers."""

    package = ""

    def told(self, refusal: Refusal) -> str:
        """Return a refusal as the service words it, with its code."""
        return str(refusal)

    @guarded
    def Attach(self, _request: plugin_pb2.PluginAttach, _context: Context) -> empty_pb2.Empty:
        """Accept the engine that attaches; nothing is needed from it."""
        return empty_pb2.Empty()

    @guarded
    def Handshake(
        self, _request: provider_pb2.ProviderHandshakeRequest, _context: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Return what the provider can take: plain values only."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=False, accept_resources=False, accept_outputs=False
        )

    @guarded
    def GetPluginInfo(self, _request: empty_pb2.Empty, _context: Context) -> plugin_pb2.PluginInfo:
        """Report the version that the installed SDK asks for."""
        return plugin_pb2.PluginInfo(version=metadata.version(self.package))

    @guarded
    def CheckConfig(self, request: provider_pb2.CheckRequest, _context: Context) -> provider_pb2.CheckResponse:
        """Take any provider configuration."""
        return provider_pb2.CheckResponse(inputs=request.news)

    @guarded
    def Cancel(self, _request: empty_pb2.Empty, _context: Context) -> empty_pb2.Empty:
        """Nothing runs long enough to be cancelled."""
        return empty_pb2.Empty()

    def configured(self) -> provider_pb2.ConfigureResponse:
        """Return the answer to Configure: previews are computed here, secrets stay with the engine."""
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )


def config_of(request: provider_pb2.ConfigureRequest) -> dict[str, Any]:
    """Return a provider's configuration by plain names, whichever way the engine sent it."""
    plain = {key.rsplit(":", 1)[-1]: value for key, value in request.variables.items()}
    return {**plain, **decode(request.args)}


class Serving:
    """The two providers listening on loopback ports until closed."""

    def __init__(
        self, providers: dict[str, Provider], interceptors: Sequence[grpc.ServerInterceptor[Any, Any]] = ()
    ) -> None:
        self._ports: dict[str, int] = {}
        self._servers: list[grpc.Server] = []
        for name, provider in providers.items():
            server = grpc.server(
                futures.ThreadPoolExecutor(max_workers=32, thread_name_prefix="sandbox"),
                interceptors=list(interceptors),
                options=[
                    ("grpc.max_receive_message_length", _MESSAGE_LIMIT),
                    ("grpc.max_send_message_length", _MESSAGE_LIMIT),
                    # Two runs must never share a port, however they race.
                    ("grpc.so_reuseport", 0),
                ],
            )
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
            self._ports[name] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            self._servers.append(server)

    @property
    def attach(self) -> str:
        """The value of PULUMI_DEBUG_PROVIDERS."""
        return ",".join(f"{name}:{port}" for name, port in self._ports.items())

    def close(self) -> None:
        """Stop listening."""
        for server in self._servers:
            server.stop(grace=0.5).wait(2)
