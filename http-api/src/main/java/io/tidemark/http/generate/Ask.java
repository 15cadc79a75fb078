package io.tidemark.http.generate;

import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.TenantId;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.IssueRequest.Source;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What is asked for, and how it shall be told.
 *
 * @param counted whether a count was given, be it 1
 * @param plain whether the IDs are wanted as lines of text
 */
record Ask(IssueRequest request, boolean counted, boolean plain) {

  private static final IssueRequest USUAL =
      new IssueRequest(TenantId.DEFAULT, new Source.OfNamespace(NamespaceName.DEFAULT), 1);

  private static final Ask NOTHING = new Ask(USUAL, false, false);
  private static final Ask NOTHING_PLAIN = new Ask(USUAL, false, true);

  /** Another name for the default kind. */
  private static final String ALIAS_OF_UUID7 = "uuid";

  int count() {
    return request.count();
  }

  /** What an empty body asks for. */
  static Ask ofNothing(boolean plain) {
    return plain ? NOTHING_PLAIN : NOTHING;
  }

  /** Reads a body. */
  static Ask read(byte[] body, boolean plain) throws RefusedException {
    JsonFields fields = Requests.fields(body);
    boolean both = fields.has("namespace") && fields.has("format");
    Optional<NamespaceName> namespace = Requests.namespaceField(fields);
    Optional<Kind> kind = fields.text("format").flatMap(format -> kind(fields, format));
    if (both) {
      fields.fault("format", "can't be given together with namespace, whose rule has a kind");
    }
    OptionalLong count = fields.integer("count", 1, IssueRequest.COUNT_MAX);
    Requests.check(fields);
    Source source =
        kind.isPresent()
            ? new Source.OfKind(kind.get())
            : new Source.OfNamespace(namespace.orElse(NamespaceName.DEFAULT));
    return new Ask(
        new IssueRequest(TenantId.DEFAULT, source, (int) count.orElse(1)),
        count.isPresent(),
        plain);
  }

  private static Optional<Kind> kind(JsonFields fields, String format) {
    Optional<Kind> named =
        format.equals(ALIAS_OF_UUID7)
            ? Optional.of(Kind.UUID7)
            : Requests.constant(Kind.class, format);
    Optional<Kind> kind = named.filter(Kind::isBuiltIn);
    if (kind.isEmpty()) {
      fields.fault(
          "format",
          named.isPresent()
              ? "must not be %s: such IDs come from a namespace of that kind".formatted(format)
              : "must be one of uuid (for uuid7), " + builtIn());
    }
    return kind;
  }

  private static String builtIn() {
    return Arrays.stream(Kind.values())
        .filter(Kind::isBuiltIn)
        .map(Requests::word)
        .collect(Collectors.joining(", "));
  }
}
