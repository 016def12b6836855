# Sourced by the scripts beside it: messages, and which machine this is.

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Whether packages may be installed here without asking anybody.
may_install() { have apt-get && [ "$(id -u)" -eq 0 ]; }

apt_update_done=no
apt_install() { # packages...
    say "ready: installing $* with apt"
    if [ "$apt_update_done" = no ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 update >&2
        apt_update_done=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 install "$@" >&2
}

# The browser that the journeys drive.
find_chromium() {
    if [ -n "${KYNDIG_CHROMIUM:-}" ]; then
        printf '%s\n' "$KYNDIG_CHROMIUM"
        return 0
    fi
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        if have "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# The folder with PostgreSQL's server programs: PATH, then where Debian and others keep the newest.
find_postgres() {
    if have initdb && have pg_ctl && have postgres; then
        dirname "$(readlink -f "$(command -v initdb)")"
        return 0
    fi
    for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin 2>/dev/null | sort -rV); do
        if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
            printf '%s\n' "$dir"
            return 0
        fi
    done
    return 1
}

# Where cargo puts its work.
target_dir() { printf '%s\n' "${CARGO_TARGET_DIR:-$PWD/target}"; }

free_port() {
    node -e 'const s = require("node:net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
