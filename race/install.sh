#!/bin/sh
# Installs the rivals that come from the Python package index into race/.venv. CLP is a system package (Debian: coinor-clp).
set -eu
cd "$(dirname "$0")"
python3 -m venv .venv
.venv/bin/pip install --quiet --requirement requirements.txt
command -v clp >/dev/null || echo "no clp here; on Debian: apt-get install coinor-clp" >&2
