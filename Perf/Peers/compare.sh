#!/usr/bin/env bash
# The same work by rsyslog, syslog-ng, jq and this program, each from a cold start: lines of JSON from a file, those of one type left out, one field added, to a file.
# Checks that all wrote the same events, then prints a table: seconds until the last event is in the file (median), processor seconds, peak memory, events.
# Usage: Perf/Peers/compare.sh [-n RUNS] [-p PEER] [MEGABYTES...]    3 runs of 189 MB and of 945 MB and all peers unless given
# Wants Debian's apt-get for the packages (unpacked beside the figures, nothing is installed) and /usr/bin/time.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
place=$root/Perf/out/peers
runs=3
peers=(rsyslog syslog-ng jq)
while getopts n:p: option; do
  case $option in n) runs=$OPTARG ;; p) peers=("$OPTARG") ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(189 945)
mkdir -p "$place/run"

packages=(rsyslog syslog-ng-core jq libjq1 libonig5 libestr0 libfastjson4 libivykis0)
if [ ! -x "$place/peers/usr/sbin/syslog-ng" ]; then
  (cd "$place/run" && apt-get download -q "${packages[@]}" >/dev/null 2>&1)
  for package in "$place"/run/*.deb; do dpkg -x "$package" "$place/peers"; rm "$package"; done
fi
libraries=$place/peers/usr/lib/x86_64-linux-gnu
[ -d "$libraries" ] || libraries=$(echo "$place"/peers/usr/lib/*-linux-gnu)
for peer in rsyslog syslog-ng; do sed "s|PLACE|$place|g" "$root/Perf/Peers/$peer.conf" >"$place/$peer.conf"; done

for project in Host Perf; do dotnet build "$root/$project" -c Release --nologo -v quiet >&2; done
peer() { LD_LIBRARY_PATH=$libraries:$place/peers/usr/lib/syslog-ng "$@"; }
timed() { /usr/bin/time -o "$place/run/time" -f '%e %U %S %M' "$@"; }
lines() { if [ -f "$1" ]; then wc -l <"$1"; else echo 0; fi; }

run_tremor() {
  IN=$place/in.ndjson OUT=$place/run/tremor.out timed dotnet "$root/Host/bin/Release/net10.0/tremor.dll" run "$root/Perf/Peers/tremor.json" >"$place/run/log" 2>&1
}
run_jq() {
  peer timed "$place/peers/usr/bin/jq" -c 'select(.type != "syslog") | .seen = "yes"' "$place/in.ndjson" >"$place/run/jq.out"
}
run_syslog-ng() {
  # Ends with its input, which must be a pipe.
  cat "$place/in.ndjson" | peer timed "$place/peers/usr/sbin/syslog-ng" -F -f "$place/syslog-ng.conf" -p "$place/run/pid" -c "$place/run/control" \
    -R "$place/run/persist" --module-path "$(echo "$place"/peers/usr/lib/syslog-ng/3*)" >"$place/run/log" 2>&1
}
run_rsyslog() {
  # Never ends by itself: stopped when the file has all lines, and timed until then.
  local start end child
  start=$(date +%s%N)
  peer timed "$place/peers/usr/sbin/rsyslogd" -n -f "$place/rsyslog.conf" -i "$place/run/pid" -M "$libraries/rsyslog" >"$place/run/log" 2>&1 &
  child=$!
  local bytes=0 last=-1
  while kill -0 "$child" 2>/dev/null; do
    sleep 0.1
    bytes=$(stat -c %s "$place/run/rsyslog.out" 2>/dev/null || echo 0)
    # Lines are counted only when the file stands still; what is left in its buffer is written when it is stopped.
    if [ "$bytes" = "$last" ] && [ "$(lines "$place/run/rsyslog.out")" -ge $((expected - 1000)) ]; then break; fi
    last=$bytes
  done
  end=$(date +%s%N)
  kill "$(cat "$place/run/pid")" && wait "$child" || true
  awk -v ms="$(((end - start) / 1000000))" '{ $1 = ms / 1000; print }' "$place/run/time" >"$place/run/time2" && mv "$place/run/time2" "$place/run/time"
}
# Events in one form and order of keys; elements of lists as text, since syslog-ng makes texts of them; sorted, since rsyslog is fastest with two workers, which keep no order.
events() { peer "$place/peers/usr/bin/jq" -cS '(.. | arrays) |= map(tostring)' "$1" | LC_ALL=C sort -S 2G | sha256sum; }

for size in "${sizes[@]}"; do
  dotnet "$root/Perf/bin/Release/net10.0/Tremor.Dataflow.Perf.dll" events "$size" "$place/in.ndjson"
  expected=$(grep -c -v '"type":"syslog"' "$place/in.ndjson")
  echo "## $size MB, $(lines "$place/in.ndjson") events, $expected stay"
  echo "| program | seconds | times ours | processor seconds | peak MiB |"
  echo "| --- | ---: | ---: | ---: | ---: |"
  ours=
  for program in tremor "${peers[@]}"; do
    : >"$place/run/times"
    for ((run = 0; run < runs; run++)); do
      rm -f "$place/run/$program.out" "$place/run/persist" "$place"/run/imfile-state*
      "run_$program"
      [ "$(lines "$place/run/$program.out")" -eq "$expected" ] || { echo "error: $program wrote $(lines "$place/run/$program.out") events instead of $expected" >&2; exit 1; }
      tail -n 1 "$place/run/time" >>"$place/run/times"
    done
    events "$place/run/$program.out" >"$place/run/$program.sum"
    cmp -s "$place/run/$program.sum" "$place/run/tremor.sum" || { echo "error: $program and tremor wrote different events" >&2; exit 1; }
    median=$(sort -n "$place/run/times" | sed -n "$(((runs + 1) / 2))p")
    [ -n "$ours" ] || ours=${median%% *}
    awk -v program="$program" -v ours="$ours" '{ printf "| %s | %.2f | %.1f | %.2f | %.0f |\n", program, $1, $1 / ours, $2 + $3, $4 / 1024 }' <<<"$median"
    rm -f "$place/run/$program.out"
  done
done
