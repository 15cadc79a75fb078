package io.tidemark.jepsen.workload;

import io.tidemark.jepsen.checker.Checker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All workloads by their names. Here the next one is added. */
public final class Workloads {
  /** All of them at once. */
  public static final String ALL = "all";

  private static final List<Supplier<Workload>> SINGLE =
      List.of(UniqueIds::new, Monotonic::new, Namespaces::new, Ranges::new);

  /** With an operator, who wants the cluster for himself. */
  private static final List<Supplier<Workload>> OPERATED =
      List.of(Membership::new, BackupRestore::new);

  private Workloads() {}

  /** The names. */
  public static List<String> names() {
    List<String> names =
        new ArrayList<>(
            Stream.concat(SINGLE.stream(), OPERATED.stream()).map(w -> w.get().name()).toList());
    names.add(ALL);
    return names;
  }

  /**
   * A workload for one run.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Workload of(String name) {
    if (name.equals(ALL)) {
      return new Mixed(SINGLE.stream().map(Supplier::get).toList());
    }
    return Stream.concat(SINGLE.stream(), OPERATED.stream())
        .map(Supplier::get)
        .filter(workload -> workload.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no workload %s; there are %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** Several workloads in turn, each judged by its own checkers. */
  private record Mixed(List<Workload> workloads) implements Workload {

    @Override
    public String name() {
      return ALL;
    }

    @Override
    public List<Rule> namespaces() {
      return workloads.stream().flatMap(workload -> workload.namespaces().stream()).toList();
    }

    @Override
    public void step(Session session) {
      workloads.get(session.random().nextInt(workloads.size())).step(session);
    }

    @Override
    public List<Checker> checkers() {
      Map<String, Checker> byName = new LinkedHashMap<>();
      for (Workload workload : workloads) {
        workload.checkers().forEach(checker -> byName.put(checker.name(), checker));
      }
      return List.copyOf(byName.values());
    }
  }
}
