# An emulator of a Cortex-M4: found, or installed from Debian without removing anything.
# Sourced, by bash, after apt.sh.

QEMU_ARM=qemu-system-arm
# Debian 12 keeps newer packages in a suite of its own; a machine that took another part of QEMU from there cannot
# install the older emulator beside it.
readonly BACKPORTS_OF=bookworm
readonly BACKPORTS_FILE=/etc/apt/sources.list.d/bookworm-backports.sources

# Makes the emulator available; fails where it cannot be had.
setup_qemu() {
    have "$QEMU_ARM" && return 0
    is_debian || return 1
    apt_install "$QEMU_ARM" || install_qemu_from_backports || return 1
    have "$QEMU_ARM"
}

install_qemu_from_backports() {
    [ "$(debian_codename)" = "$BACKPORTS_OF" ] || return 1
    add_backports || return 1
    say "Installing $QEMU_ARM from $BACKPORTS_OF-backports"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --no-remove \
        -t "$BACKPORTS_OF-backports" "$QEMU_ARM" </dev/null
}

debian_codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# Adds the suite from the mirror that the machine already uses, unless it is there. Its packages have a low priority:
# nothing is upgraded to them by itself.
add_backports() {
    [ -z "$(mirror_of "$BACKPORTS_OF-backports")" ] || return 0
    local mirror
    mirror=$(mirror_of "$BACKPORTS_OF")
    [ -n "$mirror" ] || return 1
    say "Adding the suite $BACKPORTS_OF-backports in $BACKPORTS_FILE"
    backports_source "$mirror" | as_root tee "$BACKPORTS_FILE" >/dev/null || return 1
    as_root apt-get update -q </dev/null && return 0
    # A mirror without the suite would make every later update fail.
    as_root rm -f "$BACKPORTS_FILE"
    return 1
}

# Prints where the machine gets a suite from, nothing if it does not.
mirror_of() {
    apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Release: $1" | head -n 1
}

backports_source() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$1" "$BACKPORTS_OF-backports"
    [ ! -r "$keyring" ] || printf 'Signed-By: %s\n' "$keyring"
}
