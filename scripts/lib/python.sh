# Virtual environments in target/, made anew only when what belongs into them changes, and the interpreters of a machine.
# Sourced, by bash, from the root of the clone, after apt.sh.

# The CPythons that the package is for.
readonly PYTHON_VERSIONS=(3.9 3.10 3.11 3.12 3.13 3.14 3.15 3.13t 3.14t 3.15t)

# venv NAME REQUIREMENTS: makes target/NAME with exactly what the file lists.
venv() {
    local venv=target/$1 stamp
    stamp=$(python3 --version; cat "$2")
    [ "$(cat "$venv/stamp" 2>/dev/null)" = "$stamp" ] && return 0
    say "Making $venv"
    rm -rf "$venv"
    python3 -m venv "$venv" || fail "python3 -m venv failed; on Debian install python3-venv (scripts/setup python does)"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$2"
    printf '%s' "$stamp" >"$venv/stamp"
}

# Prints the command of each CPython of those versions that is there, one a line.
pythons() {
    local version
    for version in "${PYTHON_VERSIONS[@]}"; do
        python_of "$version" || continue
    done
}

# Prints the versions that are not there.
missing_pythons() {
    local version
    for version in "${PYTHON_VERSIONS[@]}"; do
        python_of "$version" >/dev/null || printf '%s\n' "$version"
    done
}

# Prints the command of a version: one on the PATH, or one that pyenv has installed without having put it there.
python_of() {
    local name=python$1 installed
    if runs "$name"; then
        printf '%s\n' "$name"
        return
    fi
    have pyenv || return 1
    installed=$(pyenv whence "$name" 2>/dev/null | tail -n 1)
    [ -n "$installed" ] && printf '%s\n' "$(pyenv root)/versions/$installed/bin/$name"
}

# A command may be there and name no interpreter, as version managers' do.
runs() { have "$1" && "$1" -c '' >/dev/null 2>&1; }
