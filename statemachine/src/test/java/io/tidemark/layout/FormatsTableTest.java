package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the page that people choose a kind by are IDs of that kind. */
class FormatsTableTest {

  private static final Pattern LINE =
      Pattern.compile("\\| [^|]* \\| `([a-z0-9]+)`[^|]* \\| `([^`]+)` \\|");

  private final Recognition recognition =
      new Recognition(new InstanceField(new byte[InstanceField.KEY_BYTES]));

  private static Kind kindOf(DecodedId decoded) {
    return switch (decoded) {
      case DecodedId.Uuid7Id _ -> Kind.UUID7;
      case DecodedId.Uuid4Id _ -> Kind.UUID4;
      case DecodedId.UlidId _ -> Kind.ULID;
      case DecodedId.TypeId _ -> Kind.TYPEID;
      case DecodedId.KsuidId _ -> Kind.KSUID;
      case DecodedId.ObjectId _ -> Kind.OBJECTID;
      case DecodedId.NanoId _ -> Kind.NANOID;
      case DecodedId.SnowflakeId _ -> Kind.SNOWFLAKE;
      case DecodedId.Snowflake53Id _ -> Kind.SNOWFLAKE53;
      case DecodedId.SequenceId _ -> Kind.SEQUENCE;
    };
  }

  @Test
  void everyKindIsInTheTableWithAnExampleThatIsRecognized() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "formats.md"));
    Matcher line = LINE.matcher(page.substring(0, page.indexOf("All but two")));
    Set<Kind> shown = EnumSet.noneOf(Kind.class);
    while (line.find()) {
      Kind kind = Kind.valueOf(line.group(1).toUpperCase(Locale.ROOT));
      String example = line.group(2);
      shown.add(kind);
      assertTrue(
          recognition.readings(example).stream().anyMatch(read -> kindOf(read) == kind), example);
    }
    assertEquals(EnumSet.allOf(Kind.class), shown);
  }
}
