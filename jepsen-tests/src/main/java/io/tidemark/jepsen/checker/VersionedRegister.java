package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace's rule is to its users: a text with a generation that every change raises by
 * one, and compare-and-set by that generation. Writing what stands there changes nothing, so that a
 * write may be made again after a lost answer. Generation 0: it does not exist.
 */
record VersionedRegister(long generation, String text) {

  static final VersionedRegister NOTHING = new VersionedRegister(0, "");

  /**
   * One call.
   *
   * @param expected of a compare-and-set; 0 otherwise
   * @param written the text of a change
   * @param answer what was learnt; null if nothing was
   */
  record Call(String f, long expected, String written, @Nullable JsonNode answer) {

    boolean isChange() {
      return !f.equals("read");
    }
  }

  /** The register after the call, or null if it can't have answered so. */
  @Nullable VersionedRegister after(Call call) {
    JsonNode answer = call.answer();
    return switch (call.f()) {
      case "read" -> answer == null || isSeenBy(answer) ? this : null;
      case "write" -> changed(call.written(), answer);
      case "cas" -> {
        boolean held = call.expected() == generation;
        if (answer != null && answer.path("held").asBoolean() != held) {
          yield null;
        }
        yield held ? changed(call.written(), answer) : this;
      }
      default -> throw new IllegalArgumentException("a register has no " + call.f());
    };
  }

  private boolean isSeenBy(JsonNode answer) {
    return answer.path("generation").asLong() == generation
        && answer.path("text").asText().equals(text);
  }

  private @Nullable VersionedRegister changed(String written, @Nullable JsonNode answer) {
    boolean stands = generation > 0 && written.equals(text);
    VersionedRegister next = stands ? this : new VersionedRegister(generation + 1, written);
    return answer == null || answer.path("generation").asLong() == next.generation() ? next : null;
  }
}
