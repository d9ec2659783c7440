# What the scripts share: plain messages, and Debian packages installed only where they are missing.
# Sourced, by bash.

# Prints a step.
say() { printf '==> %s\n' "$*"; }

# Prints that a check was left out, so that nobody takes silence for success.
left_out() { printf '\n*** LEFT OUT: %s\n\n' "$*" >&2; }

# Ends with what was wrong and how to mend it.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        return 1
    fi
}

is_debian() { have apt-get && have dpkg-query; }

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

# Installs the packages of these names that are missing; refuses to remove any to make room.
apt_install() {
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "Installing Debian packages: ${missing[*]}"
    apt_lists_once || return 1
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends --no-remove "${missing[@]}" </dev/null
}

# Refreshes the package lists, once a run.
apt_lists_once() {
    [ -n "${APT_LISTS_FRESH:-}" ] && return 0
    as_root apt-get update -q </dev/null || return 1
    export APT_LISTS_FRESH=1
}
