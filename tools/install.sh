#!/bin/sh
# Makes .venv and installs smockproxy into it, editable. Quick when nothing is to do.
# Usage: tools/install.sh [dev]     PYTHON=… chooses the Python
set -eu
cd "$(dirname "$0")/.."
extra=${1:-}
venv=.venv
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1

fail() {
    echo "smockproxy: $1" >&2
    exit 1
}

# A pyenv shim is there even if it cannot start a Python: only running it tells.
can() {
    "$1" -c "$2" >/dev/null 2>&1
}

find_python() {
    too_bare=
    for candidate in ${PYTHON:-python3 python3.19 python3.18 python3.17 python3.16 python3.15 python3.14 python3.13 python3.12}; do
        can "$candidate" 'import sys; sys.exit(sys.version_info < (3, 12))' || continue
        if can "$candidate" 'import venv, ensurepip'; then
            echo "$candidate"
            return
        fi
        too_bare=${too_bare:-$candidate}
    done
    [ -z "$too_bare" ] || fail "$too_bare has no venv module: install it (Debian, Ubuntu: apt install python3-venv)."
    [ -z "${PYTHON:-}" ] || fail "PYTHON=$PYTHON is no Python 3.12 or newer that runs."
    fail "Python 3.12 or newer is missing: install it, or name it with PYTHON=/path/to/python3.12."
}

# The copy of pyproject.toml says what is installed; it lives and dies with the environment.
is_installed() {
    cmp -s pyproject.toml "$venv/installed$1.toml"
}

if ! can "$venv/bin/python" 'import sys; sys.exit(sys.version_info < (3, 12))'; then
    python=$(find_python)
    echo "Making $venv with $("$python" --version) …" >&2
    "$python" -m venv --clear "$venv"
fi
if is_installed -dev || { [ -z "$extra" ] && is_installed ""; }; then
    exit 0
fi
echo "Installing smockproxy into $venv (once; a minute or so) …" >&2
can "$venv/bin/python" 'import pip' || "$venv/bin/python" -m ensurepip >/dev/null
"$venv/bin/python" -m pip install -qq --editable ".${extra:+[$extra]}"
cp pyproject.toml "$venv/installed${extra:+-$extra}.toml"
