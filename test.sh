#!/usr/bin/env bash
# Restores locked, builds with warnings as errors, checks the format, runs the tests with coverage, and ends with
# the line "N passed, N failed".   ./test.sh        everything but the slow tests
#                                   ./test.sh slow   the slow ones (real clients from npm, large trees)
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
least_coverage=90
results=artifacts/test-results

# Debian packages the tests use; a test whose program is missing is skipped by name, so a failure here is no reason to stop.
install_missing() {
    local missing=() as_root=()
    command -v git > /dev/null || missing+=(git)
    command -v python3 > /dev/null || missing+=(python3)
    command -v rg > /dev/null || missing+=(ripgrep)
    command -v softhsm2-util > /dev/null || missing+=(softhsm2)
    command -v gnome-keyring-daemon > /dev/null || missing+=(gnome-keyring libsecret-1-0 dbus)
    command -v strace > /dev/null || missing+=(strace)
    command -v xz > /dev/null || missing+=(xz-utils)
    if [ "${1:-}" = slow ]; then
        command -v promtool > /dev/null || missing+=(prometheus)
        command -v wine > /dev/null || missing+=(wine wine64)
    fi
    command -v gcc > /dev/null || missing+=(gcc libc6-dev)
    command -v npm > /dev/null || missing+=(nodejs npm)
    if [ ${#missing[@]} -eq 0 ] || ! command -v apt-get > /dev/null; then
        return 0
    fi
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null && sudo -n true 2> /dev/null || return 0
        as_root=(sudo -n)
    fi
    echo "installing ${missing[*]}"
    { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > /dev/null \
        || echo "could not install ${missing[*]}: the tests that need them are skipped by name"
}

if ! command -v dotnet > /dev/null; then
    echo "The .NET SDK named in global.json is needed: https://dotnet.microsoft.com/download" >&2
    exit 2
fi

install_missing "${1:-}"
dotnet restore --locked-mode
dotnet build --no-restore -c Release -warnaserror
dotnet format --no-restore --verify-no-changes

rm -rf "$results"
filter='Category!=Slow'
if [ "${1:-}" = slow ]; then
    filter='Category=Slow'
    export CTXB_SLOW_TESTS=1
fi
verdict=0
dotnet test --no-build -c Release --filter "$filter" --results-directory "$results" --logger trx \
    --settings tests/coverage.runsettings --collect 'XPlat Code Coverage' || verdict=1

# The trx files hold one <Counters/> a project; skipped = all that was not executed. No file counts as 0.
count() { cat "$results"/*.trx 2> /dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }' || true; }
if [ "${1:-}" != slow ]; then
    if command -v python3 > /dev/null; then
        python3 .ci/coverage.py --least "$least_coverage" "$results"/*/coverage.cobertura.xml || verdict=1
    else
        echo "coverage not measured: needs python3"
    fi
fi
passed=$(count passed) failed=$(count failed) total=$(count total) executed=$(count executed)
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] || verdict=1
if [ "$total" -gt "$executed" ]; then
    echo "$((total - executed)) skipped:"
    cat "$results"/*.trx | grep -o '<UnitTestResult [^>]*outcome="NotExecuted"' | sed 's/.*testName="\([^"]*\)".*/  \1/' | sort || true
fi
echo "$passed passed, $failed failed"
exit "$verdict"
