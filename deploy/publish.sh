#!/usr/bin/env bash
# Makes what is copied to a server: one file that needs neither the SDK nor a runtime.
# Usage: deploy/publish.sh [-o DIRECTORY] [PLATFORM...]   PLATFORM: linux-x64 linux-arm64 win-x64; all of them unless named
# Each comes into DIRECTORY/PLATFORM, deploy/out unless given. That for this machine is tried: the example of the README, and the schema.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
out=$root/deploy/out
platforms=()
while [ $# -gt 0 ]; do
  case $1 in
    -o) [ $# -ge 2 ] || { echo "error: -o needs a directory" >&2; exit 2; }; out=$2; shift 2 ;;
    linux-x64 | linux-arm64 | win-x64) platforms+=("$1"); shift ;;
    -h | --help) sed -n '2,4s/^# //p' "$0"; exit 0 ;;
    *) echo "error: unknown platform $1: linux-x64, linux-arm64 or win-x64" >&2; exit 2 ;;
  esac
done
[ ${#platforms[@]} -gt 0 ] || platforms=(linux-x64 linux-arm64 win-x64)
command -v dotnet >/dev/null || { echo "error: the .NET 10 SDK is needed: https://dot.net/download" >&2; exit 1; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# A place of its own for what is built in between: the working copy keeps its builds.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

here=$(uname -sm)
case $here in
  "Linux x86_64") here=linux-x64 ;;
  "Linux aarch64") here=linux-arm64 ;;
esac

# Runs the program as on a server: in a directory without the checkout, without an SDK in reach.
try() {
  local program
  program=$(readlink -f "$1")
  mkdir -p "$work/try/examples/access-log" && cd "$work/try" && cp "$root"/examples/access-log/*.* examples/access-log &&
    env -i HOME="$work/try" "$program" run examples/access-log/flow.json &&
    diff -r "$root/examples/access-log/expected" examples/access-log/out &&
    env -i HOME="$work/try" "$program" schema | diff - "$root/docs/reference/flow.schema.json"
}

for platform in "${platforms[@]}"; do
  echo "publishing $platform ..." >&2
  rm -rf "${out:?}/$platform"
  # What holds for all projects stands here, the profile is only that of the program: symbols inside, for stacks with line numbers.
  dotnet publish "$root/Host" --nologo -v quiet -clp:NoSummary -p:PublishProfile=Server -r "$platform" \
    -p:DebugType=embedded -p:RunAnalyzers=false --artifacts-path "$work" -o "$out/$platform"
  # What the licences ask to go with each copy.
  for file in LICENSE NOTICE LICENSE.dotnet NOTICE.dotnet; do
    [ -s "$out/$platform/$file" ] || { echo "error: $out/$platform was made without $file" >&2; exit 1; }
  done
  for program in "$out/$platform"/tremor*; do echo "$program: $(($(wc -c <"$program") / 1048576)) MiB"; done
  [ "$platform" != "$here" ] || (try "$out/$platform/tremor") >"$work/tried" 2>&1 ||
    { cat "$work/tried" >&2; echo "error: $out/$platform/tremor was made, and does not do what it should" >&2; exit 1; }
done
