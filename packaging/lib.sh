# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by packaging/run and packaging/test; sourced, not run.

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Installed under this name, or provided by a package that is: names move between packages from one release to the next.
is_installed() {
    dpkg-query -W -f='${Status}\n' "$1" 2>/dev/null | grep 'install ok installed' >/dev/null ||
        dpkg-query -W -f='${db:Status-Status} ${Provides}\n' | sed -n 's/^installed //p' | tr ',' '\n' |
        sed 's/(.*//; s/ //g' | grep -x -- "$1" >/dev/null
}

# Alternatives of one line of packaging/dependencies: the installed one, else the first the system knows.
pick_package() {
    local name
    for name in "$@"; do
        if is_installed "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    for name in "$@"; do
        # Not "apt-cache show": it succeeds for names that are only mentioned by other packages.
        if LC_ALL=C apt-cache policy "$name" 2>/dev/null | grep '^  Candidate: [^(]' >/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "$1"
}

# install_missing PURPOSE...: installs what packaging/dependencies lists for these purposes and is not there.
# Asks for root only when something is missing.
install_missing() {
    command -v dpkg-query >/dev/null || fail "this script installs with apt; on this system install the libraries of README.md by hand and use the CMake presets"
    local missing=() purpose names name
    while read -r purpose names; do
        case " $* " in *" $purpose "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086
        name=$(pick_package $names)
        is_installed "$name" || missing+=("$name")
    done < <(grep -Ev '^(#|$)' "$top/packaging/dependencies")
    [ ${#missing[@]} -eq 0 ] && return
    say "Installing from the distribution: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "root is needed to install: ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq || say "The package lists could not be refreshed; trying with those at hand."
    # The lists may have been empty before: choose again among alternatives.
    missing=()
    while read -r purpose names; do
        case " $* " in *" $purpose "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086
        missing+=("$(pick_package $names)")
    done < <(grep -Ev '^(#|$)' "$top/packaging/dependencies")
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >/dev/null || fail "the distribution's packages could not be installed: ${missing[*]}"
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    say "Building ($preset) ..."
    cmake --preset "$preset" >"$top/build/$preset.configure.log" 2>&1 || {
        cat "$top/build/$preset.configure.log"
        fail "CMake could not configure"
    }
    local targets=()
    [ $# -gt 0 ] && targets=(--target "$@")
    cmake --build "$top/build/$preset" "${targets[@]}" >"$top/build/$preset.build.log" 2>&1 || {
        grep -v '^\[' "$top/build/$preset.build.log" | tail -n 60
        fail "the build failed; the whole log is build/$preset.build.log"
    }
}
