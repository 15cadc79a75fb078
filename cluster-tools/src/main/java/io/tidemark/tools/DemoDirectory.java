package io.tidemark.tools;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo's nodes keep their files.
 *
 * @param temporary whether it is removed at the end
 */
record DemoDirectory(Path path, boolean temporary) implements AutoCloseable {

  /** Opens the given directory, created if need be, or a temporary one. */
  static DemoDirectory open(@Nullable Path given) throws IOException {
    if (given == null) {
      return new DemoDirectory(Files.createTempDirectory("tidemark-demo-"), true);
    }
    return new DemoDirectory(Files.createDirectories(given).toAbsolutePath().normalize(), false);
  }

  @Override
  public void close() throws IOException {
    if (temporary && Files.exists(path)) {
      Files.walkFileTree(path, new Removal());
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException thrown)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
