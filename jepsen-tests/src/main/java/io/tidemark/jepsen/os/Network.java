package io.tidemark.jepsen.os;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A switch with hosts on it, made of network namespaces: each node has an address of its own, and
 * what passes between two of them can be cut off or thinned out without touching the clients, who
 * stand in the machine's own namespace. Needs root and Linux.
 *
 * <p>The names carry the id of this process, so that what a killed run has left can be told from
 * what belongs to a living one.
 */
public final class Network implements AutoCloseable {
  private static final String PREFIX = "tmj";
  private static final int CLIENT_HOST = 254;
  private static final int SUBNETS = 250;

  private final long owner;
  private final int subnet;
  private final List<String> hosts = new ArrayList<>();

  private Network(long owner, int subnet) {
    this.owner = owner;
    this.subnet = subnet;
  }

  /** Makes the switch, and takes away what dead runs have left. */
  public static Network create() {
    removeLeftovers();
    long owner = ProcessHandle.current().pid();
    Network network = new Network(owner, (int) (owner % SUBNETS));
    network.addSwitch();
    return network;
  }

  private static void removeLeftovers() {
    Shell.run("ip", "netns", "list")
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> name.startsWith(PREFIX + "-"))
        .filter(name -> !isOwned(name))
        .forEach(name -> Shell.run("ip", "netns", "delete", name));
  }

  private static boolean isOwned(String namespace) {
    String owner = namespace.split("-", 3)[1];
    return ProcessHandle.of(Long.parseLong(owner)).isPresent();
  }

  private String namespace(String host) {
    return "%s-%d-%s".formatted(PREFIX, owner, host);
  }

  /** Interface names have 15 characters at most. */
  private String link(String host) {
    return "%s%d%s".formatted(PREFIX, owner % 1_000_000, host);
  }

  private String address(int host) {
    // RFC 2544 keeps these addresses for tests of network devices.
    return "198.18.%d.%d".formatted(subnet, host);
  }

  private void addSwitch() {
    String bridge = namespace("switch");
    Shell.run("ip", "netns", "add", bridge);
    in("switch", "ip", "link", "add", "br0", "type", "bridge");
    in("switch", "ip", "link", "set", "br0", "up");
    String own = link("c");
    Shell.run("ip", "link", "add", own, "type", "veth", "peer", "name", "client", "netns", bridge);
    in("switch", "ip", "link", "set", "client", "master", "br0", "up");
    Shell.run("ip", "address", "add", address(CLIENT_HOST) + "/24", "dev", own);
    Shell.run("ip", "link", "set", own, "up");
  }

  /** Adds a host. */
  public void add(String host) {
    hosts.add(host);
    String namespace = namespace(host);
    Shell.run("ip", "netns", "add", namespace);
    in(
        "switch", "ip", "link", "add", host, "type", "veth", "peer", "name", "eth0", "netns",
        namespace);
    in("switch", "ip", "link", "set", host, "master", "br0", "up");
    in(host, "ip", "address", "add", addressOf(host) + "/24", "dev", "eth0");
    in(host, "ip", "link", "set", "lo", "up");
    in(host, "ip", "link", "set", "eth0", "up");
    in(host, "nft", "add table ip jepsen");
    for (String chain : List.of("partition", "loss")) {
      in(
          host,
          "nft",
          "add chain ip jepsen %s { type filter hook input priority 0; }".formatted(chain));
    }
    // Connections that begin before a rule does must be known to it: so the chain is there first.
    in(host, "nft", "add chain ip jepsen divert { type nat hook output priority -100; }");
    in(host, "nft", "add chain ip jepsen sever { type filter hook output priority 0; }");
  }

  /** Where a host is found by the others and by clients. */
  public String addressOf(String host) {
    return address(1 + hosts.indexOf(host));
  }

  /** The words that make a command run on a host. */
  public List<String> on(String host) {
    return List.of("ip", "netns", "exec", namespace(host));
  }

  private void in(String host, String... words) {
    List<String> command = new ArrayList<>(on(host));
    command.addAll(Arrays.asList(words));
    Shell.run(command.toArray(new String[0]));
  }

  /** From now on nothing that {@code from} sends reaches {@code to}. */
  public void drop(String from, String to) {
    in(to, "nft", "add rule ip jepsen partition ip saddr %s drop".formatted(addressOf(from)));
  }

  /** From now on nothing passes between the two. */
  public void cut(String one, String other) {
    drop(one, other);
    drop(other, one);
  }

  /**
   * From now on nothing passes by the connections that {@code from} has made to a port of {@code
   * to}. Others, and new ones, work.
   *
   * @return how many there are
   */
  public int stick(String from, String to, int port) {
    List<String> ask = new ArrayList<>(on(from));
    ask.addAll(List.of("ss", "-Htn", "state", "established"));
    String peer = "%s:%d".formatted(addressOf(to), port);
    List<String> ports =
        Shell.run(ask.toArray(new String[0]))
            .lines()
            // Received, sent, own address, peer's; IPv4 may be written as mapped to IPv6.
            .map(line -> line.replace("[::ffff:", "").replace("]", "").strip().split("\\s+"))
            .filter(words -> words.length >= 4 && words[3].equals(peer))
            .map(words -> words[2].substring(words[2].lastIndexOf(':') + 1))
            .toList();
    for (String own : ports) {
      in(
          to,
          "nft",
          "add rule ip jepsen partition ip saddr %s tcp sport %s tcp dport %d drop"
              .formatted(addressOf(from), own, port));
      in(
          from,
          "nft",
          "add rule ip jepsen partition ip saddr %s tcp sport %d tcp dport %s drop"
              .formatted(addressOf(to), port, own));
    }
    return ports.size();
  }

  /**
   * From now on so many of a hundred packets from other hosts get lost before they reach this one.
   */
  public void lose(String host, int percent) {
    for (String other : hosts) {
      if (!other.equals(host)) {
        in(
            host,
            "nft",
            "add rule ip jepsen loss ip saddr %s numgen random mod 100 < %d drop"
                .formatted(addressOf(other), percent));
      }
    }
  }

  /** From now on the host sends no faster than that. */
  public void slow(String host, int kilobitsPerSecond) {
    in(
        host,
        "tc",
        "qdisc",
        "replace",
        "dev",
        "eth0",
        "root",
        "tbf",
        "rate",
        kilobitsPerSecond + "kbit",
        "burst",
        "16kb",
        "latency",
        "400ms");
  }

  /** Where what stands between hosts listens. */
  public String clientAddress() {
    return address(CLIENT_HOST);
  }

  /**
   * From now on connections that {@code from} makes to a port of {@code to} go to a port of the
   * clients' host instead. Those that it has are reset, for as long as that takes.
   */
  public void divert(String from, String to, int port, int through) {
    in(
        from,
        "nft",
        "add rule ip jepsen divert ip daddr %s tcp dport %d dnat to %s:%d"
            .formatted(addressOf(to), port, clientAddress(), through));
    in(
        from,
        "nft",
        "add rule ip jepsen sever ip daddr %s tcp dport %d reject with tcp reset"
            .formatted(addressOf(to), port));
  }

  /** Resets no connections any more. */
  public void endResets() {
    hosts.forEach(host -> in(host, "nft", "flush chain ip jepsen sever"));
  }

  /** What a host's connections wait for, and what is kept from it: for people to read. */
  public String state(String host) {
    StringBuilder state = new StringBuilder();
    for (List<String> question :
        List.of(List.of("ss", "-tnoi"), List.of("nft", "list", "ruleset"))) {
      List<String> words = new ArrayList<>(on(host));
      words.addAll(question);
      state.append(
          "$ %s\n%s\n".formatted(String.join(" ", question), Shell.tryRun(words).output()));
    }
    return state.toString();
  }

  /** Lets everything pass again. */
  public void heal() {
    for (String host : hosts) {
      for (String chain : List.of("partition", "loss", "divert", "sever")) {
        in(host, "nft", "flush chain ip jepsen " + chain);
      }
      List<String> shape = new ArrayList<>(on(host));
      shape.addAll(List.of("tc", "qdisc", "delete", "dev", "eth0", "root"));
      Shell.tryRun(shape); // Fails where there is none.
    }
  }

  /** Takes the hosts and the switch away. Whoever still runs there loses its network. */
  @Override
  public void close() {
    List<String> all = new ArrayList<>(hosts);
    all.add("switch");
    for (String host : all) {
      Shell.tryRun(List.of("ip", "netns", "delete", namespace(host)));
    }
    Shell.tryRun(List.of("ip", "link", "delete", link("c")));
    hosts.clear();
  }
}
