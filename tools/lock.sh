#!/bin/sh
# Writes the two lock files from pyproject.toml: runtime.lock for a server, dev.lock for everything else (with the
# embedded PostgreSQL and Valkey, and the tools). They pin names, versions and hashes only.
# Needs `uv` on PATH; it is used for this and nothing else.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate "$@"; }
compile pyproject.toml -o requirements/runtime.lock
compile --extra embedded --group dev pyproject.toml -c requirements/runtime.lock -o requirements/dev.lock
