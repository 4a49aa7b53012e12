# Sourced by ./run, ./test and ./opendata: installs what a bare Debian machine with git and the .NET SDK lacks, and builds.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Greek names are compared without accents: without ICU, .NET leaves them as they are and says nothing.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0
# One compiler process for all projects saves half of the build; it is told to go when the build is done. No other build server is left behind.
export UseSharedCompilation=true MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

now() { date +%s.%N; }
started=$(now)

# step NAME COMMAND...: runs it quietly, prints how long it took, and prints its output if it fails.
step() {
  local name=$1 from log
  shift
  from=$(now)
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    echo "$name failed." >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  awk -v a="$from" -v b="$(now)" -v n="$name" 'BEGIN { printf "%6.1f s  %s\n", b - a, n }'
}

# Debian packages, by root or by a sudo that asks nothing; else the sentence to type.
install_packages() {
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      echo "Missing: $*. Type: sudo apt-get update && sudo apt-get install -y $*" >&2
      return 1
    fi
    as=(sudo -n)
  fi
  # The package would make and start a cluster "main" on port 5432 of its own accord.
  "${as[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' | "${as[@]}" tee /etc/postgresql-common/createcluster.d/opendata.conf >/dev/null
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

has_postgres() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ "$(basename "$(dirname "$folder")")" -ge 15 ] && return 0
  done
  return 1
}

has_icu() { [ -n "$(/sbin/ldconfig -p | grep libicuuc)" ]; }

# need PACKAGE CHECK...: installs the package unless the check succeeds.
missing=()
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

need_always() {
  need tzdata test -e /usr/share/zoneinfo/Europe/Athens
  need libicu-dev has_icu
}

prepare_run() {
  command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2; return 1; }
  if [ -z "${ConnectionStrings__OpenData:-}" ]; then
    need postgresql has_postgres
  fi
  need_always
}

prepare_test() {
  need postgresql has_postgres
  need_always
  need chromium test -x /usr/bin/chromium
  need curl command -v curl
  need nodejs command -v node
  need npm command -v npm
}

install_missing() {
  if [ "${#missing[@]}" -gt 0 ]; then
    step "Installed ${missing[*]}" install_packages "${missing[@]}"
  fi
}

# build WHAT CONFIGURATION ARGUMENTS...: WHAT is Programs.slnf or OpenData.sln. Nothing when no source is younger than the last build with the same arguments.
build() {
  local what=$1 configuration=$2 failed=0 stamp
  stamp=src/Etl.Jobs/bin/$configuration/built-$(printf '%s' "$*" | tr -c 'A-Za-z0-9.\n' '-')
  if [ -f "$stamp" ] && [ -z "$(find src tests datasets ./*.props ./*.sln* global.json .editorconfig \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$stamp" -print -quit)" ]; then
    return 0
  fi
  shift 2
  step "Restored packages" dotnet restore "$what" --locked-mode "$@"
  step "Built ($configuration)" dotnet build "$what" -c "$configuration" --no-restore -v quiet "$@" || failed=1
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true   # none was running
  if [ $failed -eq 0 ]; then
    rm -f "${stamp%/*}"/built-*   # another set of arguments has overwritten its output
    touch "$stamp"
  fi
  return $failed
}
