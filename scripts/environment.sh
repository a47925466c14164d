# environment.sh: sourced by ./mirnews and ./mirnews-test. Makes a virtual environment from a hash-locked file, once.
#
# Needs Python 3.11 or newer and pip; no uv, make or compiler. pip's own settings (mirror, proxy, certificates) hold.
# MIRNEWS_PYTHON names another Python, MIRNEWS_VENV another folder to keep the environments in.

say() { printf 'mirnews: %s\n' "$*" >&2; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    if [ -n "${MIRNEWS_PYTHON:-}" ] && ! is_new_enough "$MIRNEWS_PYTHON"; then
        say "MIRNEWS_PYTHON=$MIRNEWS_PYTHON is no Python 3.11 or newer"
        return 1
    fi
    for candidate in "${MIRNEWS_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if is_new_enough "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    say "Python 3.11 or newer is needed. On Debian or Ubuntu: apt-get install python3 python3-pip"
    return 1
}

# A folder for the environment that this user can write, or that is complete already.
venv_folder() { # name stamp
    if [ -n "${MIRNEWS_VENV:-}" ]; then
        printf '%s\n' "$MIRNEWS_VENV/$1"
    elif [ -w "$root" ] || is_complete "$root/$1" "$2"; then
        printf '%s\n' "$root/$1"
    else
        printf '%s\n' "${XDG_CACHE_HOME:-${HOME:?set HOME, or MIRNEWS_VENV to a folder for the environment}/.cache}/mirnews/$(printf '%s' "$root" | cksum | cut -d' ' -f1)$1"
    fi
}

# An empty environment: plain venv; without ensurepip, venv and this Python's pip; at last, virtualenv from pip.
make_venv() { # python folder
    if [ -e "$2" ] && [ ! -e "$2/pyvenv.cfg" ] && [ -n "$(ls -A "$2")" ]; then
        say "$2 holds something else; it is left alone. Name another folder with MIRNEWS_VENV"
        return 1
    fi
    rm -rf "$2"
    if "$1" -m venv "$2" >/dev/null 2>&1 && "$2/bin/python" -m pip --version >/dev/null 2>&1; then
        return 0
    fi
    rm -rf "$2"
    if "$1" -m venv --without-pip "$2" >/dev/null 2>&1 &&
        "$1" -m pip --python "$2/bin/python" --version >/dev/null 2>&1; then
        return 0
    fi
    rm -rf "$2" "$2.tool"
    if "$1" -m pip install -q --target "$2.tool" virtualenv >&2 && PYTHONPATH="$2.tool" "$1" -m virtualenv -q "$2" >&2; then
        rm -rf "$2.tool"
        return 0
    fi
    rm -rf "$2.tool"
    say "no virtual environment could be made. On Debian or Ubuntu: apt-get install python3-venv (or python3-pip)"
    return 1
}

# The lock names every package, so pip need not look for any other. Ended with us when we are ended.
install_lock() { # python folder lockfile
    lockfile=$3
    if "$2/bin/python" -m pip --version >/dev/null 2>&1; then
        set -- "$2/bin/python" -m pip
    else
        set -- "$1" -m pip --python "$2/bin/python"
    fi
    "$@" install -q --no-deps --only-binary :all: --require-hashes -r "$lockfile" >&2 &
    installing=$!
    trap 'kill "$installing" 2>/dev/null; exit 143' TERM HUP
    trap 'kill "$installing" 2>/dev/null; exit 130' INT
    wait "$installing"
    installed=$?
    trap - TERM HUP INT
    return "$installed"
}

# Is the folder complete for this lock, and its Python still there? Whichever Python made it will do.
is_complete() { # folder stamp
    [ "$(cat "$1/.mirnews-stamp" 2>/dev/null)" = "$2" ] && is_new_enough "$1/bin/python"
}

# Sets $venv to a complete environment for requirements/$1.lock in the folder named $2.
ensure_environment() {
    lock="$root/requirements/$1.lock"
    stamp=$(cksum <"$lock")
    venv=$(venv_folder "$2" "$stamp") || return 1
    is_complete "$venv" "$stamp" && return 0
    python=$(find_python) || return 1
    mkdir -p "$(dirname "$venv")"
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$venv.lock"
        flock -n 9 || { say "another set-up of $venv is running; waiting for it" && flock 9; }
        is_complete "$venv" "$stamp" && { exec 9>&-; return 0; }
    fi
    say "setting up $venv from requirements/$1.lock (once, about a minute)"
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
    export PIP_DISABLE_PIP_VERSION_CHECK PIP_ROOT_USER_ACTION
    make_venv "$python" "$venv" || return 1
    if ! install_lock "$python" "$venv" "$lock"; then
        rm -rf "$venv"
        say "the packages could not be installed; is a package index reachable? pip's settings (index-url, proxy) are honoured"
        return 1
    fi
    printf '%s' "$stamp" >"$venv/.mirnews-stamp"
    { exec 9>&-; } 2>/dev/null || true
}
