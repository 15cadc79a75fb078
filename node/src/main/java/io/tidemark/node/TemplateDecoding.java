package io.tidemark.node;

import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.node.issue.SequencePrinting;
import io.tidemark.node.service.Decoding.Origin;
import io.tidemark.node.service.Decoding.Printed;
import io.tidemark.node.service.Decoding.Reading;
import io.tidemark.period.Period;
import io.tidemark.template.PrintedId;
import io.tidemark.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads IDs by the templates of sequences. */
final class TemplateDecoding {

  /** How many namespaces are looked at for an ID of which nobody says whose it is. */
  private static final int NAMESPACES_TRIED_MAX = 1_000;

  private final SequencePrinting printing;

  TemplateDecoding(SequencePrinting printing) {
    this.printing = printing;
  }

  static boolean isTemplated(NamespaceRecord namespace) {
    SequenceRule rule = namespace.rule().sequence();
    return rule != null && rule.template() != null;
  }

  /** The reading by a namespace's template; none if it prints no such string. */
  List<Reading> readings(View view, NamespaceRecord namespace, String id) {
    SequenceRule rule = namespace.rule().sequence();
    Template template = rule == null ? null : rule.compiled();
    Optional<PrintedId> printed = template == null ? Optional.empty() : template.read(id);
    return rule == null || printed.isEmpty()
        ? List.of()
        : List.of(reading(view, namespace, rule, printed.get()));
  }

  /** The readings by the templates of a tenant's first namespaces. */
  List<Reading> candidates(View view, TenantId tenant, String id) {
    List<NamespaceRecord> templated = new ArrayList<>();
    int[] looked = new int[1];
    view.namespaces()
        .scan(
            new NamespaceKey(tenant, new NamespaceName("0")),
            (key, stored) -> {
              if (key.tenant().equals(tenant) && isTemplated(stored)) {
                templated.add(stored);
              }
              return key.tenant().equals(tenant) && ++looked[0] < NAMESPACES_TRIED_MAX;
            });
    return templated.stream().flatMap(stored -> readings(view, stored, id).stream()).toList();
  }

  private Reading reading(
      View view, NamespaceRecord namespace, SequenceRule rule, PrintedId printed) {
    long value = printing.of(namespace.tenant(), namespace.name(), rule).valueOf(printed);
    PeriodLabel label =
        printed.period().map(Period::label).map(PeriodLabel::new).orElse(PeriodLabel.NONE);
    Optional<Origin> origin =
        printed.check() == PrintedId.Check.INVALID
            ? Optional.empty()
            : DecodingDesk.originOf(view, value, namespace, label);
    return new Reading.Value(value, origin, Optional.of(new Printed(namespace.name(), printed)));
  }
}
