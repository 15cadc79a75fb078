package io.tidemark.jepsen.db;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster under test is made of.
 *
 * @param distribution directory of the packaged distribution
 * @param voters nodes that form the cluster
 * @param spares nodes that may join it
 * @param flags of every {@code tidemark server}
 * @param fakeClocks whether nodes live by clocks that can be changed
 * @param dataMebibytes size of the file system that each data directory is; 0 for none of its own
 * @param powerCuts whether it is known what nodes have forced to disk
 * @param mutant directory of classes that take the place of the distribution's; null for none
 */
public record DbPlan(
    Path distribution,
    int voters,
    int spares,
    List<String> flags,
    boolean fakeClocks,
    int dataMebibytes,
    boolean powerCuts,
    @Nullable Path mutant) {

  public DbPlan {
    flags = List.copyOf(flags);
  }
}
