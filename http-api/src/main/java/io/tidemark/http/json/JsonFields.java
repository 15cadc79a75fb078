package io.tidemark.http.json;

import io.tidemark.core.FieldFault;
import io.tidemark.http.json.JsonValue.Bool;
import io.tidemark.http.json.JsonValue.Field;
import io.tidemark.http.json.JsonValue.Items;
import io.tidemark.http.json.JsonValue.Members;
import io.tidemark.http.json.JsonValue.Null;
import io.tidemark.http.json.JsonValue.Numeral;
import io.tidemark.http.json.JsonValue.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request body, taken one by one. Whatever is wrong with them is collected, so that
 * a caller learns all of it at once; what nobody took is unknown and refused. A field that is
 * {@code null} counts as left out.
 */
public final class JsonFields {

  /** The most faults that are told of one body. */
  public static final int FAULTS_MAX = 20;

  /** Up to here every integer is exact in a double, which is what many clients' numbers are. */
  public static final long EXACT_MAX = 1L << 53;

  private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]*)");
  private static final int QUOTED_LENGTH_MAX = 64;

  private final String prefix;
  private final Map<String, JsonValue> untaken = new LinkedHashMap<>();
  private final List<JsonFields> nested = new ArrayList<>();
  private final List<FieldFault> faults;

  /** Fields whose faults are noted under their names with the prefix. */
  private JsonFields(String prefix, List<FieldFault> faults) {
    this.prefix = prefix;
    this.faults = faults;
  }

  /**
   * Reads a body.
   *
   * @param body an object; an empty body is an empty object
   */
  public static JsonFields parse(byte[] body) throws MalformedJsonException {
    JsonFields fields = new JsonFields("", new ArrayList<>());
    switch (JsonParsing.parse(body)) {
      case null -> {}
      case Members members -> fields.addAll("", members, fields.untaken);
      case JsonValue other ->
          fields.fault("body", "must be a JSON object, not " + described(other));
    }
    return fields;
  }

  /** A string. */
  public Optional<String> text(String name) {
    return switch (take(name)) {
      case null -> Optional.empty();
      case Text(String value) -> Optional.of(value);
      case JsonValue other -> {
        fault(name, "must be a string, not " + described(other));
        yield Optional.empty();
      }
    };
  }

  /** An integer that is written as a JSON number without fraction and exponent. */
  public OptionalLong integer(String name, long min, long max) {
    JsonValue value = take(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Numeral(String literal) && INTEGER.matcher(literal).matches()) {
      OptionalLong number = asLong(literal);
      if (number.isPresent() && number.getAsLong() >= min && number.getAsLong() <= max) {
        return number;
      }
    }
    fault(name, "must be an integer from %d to %d, not %s".formatted(min, max, described(value)));
    return OptionalLong.empty();
  }

  /** {@code true} or {@code false}; false if left out. */
  public boolean flag(String name) {
    return switch (take(name)) {
      case null -> false;
      case Bool(boolean value) -> value;
      case JsonValue other -> {
        fault(name, "must be true or false, not " + described(other));
        yield false;
      }
    };
  }

  /**
   * A 64-bit integer, written as a string of digits, or as a JSON number up to 2^53.
   *
   * @param otherwise what a field that is left out stands for
   */
  public long wideInteger(String name, long otherwise) {
    JsonValue value = take(name);
    if (value == null) {
      return otherwise;
    }
    String digits =
        switch (value) {
          case Text(String text) -> text;
          case Numeral(String literal) -> literal;
          case Bool _, Null _, Items _, Members _ -> "";
        };
    OptionalLong number = asLong(digits);
    if (!INTEGER.matcher(digits).matches()) {
      fault(name, "must be an integer, as a string or as a number, not " + described(value));
    } else if (number.isEmpty()) {
      fault(name, quoted(digits) + " does not fit in 63 bits");
    } else if (value instanceof Numeral && Math.abs(number.getAsLong()) > EXACT_MAX) {
      fault(
          name,
          digits + " is beyond 2^53, where JSON numbers are no longer exact; write it as a string");
    } else {
      return number.getAsLong();
    }
    return otherwise;
  }

  /**
   * The fields of an object within the body, whose faults count as the body's; empty if left out.
   */
  public Optional<JsonFields> object(String name) {
    return switch (take(name)) {
      case null -> Optional.empty();
      case Members members -> {
        JsonFields fields = new JsonFields(prefix + name + ".", faults);
        fields.addAll("", members, fields.untaken);
        nested.add(fields);
        yield Optional.of(fields);
      }
      case JsonValue other -> {
        fault(name, "must be an object, not " + described(other));
        yield Optional.empty();
      }
    };
  }

  /** An object whose values are strings; empty if left out. */
  public SortedMap<String, String> texts(String name) {
    SortedMap<String, String> texts = new TreeMap<>();
    switch (take(name)) {
      case null -> {}
      case Members members -> {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        addAll(name + ".", members, values);
        values.forEach(
            (key, value) -> {
              if (value instanceof Text(String text)) {
                texts.put(key, text);
              } else {
                fault(name + "." + quoted(key), "must be a string, not " + described(value));
              }
            });
      }
      case JsonValue other -> fault(name, "must be an object of strings, not " + described(other));
    }
    return texts;
  }

  /** Whether no field is there. */
  public boolean isEmpty() {
    return untaken.isEmpty() && faults.isEmpty();
  }

  /** Whether the field is there and not {@code null}; takes nothing. */
  public boolean has(String name) {
    JsonValue value = untaken.get(name);
    return value != null && !(value instanceof Null);
  }

  /** Takes a field that may only be {@code null}. */
  public void nothing(String name, String why) {
    if (take(name) != null) {
      fault(name, why);
    }
  }

  /** Notes that something is wrong with a field. */
  public void fault(String name, String detail) {
    if (faults.size() < FAULTS_MAX) {
      faults.add(new FieldFault(prefix + name, detail));
    }
  }

  /**
   * What is wrong with the body; to be asked when every known field was taken.
   *
   * @return empty if nothing is
   */
  public List<FieldFault> faults() {
    untaken.keySet().forEach(name -> fault(quoted(name), "is not a field of this request"));
    untaken.clear();
    nested.forEach(JsonFields::faults);
    nested.clear();
    return List.copyOf(faults);
  }

  private @Nullable JsonValue take(String name) {
    JsonValue value = untaken.remove(name);
    return value instanceof Null ? null : value;
  }

  private void addAll(String prefix, Members members, Map<String, JsonValue> into) {
    for (Field field : members.fields()) {
      if (into.putIfAbsent(field.name(), field.value()) != null) {
        fault(prefix + quoted(field.name()), "is given more than once");
      }
    }
  }

  /** Empty if the text is no integer of 64 bits. */
  private static OptionalLong asLong(String digits) {
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static String described(JsonValue value) {
    return switch (value) {
      case Text(String text) -> "the string \"" + quoted(text) + "\"";
      case Numeral(String literal) -> quoted(literal);
      case Bool(boolean bool) -> String.valueOf(bool);
      case Null() -> "null";
      case Items _ -> "an array";
      case Members _ -> "an object";
    };
  }

  private static String quoted(String text) {
    if (text.length() <= QUOTED_LENGTH_MAX) {
      return text;
    }
    // A pair of surrogates is never cut in half: half of one can't be written as UTF-8.
    boolean splits = Character.isHighSurrogate(text.charAt(QUOTED_LENGTH_MAX - 1));
    return text.substring(0, splits ? QUOTED_LENGTH_MAX - 1 : QUOTED_LENGTH_MAX) + "...";
  }
}
