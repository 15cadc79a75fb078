package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.core.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {

  private static final Witness WITNESS =
      new Witness(
          "7f3c0a52-1c7e-4e0a-9d0b-3c1b5a8e2f10",
          new LogPosition(3, 400_000),
          new LogPosition(4, 412_345),
          new StoredConfiguration(399_999, "0badcafe"));

  @TempDir Path home;

  @Test
  void a_witness_reads_as_it_was_written() {
    assertEquals(WITNESS, Witness.decode(WITNESS.encode()));
    Witness nothing = Witness.nothing(WITNESS.clusterId());
    assertEquals(nothing, Witness.decode(nothing.encode()));
  }

  @Test
  void a_witness_of_version_1_is_read() {
    String body =
        """
        tidemark witness 1
        cluster 7f3c0a52-1c7e-4e0a-9d0b-3c1b5a8e2f10
        snapshot 3 400000
        applied 4 412345
        configuration 399999
        """;
    Witness read = Witness.decode(sealed(body));
    assertEquals(
        new Witness(
            WITNESS.clusterId(),
            WITNESS.snapshot(),
            WITNESS.applied(),
            new StoredConfiguration(399_999, "")),
        read);
  }

  @Test
  void a_witness_of_a_later_version_is_refused_with_the_way_out() {
    byte[] later = sealed("tidemark witness 3\nand more\n");
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Witness.decode(later));
    assertEquals(
        "of version 3, and this node knows up to 2; upgrade this node", refusal.getMessage());
  }

  private static byte[] sealed(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return "%scrc32c %08x\n".formatted(body, crc.getValue()).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void a_witness_with_any_bit_flipped_is_not_believed() {
    byte[] good = WITNESS.encode();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(IllegalArgumentException.class, () -> Witness.decode(flipped), "bit " + bit);
    }
  }

  @Test
  void a_witness_that_was_cut_off_is_not_believed() {
    byte[] good = WITNESS.encode();
    for (int length = 0; length < good.length; length++) {
      byte[] torn = Arrays.copyOf(good, length);
      assertThrows(IllegalArgumentException.class, () -> Witness.decode(torn));
    }
  }

  @Test
  void the_file_keeps_the_last_change_and_leaves_nothing_beside_it() throws Exception {
    Path file = home.resolve("witness");
    WitnessFile written = WitnessFile.open(file);
    assertNull(written.witness());
    assertThrows(IllegalStateException.class, () -> written.update(last -> last));
    written.begin(WITNESS);
    written.update(last -> last.withApplied(new LogPosition(5, 500_000)));
    Witness read = WitnessFile.open(file).witness();
    assertEquals(WITNESS.withApplied(new LogPosition(5, 500_000)), read);
    try (var files = Files.list(home)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void a_change_that_changes_nothing_is_not_written() throws Exception {
    Path file = home.resolve("witness");
    WitnessFile written = WitnessFile.open(file);
    written.begin(WITNESS);
    Files.delete(file);
    written.update(last -> last.withSnapshot(WITNESS.snapshot()));
    assertEquals(false, Files.exists(file));
  }

  @Test
  void a_file_that_is_torn_is_named() throws IOException {
    Path file = home.resolve("witness");
    Files.writeString(file, "tidemark witness 1\n");
    IOException thrown = assertThrows(IOException.class, () -> WitnessFile.open(file));
    assertEquals(file + " is not a witness, or its checksum does not match", thrown.getMessage());
  }
}
