# Groups of benchmarks/run that ask how things grow: with namespaces, with nodes, with what is issued;
# and how much memory it takes. Sourced by it.

# ---- Measures of the cluster that runs ----

mebibytes() { awk -v bytes="$1" 'BEGIN { printf "%.1f", bytes / 1048576 }'; }

resident() { # MiB of the largest node
  local i most=0 now
  for i in $(seq 1 "$members"); do
    now=$(awk '/^VmRSS/ { print $2 * 1024 }' "/proc/${pid_of[n$i]}/status")
    [ "$now" -le "$most" ] || most=$now
  done
  mebibytes "$most"
}

disk_of() { # path in the data directory of the second node: MiB that it takes
  mebibytes "$(du -s --block-size=1 "$work/n2/$1" | cut -f1)"
}

rate_of() { # seconds, command...: answers per second
  local seconds=$1
  shift
  "$@" | cut -d' ' -f1
}

wrk_of() { # script, connections, seconds, url, arguments...
  local script=$1 count=$2 lasts=$3 url=$4
  shift 4
  wrk -t2 -c"$count" -d"${lasts}s" --timeout 30s --latency -s "$here/wrk/$script.lua" "$url" -- "$@" | sed -n 's/^RESULT //p'
}

restart_millis() { # stops the second node and starts it again: until it issues
  local begun
  kill "${pid_of[n2]}" && wait "${pid_of[n2]}" || true
  begun=$(date +%s%3N)
  start_node 2
  await n2 answers "$(http_of 2)/health/readiness"
  printf '%d' $(($(date +%s%3N) - begun))
}

row() { # file, cells...: a row of a table
  local file=$1
  shift
  (IFS=$'\t'; printf '%s\n' "$*") >>"$out/$file.tsv"
  (IFS='|'; printf '  %s\n' "$*") >&2
}

table() { # file: from its rows, the first of which is the heading
  awk -F'\t' '{ line = "|"; for (i = 1; i <= NF; i++) line = line " " $i " |"; print line }
    NR == 1 { line = "|"; for (i = 1; i <= NF; i++) line = line (i == 1 ? " --- |" : " ---: |"); print line }' \
    "$out/$1.tsv" >"$out/$1.md"
}

plot() { # file, title, x axis: each column against the first, on logarithmic scales
  gnuplot -e "data='$out/$1.tsv'; title='$2'; x='$3'; output='$out/$1.svg'" "$here/growth.gnuplot"
}

# ---- Groups ----

# What a namespace costs: memory, disk, start, and whether issuing notices.
namespaces() {
  local many from=1 made created
  members=3
  : >"$out/namespaces.tsv"
  row namespaces namespaces "created a second" "resident MiB" "snapshot MiB" "log MiB" "live store MiB" "restart ms" "uuid7 a second" "of one drawn at random, a second"
  start_cluster
  for many in $namespaces_list; do
    say "namespaces: $many"
    created=
    if [ "$many" -ge "$from" ]; then
      made=$(wrk_of put 256 900 "http://$(http_of "$leader")" "$from" $((many - from + 1)) 2)
      created=${made%% *}
      from=$((many + 1))
    fi
    [ -z "$(curl -s -o /dev/null -w '%{http_code}' "$(http_of "$leader")/v1/namespaces/ns-$many" | grep -v 200)" ] ||
      die "namespace ns-$many is not there"
    "$root/tidemark" snapshot take n2 --endpoints "$(http_of 2)" >/dev/null 2>&1 || die "no snapshot"
    row namespaces "$many" "$created" "$(resident)" "$(disk_of replica/snapshots)" "$(disk_of raft)" "$(disk_of replica/live)" \
      "$(restart_millis)" "$(rate_of "$seconds" wrk_of post "$connections" "$seconds" "$node" 1)" \
      "$(rate_of "$seconds" wrk_of spread "$connections" "$seconds" "$node" "$many")"
  done
  end_all
  rm -rf "$work"/n[1-5]
  table namespaces
  plot namespaces "What namespaces cost" "namespaces"
}

# One, three and five nodes on this one machine.
members() {
  local many
  : >"$out/members.tsv"
  row members nodes "uuid7 of one node, a second" "uuid7 of all, a second" "monotonic, 1 connection, ms" "monotonic, 64 connections, a second" "resident MiB"
  for many in 1 3 5; do
    say "members: $many"
    members=$many
    start_cluster
    keep= seconds=$warm_up http "$connections" "$node" 1 >/dev/null
    keep= seconds=$warm_up http 64 "$node" 1 '{"namespace":"rising"}' >/dev/null
    row members "$many" "$(rate_of "$seconds" http "$connections" "$node" 1)" "$(rate_of "$seconds" on_all "$connections")" \
      "$(http 1 "$node" 1 '{"namespace":"rising"}' | awk '{ printf "%.2f", $2 / 1000 }')" \
      "$(rate_of "$seconds" http 64 "$node" 1 '{"namespace":"rising"}')" "$(resident)"
    end_all
    rm -rf "$work"/n[1-5]
  done
  members=3
  table members
  plot members "One to five nodes on one machine" "nodes"
}

# A billion IDs and more: what is left of them on disk.
billions() {
  local before after step ids=0
  members=3
  : >"$out/billions.tsv"
  row billions "million IDs" "Raft entries" "log MiB" "snapshot MiB" "live store MiB"
  start_cluster
  before=$(commit_index)
  for step in $(seq 0 "$billions_steps"); do
    if [ "$step" -gt 0 ]; then
      ids=$((ids + $(http 4 "$node" 1 '{"namespace":"numbers","count":10000}' text/plain | awk -v s="$seconds" '{ printf "%d", $1 * s * 10000 }')))
    fi
    after=$(commit_index)
    row billions $((ids / 1000000)) $((after - before)) "$(disk_of raft)" "$(disk_of replica/snapshots)" "$(disk_of replica/live)"
  done
  end_all
  rm -rf "$work"/n[1-5]
  table billions
}

# Which collector in a container of 512 MiB.
memory() {
  local collector options
  members=3
  : >"$out/memory.tsv"
  row memory collector "idle MiB" "uuid7 a second" "uuid7 at 2,000/s: p99 ms" "p99.9 ms" "monotonic at 500/s: p99 ms" "p99.9 ms" "MiB after that"
  for collector in G1 Serial Parallel; do
    say "memory: $collector"
    options=$work/distribution-$collector
    cp -r "$root/cluster-tools/target/tidemark" "$options"
    sed -i "s/-XX:+UseG1GC/-XX:+Use${collector}GC -XX:MaxRAM=512m -XX:MaxRAMPercentage=50/" "$options/conf/jvm-server.options"
    "$options/tidemark" aot-cache >/dev/null 2>&1 || die "no AOT cache for $collector"
    tidemark=$options/tidemark
    start_cluster
    sleep 10 # Nothing to wait for: this is what a node takes that has nothing to do.
    row memory "$collector" "$(resident)" "$(keep= seconds=$warm_up http "$connections" "$node" 1 | cut -d' ' -f1)" \
      $(percentiles 2000 --connections 64) $(percentiles 500 --connections 64 --namespace rising) "$(resident)"
    end_all
    rm -rf "$work"/n[1-5] "$options"
  done
  tidemark=$root/tidemark
  table memory
}

percentiles() { # rate, options of "tidemark bench"
  local json rate=$1
  shift
  json=$("$root/tidemark" bench --endpoints "http://$(http_of "$leader")" --rate "$rate" --warm-up "$warm_up" --duration $((4 * seconds)) "$@" -o json 2>>"$work/bench.log") || true
  printf '%s %s' "$(field p99 "$json")" "$(field p99_9 "$json")"
}
