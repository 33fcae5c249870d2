"""`python -m tests.bench [NAME ...] [--rounds N]`: print the measurements as one JSON object."""

import argparse
import contextlib
import importlib
import json
import sys
from pathlib import Path

from tests.bench.frame import machine, measure, registered


def main() -> int:
    """Measure and print; progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="benchmarks to run (all without a name)")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="leave out those that take minutes")
    options = parser.parse_args()
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{path.stem}")
    try:
        wanted = registered(options.names)
    except KeyError as unknown:
        parser.error(f"no benchmark {unknown}; there are {', '.join(bench.name for bench in registered())}")
    results = {}
    for bench in wanted:
        if options.quick and bench.rounds:
            continue
        print(f"{bench.name} against {bench.rival} ...", file=sys.stderr)
        # Only the JSON goes to standard output; setting up a database is chatty.
        with contextlib.redirect_stdout(sys.stderr):
            results[bench.name] = measure(bench, rounds=options.rounds)
    print(json.dumps({"machine": machine(), "benchmarks": results}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
