# shellcheck shell=bash
# Groups of benchmarks/run that tell what grows with what, read by it. Each puts lines of group,
# case, figure and value into facts.tsv.

# These measure everything once, on clusters of their own.

fact() { # group, case, figure, value
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$facts"
  printf '  %-28s %-44s %s\n' "$2" "$3" "$4" >&2
}

# A panel for each figure of a group whose cases are numbers.
plot_growth() { # group
  awk -F '\t' -v group="$1" '$1 == group' "$facts" >"$work/growth"
  local names
  names=$(cut -f 3 "$work/growth" | awk '!seen[$0]++ { printf "\"%s\" ", $0 }')
  gnuplot -e "data='$work/growth'; figures='$names'; group='$1'; output='$out/$1.svg'" "$here/growth.gnuplot"
}

resident_mib() { # server
  awk '$1 == "VmRSS:" { printf "%d\n", $2 / 1024 }' "/proc/${pid_of[$1]}/status"
}

disk_kib() { # directory; files have holes
  du -sk "$1" | cut -f 1
}

rate_of() { # connections, url, body, and so on
  http "$@" | cut -d ' ' -f 1
}

stop() { # servers
  local name
  for name; do
    kill "${pid_of[$name]}"
    wait "${pid_of[$name]}" || true
    unset "pid_of[$name]"
  done
}

fresh_cluster() { # nodes
  end_all
  rm -rf "$work"/n[1-9]
  size=$1
  start_cluster
}

# ---- Namespaces ----

namespaces() {
  local many from=1 answers others restarted begun
  launch=(env JDK_JAVA_OPTIONS=-XX:MaxRAM=1g "$root/tidemark" server) # As in a container of 1 GiB.
  fresh_cluster 3
  for many in 1 1000 100000 1000000; do
    [ "$many" -le "$namespaces_max" ] || continue
    begun=$(date +%s%3N)
    # The cluster has two of its own by now.
    if [ "$many" -gt 1 ]; then
      answers=$(put_namespaces "$from" "$many" | sort | uniq -c)
      [ "$(printf '%s\n' "$answers" | awk '{ print $2 }')" = 201 ] || die "not all were created: $answers"
      fact namespaces "$many" "created a second" $(((many - from + 1) * 1000 / ($(date +%s%3N) - begun)))
    fi
    from=$((many + 1))
    others=$((leader % 3 + 1))
    fact namespaces "$many" "resident, leader, MiB" "$(resident_mib "n$leader")"
    fact namespaces "$many" "resident, follower, MiB" "$(resident_mib "n$others")"
    fact namespaces "$many" "snapshot, KiB" "$(snapshot_kib "$others")"
    fact namespaces "$many" "the whole data directory, KiB" "$(disk_kib "$work/n$others")"
    fact namespaces "$many" "requests a second, one namespace" "$(rate_of "$connections" "$node" 1 '{"namespace":"numbers"}')"
    stop "n$others"
    begun=$(date +%s%3N)
    start_node "$others"
    await_ready "$others"
    restarted=$(($(date +%s%3N) - begun))
    fact namespaces "$many" "a restart, to ready, ms" "$restarted"
    fact namespaces "$many" "resident after it, MiB" "$(resident_mib "n$others")"
  done
  launch=("$root/tidemark" server)
}

# Each waits until it is in force on all nodes, so many go at once: ten of curl's most. What is refused meanwhile is put again.
put_namespaces() { # from, to
  local from=$1 to=$2 begin end share=$((($2 - $1) / 10 + 1))
  for ((begin = from; begin <= to; begin += share)); do
    end=$((begin + share - 1 < to ? begin + share - 1 : to))
    curl -s -Z --no-progress-meter --parallel-max 300 --retry 5 -o /dev/null -w '%{http_code}\n' -X PUT \
      -d '{"kind":"sequence"}' "http://$(http_of "$leader")/v1/namespaces/g[$begin-$end]" &
  done
  wait
}

snapshot_kib() { # node: of its newest snapshot, which is taken now
  "$root/tidemark" snapshot take --endpoints "http://$(http_of "$1")" >>"$work/snapshot.log" 2>&1 ||
    die "no snapshot: $(tail -n 3 "$work/snapshot.log")"
  find "$work/n$1/replica/snapshots" -name 'snapshot.*_*' ! -name '*.md5' -printf '%T@ %s\n' |
    sort -n | awk 'END { printf "%d\n", $2 / 1024 }'
}

await_ready() { # node; what it takes is measured, so ask often
  local end=$((SECONDS + start_seconds_max))
  until answers "$(http_of "$1")/health/readiness"; do
    [ $SECONDS -lt $end ] || die "n$1 is not ready: $(tail -n 5 "$work/n$1.log")"
    sleep 0.02
  done
}

# ---- Nodes ----

members() {
  local many
  for many in 1 2 3 4 5; do
    fresh_cluster "$many"
    # Each has to compile its own code first.
    (seconds=$warm_up on_all "$connections" >/dev/null)
    (seconds=$warm_up http 64 "$node" 1 '{"namespace":"rising"}' >/dev/null)
    fact members "$many" "uuid7 a second, one node asked" "$(rate_of "$connections" "$node" 1)"
    fact members "$many" "uuid7 a second, all asked" "$(on_all "$connections" | cut -d ' ' -f 1)"
    fact members "$many" "monotonic a second, 64 connections" "$(rate_of 64 "$node" 1 '{"namespace":"rising"}')"
  done
}

# ---- IDs ----

# State and log for a billion IDs, from how they grow while some hundred millions are issued.
billions() {
  local kind body before after from ids grown
  fresh_cluster 3
  while IFS='|' read -r kind body; do
    http 4 "$node" 1 "$body" >/dev/null
    before=$(commit_index)
    from=$(raft_bytes)
    ids=$(rate_of 4 "$node" 1 "$body" | awk -v s="$seconds" '{ printf "%d", $1 * s * 10000 }')
    after=$(commit_index)
    grown=$(($(raft_bytes) - from))
    fact billions "$kind" "million IDs issued" $((ids / 1000000))
    fact billions "$kind" "Raft entries for a billion" "$(awk -v e=$((after - before)) -v i="$ids" 'BEGIN { printf "%d", e * 1e9 / i }')"
    fact billions "$kind" "KiB of log for a billion" "$(awk -v g="$grown" -v i="$ids" 'BEGIN { printf "%d", g * 1e9 / i / 1024 }')"
    fact billions "$kind" "KiB of state" "$(snapshot_kib "$leader")"
  done <<'BODIES'
sequence|{"namespace":"numbers","count":10000}
uuid7|{"count":10000}
snowflake|{"format":"snowflake","count":10000}
BODIES
}

# ---- Ranges ----

# What a node reserves at once, against what that costs. Not adapted to demand: least and most are the same.
ranges() {
  local size before after rate
  fresh_cluster 3
  (seconds=$warm_up http "$connections" "$node" 1 '{"namespace":"numbers"}' >/dev/null)
  for size in 100 1000 10000 100000 1000000; do
    put "by-$size" "{\"kind\":\"sequence\",\"range_size_min\":\"$size\",\"range_size_max\":\"$size\"}"
    http "$connections" "$node" 1 "{\"namespace\":\"by-$size\"}" >/dev/null
    before=$(commit_index)
    rate=$(rate_of "$connections" "$node" 1 "{\"namespace\":\"by-$size\"}")
    after=$(commit_index)
    fact ranges "$size" "requests a second" "$rate"
    fact ranges "$size" "Raft entries for a million IDs" "$(awk -v e=$((after - before)) -v i="$rate" -v s="$seconds" 'BEGIN { printf "%.1f", e * 1e6 / i / s }')"
  done
}

# Segments are filled up with zeros beforehand: what counts is where the last entry ends.
raft_bytes() {
  find "$work/n$leader" -name 'log_*' -exec sh -c 'for f; do tr -d "\0" <"$f" | wc -c; done' sh {} + |
    awk '{ bytes += $1 } END { printf "%d\n", bytes }'
}

# ---- Memory ----

memory() {
  local name options
  while IFS='|' read -r name options; do
    # shellcheck disable=SC2206 # They are several.
    launch=("$java" "@$dist/conf/jvm.options" $options -XX:+ExitOnOutOfMemoryError
      "-XX:AOTCache=$dist/tidemark.aot" "-Dtidemark.home=$dist" -jar "$dist/tidemark.jar" server)
    fresh_cluster 3
    fact memory "$name" "resident, idle, MiB" "$(resident_mib "n$leader")"
    (seconds=$warm_up http "$connections" "$node" 1 >/dev/null)
    fact memory "$name" "uuid7 a second" "$(rate_of "$connections" "$node" 1)"
    tail_of "$name" "uuid7 at 2,000/s" 2000 --connections 64
    tail_of "$name" "monotonic at 500/s" 500 --connections 128 --namespace rising
    fact memory "$name" "resident, loaded, MiB" "$(resident_mib "n$leader")"
  done <<'COLLECTORS'
Serial, heap 64 MiB|-XX:+UseSerialGC -Xmx64m
Serial, heap 256 MiB|-XX:+UseSerialGC -Xmx256m
Parallel, heap 256 MiB|-XX:+UseParallelGC -Xmx256m
G1, heap 64 MiB|-XX:+UseG1GC -Xmx64m
G1, heap 256 MiB|-XX:+UseG1GC -Xmx256m
ZGC, heap 256 MiB|-XX:+UseZGC -Xmx256m
COLLECTORS
  launch=("$root/tidemark" server)
}

tail_of() { # case, what, rate, options of "tidemark bench"
  local json
  json=$("$root/tidemark" bench --endpoints "http://$(http_of "$leader")" --rate "$3" --warm-up 5 --duration "$seconds" "${@:4}" -o json 2>>"$work/bench.log") ||
    die "bench: $(tail -n 3 "$work/bench.log")"
  fact memory "$1" "$2, p99.9, ms" "$(field p99_9 "$json")"
}
