"""Programs without components or planning that declare what another program does; `tools.bench_engine` runs them."""
