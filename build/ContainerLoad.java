import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks every target for IDs while something is done to the cluster, and finds any that came twice
 * and any call that failed though its target was meant to work. Told by lines on standard input:
 *
 * <ul>
 *   <li>{@code excuse NAME...}: these targets may fail from now on
 *   <li>{@code expect NAME...}: these must not fail any more, once each has answered
 *   <li>{@code step NAME}: says what came since the last step
 *   <li>{@code end}: says what came in all, and ends
 * </ul>
 *
 * <p>Each is answered by a line. Exits with 1 if there was a duplicate or a failure.
 */
final class ContainerLoad {

  private static final Duration CALL_MAX = Duration.ofSeconds(10);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int FAULTS_KEPT_MAX = 20;

  /** Ways to ask: a prefix that tells the IDs of two rules apart, and the body. */
  private static final Map<String, String> BODIES = bodies();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong excused = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private long failed;
  private long repeated;

  private ContainerLoad() {}

  /** Where IDs are asked for; how often that was excused or expected tells a change. */
  private static final class Target {
    private final String name;
    private final URI address;
    private volatile boolean mayFail;
    private volatile long changes;
    private volatile long answers;

    Target(String argument) {
      int equals = argument.indexOf('=');
      name = argument.substring(0, equals);
      address = URI.create(argument.substring(equals + 1) + "/generate");
      // The first "expect" tells that it is there.
      mayFail = true;
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    ContainerLoad load = new ContainerLoad();
    for (String argument : args) {
      Target target = new Target(argument);
      load.targets.put(target.name, target);
    }
    for (Target target : load.targets.values()) {
      Thread.ofPlatform().daemon().start(() -> load.ask(target));
    }
    System.exit(load.obey() ? 0 : 1);
  }

  private static Map<String, String> bodies() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("uuid7", "{}");
    bodies.put("ulid", "{\"format\":\"ulid\",\"count\":5}");
    bodies.put("snowflake", "{\"format\":\"snowflake\"}");
    bodies.put("orders", "{\"namespace\":\"orders\",\"count\":3}");
    return bodies;
  }

  /** Returns whether all was well. */
  private boolean obey() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.strip().split(" +");
      switch (words[0]) {
        case "excuse" -> change(words, true);
        case "expect" -> {
          awaitAnswers(words);
          change(words, false);
        }
        case "step" -> say(words[1]);
        case "end" -> {
          System.out.printf(
              "MEASURED all_ids=%d all_failed=%d all_repeated=%d%n", seen.size(), failed, repeated);
          return wasWell();
        }
        default -> throw new IOException("what is '%s'?".formatted(line));
      }
    }
    throw new IOException("ended without 'end'");
  }

  /** Waits until each target has answered again. */
  private void awaitAnswers(String[] words) throws IOException {
    long deadline = System.nanoTime() + ANSWER_MAX.toNanos();
    for (int i = 1; i < words.length; i++) {
      Target target = targets.get(words[i]);
      long before = target.answers;
      while (target.answers == before) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("%s does not answer".formatted(target.name));
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void change(String[] words, boolean mayFail) {
    for (int i = 1; i < words.length; i++) {
      Target target = targets.get(words[i]);
      target.mayFail = mayFail;
      target.changes++;
    }
    System.out.println("ok");
  }

  private synchronized boolean wasWell() {
    return failed == 0 && repeated == 0 && !seen.isEmpty();
  }

  private synchronized void say(String step) {
    System.out.printf(
        "MEASURED %1$s_calls=%2$d %1$s_failed=%3$d %1$s_excused=%4$d %1$s_slowest_millis=%5$d"
            + " ids_so_far=%6$d repeated_so_far=%7$d%n",
        step,
        calls.getAndSet(0),
        failed,
        excused.getAndSet(0),
        TimeUnit.NANOSECONDS.toMillis(slowestNanos.getAndSet(0)),
        seen.size(),
        repeated);
    faults.forEach(System.err::println);
    faults.clear();
  }

  private void ask(Target target) {
    while (true) {
      for (Map.Entry<String, String> way : BODIES.entrySet()) {
        boolean wasExcused = target.mayFail;
        long changes = target.changes;
        long begun = System.nanoTime();
        String fault = call(target, way.getKey(), way.getValue());
        long took = System.nanoTime() - begun;
        if (fault.isEmpty()) {
          calls.incrementAndGet();
          target.answers++;
          if (!wasExcused) {
            slowestNanos.accumulateAndGet(took, Math::max);
          }
        } else if (wasExcused || target.mayFail || changes != target.changes) {
          excused.incrementAndGet();
        } else {
          failed(
              "%s failed at %s after %d ms: %s"
                  .formatted(way.getKey(), target.name, took / 1_000_000, fault));
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private synchronized void failed(String fault) {
    failed++;
    if (faults.size() < FAULTS_KEPT_MAX) {
      faults.add(fault);
    }
  }

  /** Asks once; returns what went wrong, if anything did. IDs count even where a call may fail. */
  private String call(Target target, String rule, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(target.address)
            .timeout(CALL_MAX)
            .header("Accept", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        return answer.statusCode() + " " + answer.body();
      }
      answer.body().lines().forEach(id -> take(rule + " " + id));
      return "";
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts", e);
    }
  }

  private void take(String id) {
    if (!seen.add(id)) {
      synchronized (this) {
        repeated++;
        faults.add("issued twice: " + id);
      }
    }
  }
}
