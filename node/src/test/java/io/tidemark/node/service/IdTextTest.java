package io.tidemark.node.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.node.service.IdText.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IdTextTest {

  private final IdText text = new IdText();

  @Test
  void linesAreReadBackAsTheyWereAdded() {
    List<String> ids = IntStream.range(0, 5_000).mapToObj(i -> "x".repeat(i % 200) + i).toList();
    text.begin(Shape.LINES);
    ids.forEach(text::add);
    assertEquals(ids, text.ids());
    assertEquals(String.join("\n", ids) + "\n", written());
    text.markRun();
    assertInstanceOf(IdRun.class, text.ids());
  }

  @Test
  void jsonStringsAreSeparatedAndEscaped() {
    text.begin(Shape.JSON_STRINGS);
    text.append(new byte[] {'['});
    text.add("a\"b");
    text.add("c\\d");
    text.add("e");
    text.append(new byte[] {']'});
    text.appendFirst();
    text.appendLast();
    assertEquals("[\"a\\\"b\",\"c\\\\d\",\"e\"]a\\\"be", written());
  }

  @Test
  void anIdIsWrittenInPlaceAndMayBeShorterThanItsRoom() {
    text.begin(Shape.JSON_STRINGS);
    for (int i = 0; i < 1_000; i++) {
      int at = text.open(300);
      text.array()[at] = 'z';
      text.close(at + 1);
    }
    assertEquals("\"z\"" + ",\"z\"".repeat(999), written());
  }

  @Test
  void anewMeansEmpty() {
    text.begin(Shape.LINES);
    text.add("a");
    text.markRun();
    text.begin(Shape.LINES);
    assertFalse(text.isRun());
    assertTrue(text.ids().isEmpty());
    assertEquals(0, text.length());
  }

  @Test
  void whatIsNotPrintableAsciiIsNoId() {
    text.begin(Shape.LINES);
    for (String id : List.of("a b", "a\nb", "\u00e4", "\u007f")) {
      assertThrows(IllegalArgumentException.class, () -> text.add(id));
    }
  }

  private String written() {
    return new String(text.array(), 0, text.length(), StandardCharsets.ISO_8859_1);
  }
}
