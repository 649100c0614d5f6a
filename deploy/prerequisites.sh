# Sourced by run.sh and test.sh: sees to the two things a fresh machine may lack, without asking.

if ! command -v dotnet >/dev/null 2>&1; then
  echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

has_postgres_server() {
  local program
  for program in /usr/lib/postgresql/*/bin/initdb; do
    [[ -x $program ]] && return 0
  done
  command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo -n "$@"; fi
}

install_postgres_server() {
  export DEBIAN_FRONTEND=noninteractive
  # Only the programs are used: the package would also make and start a cluster, which nobody needs here.
  local keep_off=/etc/postgresql-common/createcluster.conf
  if [[ ! -e $keep_off ]]; then
    as_root mkdir -p "$(dirname "$keep_off")" && echo "create_main_cluster = false" | as_root tee "$keep_off" >/dev/null
  fi
  as_root apt-get update -qq && as_root apt-get install -y -qq -o Dpkg::Options::=--force-confold postgresql >/dev/null
}

# A database that is named by its connection string needs no server here.
if [[ -z ${ConnectionStrings__Agent:-} ]] && ! has_postgres_server; then
  if command -v apt-get >/dev/null 2>&1 && { [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null; }; then
    echo "Installing the PostgreSQL server programs (once) ..." >&2
    install_postgres_server || { echo "apt-get could not install postgresql." >&2; exit 1; }
  else
    echo "The PostgreSQL server programs are needed; install them first (Debian, Ubuntu: sudo apt-get install postgresql)." >&2
    exit 1
  fi
fi

# For the tests alone: a browser, which looks at the portal. Without it those tests are left out.
install_browser() {
  [[ -x /usr/bin/chromium ]] || command -v google-chrome >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 && { [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null; } || return 0
  echo "Installing Chromium for the tests (once) ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || echo "Chromium could not be installed; its tests are left out." >&2
}

# For the tests alone: a connection pooler to run them behind. Without it they are left out.
install_pooler() {
  [[ -x /usr/sbin/pgbouncer ]] || command -v pgbouncer >/dev/null 2>&1 && return
  command -v apt-get >/dev/null 2>&1 && { [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null; } || return
  echo "Installing pgbouncer for the tests (once) ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  # Only the program is used; run level 1 keeps the package from starting a pooler of its own.
  { as_root apt-get update -qq && as_root env RUNLEVEL=1 apt-get install -y -qq pgbouncer >/dev/null; } || echo "pgbouncer could not be installed; its tests are left out." >&2
}

# For the tests alone: promtool, which checks the alerts. Without it those tests are left out.
install_promtool() {
  command -v promtool >/dev/null 2>&1 && return
  command -v apt-get >/dev/null 2>&1 && { [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null; } || return 0
  echo "Installing promtool for the tests (once) ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  # Only the program is used; run level 1 keeps the package from starting a server of its own.
  { as_root apt-get update -qq && as_root env RUNLEVEL=1 apt-get install -y -qq --no-install-recommends prometheus >/dev/null; } || echo "promtool could not be installed; its tests are left out." >&2
}

# For the tests alone: npm, which fetches the public conformance suites for the tool server.
install_npm() {
  command -v npm >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 && { [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null; } || return 0
  echo "Installing npm for the tests (once) ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends npm >/dev/null; } || echo "npm could not be installed; the conformance tests will fail and say so." >&2
}
