# Samples (group, contestant, per second, p50 and p99 in microseconds, errors, processor time of a
# request in microseconds) to medians, spreads and ratios: results.md, results.json, and what is plotted.
BEGIN { FS = "\t" }

function sorted(from, to, count,   i, j, t) {
  for (i = 1; i <= count; i++) to[i] = from[i]
  for (i = 2; i <= count; i++)
    for (j = i; j > 1 && to[j - 1] > to[j]; j--) { t = to[j]; to[j] = to[j - 1]; to[j - 1] = t }
}
function values(name, column, list,   i) {
  for (i = 1; i <= count[name]; i++) list[i] = sample[name, column, i]
}
function median(name, column,   list, line, n) {
  n = count[name]
  if (!n) return 0
  values(name, column, list)
  sorted(list, line, n)
  return n % 2 ? line[(n + 1) / 2] : (line[n / 2] + line[n / 2 + 1]) / 2
}
function spread(name,   list, line, n) {
  n = count[name]
  values(name, 3, list)
  sorted(list, line, n)
  return median(name, 3) ? 100 * (line[n] - line[1]) / median(name, 3) : 0
}
# The median over the rounds of what two contestants did in the same round.
function ratio(a, b, column,   i, list, line, n) {
  n = count[a] < count[b] ? count[a] : count[b]
  for (i = 1; i <= n; i++) list[i] = sample[b, column, i] ? sample[a, column, i] / sample[b, column, i] : 0
  sorted(list, line, n)
  return n ? (n % 2 ? line[(n + 1) / 2] : (line[n / 2] + line[n / 2 + 1]) / 2) : 0
}
function compare(what, a, b, column, aim) {
  if (count[a] && count[b]) printf "| %s | %.2f | %s |\n", what, ratio(a, b, column), aim >ratios
}
# What the contestant that is printed had; nothing if that is not known.
function shown(column, unit, name,   m) {
  m = median(order[i], column)
  return m ? sprintf("%.2f%s", m / unit, name) : ""
}
function durability(name) {
  if (name ~ /^etcd/) return "fsync of a majority of 3"
  if (name ~ /monotonic/) return "fsync of a majority of 3"
  if (name ~ /appendfsync/) return "fsync of one process"
  if (name ~ /^PostgreSQL/) return "fsync of one process, once in 32 values"
  if (name ~ /^Redis|^bare|^Micronaut/) return "none"
  return "ranges and windows: fsync of a majority of 3, before they are issued from"
}

{
  name = $1 "\t" $2
  if (!count[name]) order[++contestants] = name
  count[name]++
  for (i = 3; i <= 7; i++) sample[name, i, count[name]] = $i
}

END {
  md = out "/results.md"; json = out "/results.json"; ratios = md
  "nproc" | getline cores; "uname -sr" | getline kernel; "date -u +%FT%TZ" | getline now
  printf "%s, %d cores, %s. Medians of %d rounds of %d s; the spread is the range as a share of the median.\n", kernel, cores, now, rounds, seconds >md
  printf "{\"time\":\"%s\",\"kernel\":\"%s\",\"cores\":%d,\"rounds\":%d,\"seconds\":%d,\"versions\":{", now, kernel, cores, rounds, seconds >json
  while ((getline line < versions) > 0) {
    split(line, part, "\t")
    printf "%s %s%s", comma ? "," : "Versions:", part[1], " " part[2] >md
    printf "%s\"%s\":\"%s\"", comma, part[1], part[2] >json
    comma = ","
  }
  printf ".\n" >md
  printf "},\"results\":[\n" >json
  for (i = 1; i <= contestants; i++) {
    split(order[i], key, "\t")
    if (key[1] != group) {
      group = key[1]
      printf "\n## %s\n\n", group >md
      if (group == "raft") print "| contestant | Raft entries for a million IDs |\n| --- | ---: |" >md
      else if (group == "start") print "| contestant | milliseconds to the first ID of each | spread |\n| --- | ---: | ---: |" >md
      else if (group == "jmh") print "| benchmark | a second, all threads | spread |\n| --- | ---: | ---: |" >md
      else print "| contestant | a second | spread | p50 | p99 | errors | server's processor time | on disk before it is told |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |" >md
    }
    rate = median(order[i], 3)
    errors = 0
    for (j = 1; j <= count[order[i]]; j++) errors += sample[order[i], 6, j]
    if (group == "raft") printf "| %s | %.3f |\n", key[2], rate >md
    else if (group == "start") printf "| %s | %d | %.0f %% |\n", key[2], rate, spread(order[i]) >md
    else if (group == "jmh") printf "| %s | %.1f million | %.0f %% |\n", key[2], rate / 1e6, spread(order[i]) >md
    else printf "| %s | %.0f | %.0f %% | %s | %s | %d | %s | %s |\n", key[2], rate, spread(order[i]), shown(4, 1000, " ms"), shown(5, 1000, " ms"), errors,  shown(7, 1, " us"), durability(key[2]) >md
    printf "%s{\"group\":\"%s\",\"contestant\":\"%s\",\"value\":%.3f,\"spread_percent\":%.1f,\"p50_micros\":%d,\"p99_micros\":%d,\"errors\":%d,\"cpu_micros\":%.2f}", (i > 1 ? ",\n" : ""), group, key[2], rate, spread(order[i]), median(order[i], 4), median(order[i], 5), errors, median(order[i], 7) >json
    printf "\"%s\"\t%.3f\n", key[2], rate > (out "/" group ".dat")
  }
  print "\n],\"facts\":[" >json
  comma = ""
  while ((getline line < facts) > 0) {
    split(line, part, "\t")
    if (part[1] != group) {
      group = part[1]
      printf "\n## %s\n\n| %s | figure | |\n| --- | --- | ---: |\n", group, group >md
    }
    printf "| %s | %s | %s |\n", part[2], part[3], part[4] >md
    printf "%s{\"group\":\"%s\",\"case\":\"%s\",\"figure\":\"%s\",\"value\":%s}", comma, part[1], part[2], part[3], part[4] >json
    comma = ",\n"
    name = part[1] ", " part[3]
    gsub("/", " per ", name)
    printf "\"%s\"\t%s\n", part[2], part[4] > (out "/" name ".dat")
  }
  print "\n]}" >json

  print "\n## Ratios\n\nThe median over the rounds of the ratio in one round.\n\n| of | ratio | aim |\n| --- | ---: | --- |" >md
  compare("uuid7 to bare Netty, single", "hot\tTidemark uuid7", "hot\tbare Netty", 3, "0.9 or more")
  compare("their p99", "hot\tTidemark uuid7", "hot\tbare Netty", 5, "1.5 or less")
  compare("uuid7 to bare Netty, pipelined by 16", "hot\tTidemark uuid7, pipelined by 16", "hot\tbare Netty, pipelined by 16", 3, "0.8 or more")
  compare("the same to bare Netty that flushes each answer", "hot\tTidemark uuid7, pipelined by 16", "hot\tbare Netty that flushes each answer, pipelined by 16", 3, "")
  compare("uuid7 to a controller of Micronaut", "hot\tTidemark uuid7", "hot\tMicronaut controller", 3, "")
  compare("monotonic to etcd, 64 connections", "durable\tTidemark monotonic, 64 connections", "durable\tetcd put, 64 connections", 3, "2 or more")
  compare("monotonic to etcd, 256 connections", "durable\tTidemark monotonic, 256 connections", "durable\tetcd put, 256 connections", 3, "")
  compare("their p50 at one connection", "durable\tTidemark monotonic, 1 connections", "durable\tetcd put, 1 connections", 4, "1.75 or less")
  compare("uuid7 in the first 5 seconds to later", "warm-up\tuuid7, the first 5 seconds", "warm-up\tuuid7, later", 3, "0.5 or more")
  for (i = 1; i <= 2; i++) {
    of = ", " i (i == 1 ? " thread" : " threads")
    compare("range sequence to AtomicLong" of, "jmh\tsequenceTidemark" of, "jmh\tsequenceAtomicLong" of, 3, "0.8 or more")
    compare("range sequence to CosId's segment chain" of, "jmh\tsequenceTidemark" of, "jmh\tsequenceCosId" of, 3, "1 or more")
    compare("uuid7 to UUID.randomUUID" of, "jmh\tuuid7Tidemark" of, "jmh\tuuid4Jdk" of, 3, "3 or more")
    compare("uuid7 to uuid-creator" of, "jmh\tuuid7Tidemark" of, "jmh\tuuid7UuidCreator" of, 3, "")
  }
}
