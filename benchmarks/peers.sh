#!/usr/bin/env bash
# peers.sh CTXB EVAL OUT.json [--queries N] - what runs here beside ours, in one run: quality, processor time and memory.
#
# CTXB is the installed program, EVAL a folder of suites (semble, commits, …) with queries.jsonl, qrels.tsv and the trees in _repos.
# ripgrep comes from Debian, @probelabs/probe from npm, at the version below; the rest is peers.py.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
probe_version=0.6.0-rc325
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v rg > /dev/null; then
    if [ "$(id -u)" -eq 0 ]; then
        apt-get install -y -qq --no-install-recommends ripgrep > /dev/null
    else
        sudo apt-get install -y -qq --no-install-recommends ripgrep > /dev/null
    fi
fi

# The program lies in the package; installing it would fetch a dependency that the search does not need.
(
    cd "$work"
    npm pack --silent "@probelabs/probe@$probe_version" > /dev/null
    tar -xzf ./*.tgz
    tar -xzf "package/bin/binaries/probe-v$probe_version-$(uname -m)-unknown-linux-musl.tar.gz"
)
python3 "$here/peers.py" --ctxb "$1" --probe "$(find "$work" -type f -name probe -perm -u+x -path '*linux*')" --eval "$2" --out "$3" "${@:4}"
