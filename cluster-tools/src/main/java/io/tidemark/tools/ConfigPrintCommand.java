package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidemark.node.config.ConfigReport;
import io.tidemark.node.config.EffectiveSetting;
import io.tidemark.node.config.LoadedConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints every setting and where it comes from. */
@Command(
    name = "print",
    description = {
      "Print every setting of a node, its value, and where that comes from: a flag, a variable, the"
          + " file, or the default. Secrets are hidden.",
      "Exit code 2 if a node would refuse the settings; they are printed all the same."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark config print --config /etc/tidemark/node.yaml",
      "  tidemark config print --config node.yaml --limit hold_millis_max=30000 -o json"
    })
final class ConfigPrintCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: table).")
  private ClientOptions.Output output = ClientOptions.Output.TABLE;

  ConfigPrintCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ConfigReport report = node.report(environment);
    List<EffectiveSetting> settings = report.settings();
    List<List<String>> rows = settings.stream().map(ConfigPrintCommand::row).toList();
    Answers.print(
        spec,
        switch (output) {
          case TABLE -> Columns.aligned(List.of("SETTING", "VALUE", "FROM"), rows);
          case PLAIN -> Columns.tabbed(rows);
          case JSON -> json(settings);
        });
    return report.loaded() instanceof LoadedConfig.Refused(List<String> faults)
        ? Answers.fail(spec, new Failure(ExitCode.USAGE, faults))
        : ExitCode.OK.code();
  }

  private static List<String> row(EffectiveSetting setting) {
    return List.of(
        setting.key(),
        setting.value().isEmpty() ? Columns.NOTHING : setting.value(),
        setting.origin());
  }

  private static String json(List<EffectiveSetting> settings) {
    ArrayNode array = new JsonMapper().createArrayNode();
    for (EffectiveSetting setting : settings) {
      array
          .addObject()
          .put("key", setting.key())
          .put("value", setting.value())
          .put("source", setting.source().name().toLowerCase(Locale.ROOT))
          .put("origin", setting.origin());
    }
    return array.toString();
  }
}
