package io.tidemark.node.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what a node is told: flags over {@code TIDEMARK_*} variables over a YAML file. Collects
 * everything that is wrong before it refuses, and refuses what it does not know: a misspelt bound
 * must not silently be the default.
 */
public final class NodeConfigLoader {
  /** Where the file is; not a setting of the file itself. */
  private static final String FILE_VARIABLE = ConfigKey.VARIABLE_PREFIX + "CONFIG";

  /** Variables of Tidemark that are not about a node. */
  static final Set<String> OTHER_VARIABLES =
      Set.of(
          FILE_VARIABLE,
          ConfigKey.VARIABLE_PREFIX + "ENDPOINTS",
          ConfigKey.VARIABLE_PREFIX + "HOME",
          ConfigKey.VARIABLE_PREFIX + "JAVA_OPTS",
          ConfigKey.VARIABLE_PREFIX + "LOG",
          // A restart that is told by these which node it is about may hand them down to it.
          ConfigKey.VARIABLE_PREFIX + "NODE",
          ConfigKey.VARIABLE_PREFIX + "NODE_HTTP",
          ConfigKey.VARIABLE_PREFIX + "NODE_RAFT");

  /**
   * What Kubernetes puts into every container once a Service is called {@code tidemark} or {@code
   * tidemark-anything}.
   */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile(
          "TIDEMARK_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");

  private final List<String> faults = new ArrayList<>();
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private NodeConfigLoader() {}

  /**
   * Reads and checks a configuration. Touches nothing but the file.
   *
   * @param file the flag {@code --config}, or empty for the variable {@code TIDEMARK_CONFIG}
   * @param flags what was given on the command line, by its name in the file: {@code data_dir},
   *     {@code limits.hold_millis_max}
   * @param environment all variables of the process
   */
  public static LoadedConfig load(
      String file, Map<String, String> flags, Map<String, String> environment) {
    return report(file, flags, environment).loaded();
  }

  /**
   * Reads and checks a configuration as {@link #load} does, and tells where each setting is from.
   */
  public static ConfigReport report(
      String file, Map<String, String> flags, Map<String, String> environment) {
    NodeConfigLoader loader = new NodeConfigLoader();
    String path = file.isEmpty() ? environment.getOrDefault(FILE_VARIABLE, "") : file;
    if (!path.isEmpty()) {
      loader.takeFile(path, file.isEmpty() ? FILE_VARIABLE : "--config");
    }
    loader.takeVariables(environment);
    loader.takeFlags(flags);
    return ConfigReport.of(
        loader.settings, new NodeConfigCheck(loader.settings, loader.faults).result());
  }

  private void takeFile(String path, String origin) {
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      faults.add("%s: '%s' is not a path: %s".formatted(origin, path, e.getReason()));
      return;
    }
    Map<String, Setting> inFile = YamlSettings.read(file, faults);
    Set<String> known = ConfigKey.ALL.stream().map(ConfigKey::path).collect(Collectors.toSet());
    inFile.forEach(
        (key, setting) -> {
          if (known.contains(key)) {
            settings.put(key, setting);
          } else {
            faults.add(unknown(setting.origin(), key));
          }
        });
  }

  private static String unknown(String origin, String key) {
    boolean limit = key.startsWith(ConfigKey.LIMITS + ".");
    String known =
        ConfigKey.ALL.stream()
            .map(ConfigKey::path)
            .filter(path -> path.startsWith(ConfigKey.LIMITS + ".") == limit)
            .collect(Collectors.joining(", "));
    return "%s: '%s' is not a setting; there are: %s%s"
        .formatted(origin, key, known, limit ? "" : ", " + ConfigKey.LIMITS);
  }

  private void takeVariables(Map<String, String> environment) {
    Map<String, String> keyByVariable =
        ConfigKey.ALL.stream().collect(Collectors.toMap(ConfigKey::variable, ConfigKey::path));
    // Sorted, so that the same environment gives the same messages in the same order.
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              String key = keyByVariable.get(variable);
              if (key == null) {
                refuseStranger(variable);
              } else if (value.isBlank()) {
                faults.add("%s is empty; give it a value or unset it".formatted(variable));
              } else {
                settings.put(key, new Setting(value.strip(), variable));
              }
            });
  }

  private void refuseStranger(String variable) {
    if (variable.startsWith(ConfigKey.VARIABLE_PREFIX)
        && !OTHER_VARIABLES.contains(variable)
        && !OF_KUBERNETES.matcher(variable).matches()) {
      faults.add(
          "%s is not a variable of Tidemark; unset it or correct its name. There are: %s"
              .formatted(
                  variable,
                  ConfigKey.ALL.stream()
                      .map(ConfigKey::variable)
                      .collect(Collectors.joining(", "))));
    }
  }

  private void takeFlags(Map<String, String> flags) {
    Map<String, ConfigKey> keys =
        ConfigKey.ALL.stream().collect(Collectors.toMap(ConfigKey::path, key -> key));
    flags.forEach(
        (path, value) -> {
          ConfigKey key = keys.get(path);
          if (key == null) {
            faults.add(unknown(new ConfigKey(path).flag(), path));
          } else if (value.isBlank()) {
            faults.add("%s is empty; give it a value or leave it out".formatted(key.flag()));
          } else {
            settings.put(path, new Setting(value.strip(), key.flag()));
          }
        });
  }
}
