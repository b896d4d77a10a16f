"""The package's provider as a process that an engine attaches to: prints its port, and ends when its input does."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import grpc.aio
from google.protobuf import empty_pb2
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2_grpc

from components.package_provider import PackageProvider


class Servicer(ProviderServicer):
    """The SDK's servicer, which learns where the engine is when that attaches."""

    async def Attach(self, request: Any, _context: Any) -> empty_pb2.Empty:  # noqa: N802 - gRPC's name
        self.engine_address = request.address
        return empty_pb2.Empty()


async def serve() -> None:
    """Serve until standard input is closed."""
    server = grpc.aio.server()
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(PackageProvider(), [], ""), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)  # noqa: T201 - what the caller reads
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)


if __name__ == "__main__":
    asyncio.run(serve())
