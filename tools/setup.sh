#!/bin/sh
# Finds any Python and hands over to setup.py, which finds the right one.
set -eu
cd "$(dirname "$0")/.."
start() {
    for python in python3 python3.13 python3.12 python3.11 python; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
            exec "$python" tools/setup.py "$@"
        fi
    done
}
start "$@"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Python ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update >/dev/null 2>&1 || true # older lists may still do
    if apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends python3 python3-venv >/dev/null 2>&1; then
        start "$@"
    fi
fi
echo "Python 3.11 or later is needed. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2
exit 1
