package io.tidemark.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version the version of the sources, such as {@code 0.1.0}
 * @param commit the abbreviated Git commit of the sources, or {@code unknown} if they were built
 *     outside a repository
 */
public record Build(String version, String commit) {
  private static final String RESOURCE = "build.properties";

  /**
   * Reads what the build wrote beside this class.
   *
   * @throws IllegalStateException if the resource is missing or incomplete, which only a broken
   *     build causes
   */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream resource = Build.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing from this build");
      }
      properties.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(required(properties, "version"), required(properties, "commit"));
  }

  private static String required(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalStateException(RESOURCE + " of this build does not say its " + key);
    }
    return value;
  }
}
