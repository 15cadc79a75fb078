package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The steps that changes of the members are made of. Each is one call that may be made again; it is
 * made until it is through, refused, or the wait is over. Says on standard error what it waits for.
 */
final class MemberSteps {

  private static final long PAUSE_MILLIS = 500;
  private static final String PATH = "/v1/cluster/members";
  private static final String LATER = "member_not_ready";

  private final CommandSpec spec;
  private final ClientOptions client;
  private final LongSupplier nanos;
  private final long deadlineNanos;
  private String waitingFor = "";

  /** How a step ended. */
  sealed interface Ended {

    /**
     * It is through.
     *
     * @param configurationIndex of the configuration that is in force now
     */
    record Done(long configurationIndex) implements Ended {}

    /** It is not, for a reason that has been said; the command ends with this exit code. */
    record Failed(int exitCode) implements Ended {}
  }

  MemberSteps(CommandSpec spec, ClientOptions client, Duration wait, LongSupplier nanos) {
    this.spec = spec;
    this.client = client;
    this.nanos = nanos;
    this.deadlineNanos = nanos.getAsLong() + wait.toNanos();
  }

  /** The members as they are; null if that can't be told, for a reason that has been said. */
  @Nullable Roster roster() {
    ApiResult result = client.call(ApiCall.get("/v1/cluster"));
    if (result instanceof ApiResult.Answered answered && answered.succeeded()) {
      return Roster.of(answered.text());
    }
    Answers.print(spec, result);
    return null;
  }

  Ended add(String name, String address, boolean listener, long expectedIndex) {
    ObjectNode body = new JsonMapper().createObjectNode();
    body.put("name", name).put("raft_address", address).put("role", role(listener));
    return made("POST", PATH, body.toString(), expectedIndex);
  }

  Ended promote(String name, long expectedIndex) {
    return made("POST", PATH + "/" + name + "/promote", "{}", expectedIndex);
  }

  static String role(boolean listener) {
    return listener ? "listener" : "voter";
  }

  /**
   * @param address where the new node is; null if it is a listener already
   */
  Ended replace(String name, String by, @Nullable String address, long expectedIndex) {
    ObjectNode body = new JsonMapper().createObjectNode();
    body.put("by", by);
    if (address != null) {
      body.put("raft_address", address);
    }
    return made("POST", PATH + "/" + name + "/replace", body.toString(), expectedIndex);
  }

  Ended remove(String name, long expectedIndex) {
    return made("DELETE", PATH + "/" + name, null, expectedIndex);
  }

  /** Takes a node off duty. */
  Ended drain(String name) {
    return made("POST", PATH + "/" + name + "/drain", "{}");
  }

  private Ended made(String method, String path, @Nullable String body, long expectedIndex) {
    return made(method, path + "?configuration_index=" + expectedIndex, body);
  }

  private Ended made(String method, String path, @Nullable String body) {
    ApiCall call = new ApiCall(method, path, body, "application/json", true);
    while (true) {
      ApiResult result = client.call(call);
      if (!(result instanceof ApiResult.Answered answered)) {
        return new Ended.Failed(Answers.print(spec, result));
      }
      JsonNode json = json(answered);
      if (answered.status() == 200) {
        return new Ended.Done(json.path("configuration_index").asLong());
      }
      boolean later =
          answered.status() == 202
              || json.path("code").asText("").equals(LATER)
              || (answered.status() == 503 && json.path("retryable").asBoolean());
      if (!later || !waited(json.path("detail").asText("it goes on"))) {
        return new Ended.Failed(
            answered.status() == 202 ? unfinished() : Answers.print(spec, result));
      }
    }
  }

  private int unfinished() {
    return Answers.fail(
        spec,
        Failure.of(
            ExitCode.OUTCOME_UNKNOWN,
            "it was not through within the wait and goes on; look with: tidemark member list"));
  }

  /** Whether there is time to try again; says once what is waited for. */
  boolean waited(String reason) {
    if (nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS) > deadlineNanos) {
      return false;
    }
    if (!reason.equals(waitingFor)) {
      waitingFor = reason;
      PrintWriter err = spec.commandLine().getErr();
      err.println("waiting: " + reason);
      err.flush();
    }
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static JsonNode json(ApiResult.Answered answered) {
    JsonMapper mapper = new JsonMapper();
    try {
      return mapper.readTree(answered.text());
    } catch (JsonProcessingException e) {
      return mapper.missingNode();
    }
  }
}
