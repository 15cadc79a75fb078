package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The fields of a rule as they are typed: {@code field=text} and {@code field:=json}. */
final class RuleFields {

  private RuleFields() {}

  /**
   * The rule as JSON.
   *
   * @throws IllegalArgumentException if an argument is not a field, or one is given twice
   */
  static String json(List<String> arguments) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode rule = mapper.createObjectNode();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      boolean json = equals > 0 && argument.charAt(equals - 1) == ':';
      String field = argument.substring(0, Math.max(0, json ? equals - 1 : equals));
      if (field.isEmpty()) {
        throw new IllegalArgumentException(
            "'%s' is not a field; write FIELD=TEXT or FIELD:=JSON".formatted(argument));
      }
      if (rule.has(field)) {
        throw new IllegalArgumentException("field %s is given twice".formatted(field));
      }
      String value = argument.substring(equals + 1);
      if (json) {
        try {
          rule.set(field, mapper.readTree(value));
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException(
              "the value of %s is not JSON: %s; for a text write %s=TEXT"
                  .formatted(field, e.getOriginalMessage(), field),
              e);
        }
      } else {
        rule.put(field, value);
      }
    }
    return rule.toString();
  }
}
