package io.tidemark.http.edge;

import io.tidemark.core.NamespaceName;
import io.tidemark.core.NodeName;
import io.tidemark.http.json.JsonFields;
import io.tidemark.http.json.MalformedJsonException;
import io.tidemark.node.service.Namespaces.Consistency;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what several calls take. */
public final class Requests {

  private static final String NAME_GRAMMAR =
      "is not a namespace name: 1 to 63 characters of a-z, 0-9, '.', '_' and '-', the first a"
          + " letter or a digit";

  private Requests() {}

  /** The fields of a body. */
  public static JsonFields fields(byte[] body) throws RefusedException {
    try {
      return JsonFields.parse(body);
    } catch (MalformedJsonException e) {
      throw Refusal.of(EdgeProblem.REQUEST_MALFORMED, e.reason()).asException();
    }
  }

  /** Refuses a body if anything is wrong with it; to be called when every field was taken. */
  public static void check(JsonFields fields) throws RefusedException {
    var faults = fields.faults();
    if (!faults.isEmpty()) {
      throw Refusal.invalid(faults).asException();
    }
  }

  /** The namespace that a path names. */
  public static NamespaceName namespace(String text) throws RefusedException {
    if (!NamespaceName.isValid(text)) {
      throw Refusal.invalid("name", NAME_GRAMMAR).asException();
    }
    return new NamespaceName(text);
  }

  /** The node that a path names. */
  public static NodeName member(String text) throws RefusedException {
    if (!NodeName.isValid(text)) {
      throw Refusal.invalid("name", "is not the name of a node").asException();
    }
    return new NodeName(text);
  }

  /** The namespace that the parameter {@code namespace} names. */
  public static Optional<NamespaceName> namespaceParameter(Exchange exchange)
      throws RefusedException {
    Optional<String> text = exchange.parameter("namespace");
    if (text.isPresent() && !NamespaceName.isValid(text.get())) {
      throw Refusal.invalid("namespace", NAME_GRAMMAR).asException();
    }
    return text.map(NamespaceName::new);
  }

  /** The namespace that the field {@code namespace} names; notes a fault if none can have it. */
  public static Optional<NamespaceName> namespaceField(JsonFields fields) {
    Optional<String> text = fields.text("namespace");
    if (text.isPresent() && !NamespaceName.isValid(text.get())) {
      fields.fault("namespace", NAME_GRAMMAR);
      return Optional.empty();
    }
    return text.map(NamespaceName::new);
  }

  /** How fresh a read must be: as the parameter {@code consistency} says, or linearizable. */
  public static Consistency consistency(Exchange exchange) throws RefusedException {
    Optional<String> text = exchange.parameter("consistency");
    if (text.isEmpty()) {
      return Consistency.LINEARIZABLE;
    }
    return constant(Consistency.class, text.get())
        .orElseThrow(
            () ->
                Refusal.invalid("consistency", "must be one of " + words(Consistency.class))
                    .asException());
  }

  /** The constant that a word stands for: its name in lower case. */
  public static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equals(word))
        .findFirst();
  }

  /** All words of a type, for people. */
  public static <E extends Enum<E>> String words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Requests::word)
        .collect(Collectors.joining(", "));
  }

  /** How a constant is written. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
