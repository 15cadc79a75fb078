package io.tidemark.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

  @ParameterizedTest
  @CsvSource({
    "ORD-{date:yyyyMMdd}-{seq:8}-{check:luhn}, DAILY, 42, ORD-20261122-00000042-6",
    "{seq}, NONE, 42, 42",
    "{seq:8}, NONE, 42, 00000042",
    "{seq:2+}, NONE, 1042, 1042",
    "{seq:base36}, NONE, 123456, 2N9C",
    "{seq:8:base32}, NONE, 1234567, 00015NM7",
    "{seq:base62}, NONE, 61, z",
    "{seq:base58}, NONE, 58, 21",
    "{seq:4:base16}, NONE, 255, 00FF",
    "INV/{date:yyyy}/{seq:5}, YEARLY, 7, INV/2026/00007",
    "{date:YYYY-'W'ww}-{seq}, WEEKLY, 7, 2026-W47-7",
    "{date:yyyyDDD}.{seq}, DAILY, 7, 2026326.7",
    "{date:yyyy'Q'Q-MM}-{seq}, MONTHLY, 7, 2026Q4-11-7",
    "{date:yyyyMMddHH}-{seq:3}, HOURLY, 7, 2026112215-007",
    "{node}-{seq}, NONE, 7, n1-7",
    "{seq}@{epoch}, NONE, 7, 7@3",
    "{opaque:3}, NONE, 7, 992"
  })
  void prints_as_written(String text, Reset reset, long value, String id)
      throws MalformedTemplateException {
    Template template = Template.compile(text, reset);
    Period period = reset == Reset.NONE ? null : reset.periodOf(DAY, 15);
    assertEquals(id, print(template, period, value));
    PrintedId read = template.read(id).orElseThrow();
    assertEquals(Optional.ofNullable(period), read.period());
    assertEquals(template.isOpaque() ? template.valueMax() - value : value, read.number());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ORD                           | NONE   | prints no value",
        "{seq}-{seq}                   | NONE   | prints the value twice",
        "{seq                          | NONE   | at character 1: '{' is not closed",
        "a}{seq}                       | NONE   | at character 2: '}' closes nothing",
        "{sequence}                    | NONE   | at character 1: {sequence} is unknown",
        "a b{seq}                      | NONE   | at character 2: only printable ASCII",
        "ü{seq}                        | NONE   | at character 1: only printable ASCII",
        "{seq:20}                      | NONE   | no value has more than 19 symbols",
        "{seq:base64}                  | NONE   | 'base64' is neither a width",
        "{seq:0}                       | NONE   | '0' is neither a width",
        "{opaque}                      | NONE   | needs a fixed width",
        "{opaque:8+}                   | NONE   | needs a fixed width",
        "{opaque:19}                   | NONE   | at most 18 symbols of base10",
        "{seq}{rand}                   | NONE   | needs a fixed width from 1 to 32",
        "{seq}{check:crc}              | NONE   | names no check",
        "{node:3}{seq}                 | NONE   | takes no options",
        "{date:yyyy}-{seq}             | NONE   | the line never resets",
        "{seq}                         | DAILY  | prints the same for two periods of reset daily",
        "{date:yyyyMM}-{seq}           | DAILY  | write {date:yyyyMMdd}",
        "{date:yyyyMMdd}-{seq}         | HOURLY | write {date:yyyyMMddHH}",
        "{date:yyyyMMdd}-{seq}         | YEARLY | 'MM' is not the same throughout a period",
        "{date:yyyyww}-{seq}           | WEEKLY | 'yyyy' is not the same throughout a period",
        "{date:yyMMdd}-{seq}           | DAILY  | at character 7: 'yy' is not four digits",
        "{date:yyyyMMddhh}-{seq}       | HOURLY | 'hh' is a 12-hour clock",
        "{date:yyyyMMMdd}-{seq}        | DAILY  | 'MMM' is text or of variable width",
        "{date:yyyyMd}-{seq}           | DAILY  | 'M' is text or of variable width",
        "{date:yyyyMMddE}-{seq}        | DAILY  | depends on a language",
        "{date:yyyyMMddHHmm}-{seq}     | HOURLY | finer than any period",
        "{date:yyyyMMddHHXX}-{seq}     | HOURLY | a zone or an offset",
        "{date:yyyy[MM]}-{seq}         | MONTHLY| '[' can't be part",
        "{date:yyyy'MM}-{seq}          | MONTHLY| a quote is not closed",
        "{date}{seq}                   | DAILY  | needs a pattern",
        "{seq}{epoch}                  | NONE   | vary in width",
        "{node}{seq}                   | NONE   | vary in width",
        "{seq}7{epoch}                 | NONE   | vary in width",
        "{seq}{check:luhn}{rand:3}     | NONE   | move the check to the end",
        "{seq:base36}{check:luhn}      | NONE   | reads digits alone",
        "{seq:base62}{check:mod97}     | NONE   | upper and lower case for the same",
        "{seq}{check:luhn}{check:damm} | NONE   | two checks"
      })
  void a_template_that_is_none_or_ambiguous_is_refused_with_the_reason(
      String text, Reset reset, String reason) {
    MalformedTemplateException refused =
        assertThrows(MalformedTemplateException.class, () -> Template.compile(text, reset));
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused::getMessage);
  }

  @Test
  void a_width_ends_the_values_unless_it_may_grow() throws MalformedTemplateException {
    assertEquals(99_999_999, Template.compile("{seq:8}", Reset.NONE).valueMax());
    assertEquals(Long.MAX_VALUE, Template.compile("{seq:8+}", Reset.NONE).valueMax());
    assertEquals(Long.MAX_VALUE, Template.compile("{seq}", Reset.NONE).valueMax());
    assertEquals((1L << 40) - 1, Template.compile("{seq:8:base32}", Reset.NONE).valueMax());
    assertEquals(999, Template.compile("{opaque:3}", Reset.NONE).valueMax());
    Template narrow = Template.compile("{seq:2}", Reset.NONE);
    assertThrows(IllegalArgumentException.class, () -> print(narrow, null, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "ORD-20261122-00000043-6, INVALID",
    "ORD-20261122-00000042-7, INVALID",
    "ORD-20261122-00000042-6, VALID"
  })
  void a_wrong_check_is_reported(String id, PrintedId.Check check)
      throws MalformedTemplateException {
    Template template = Template.compile("ORD-{date:yyyyMMdd}-{seq:8}-{check:luhn}", Reset.DAILY);
    assertEquals(Optional.of(check), template.read(id).map(PrintedId::check));
  }

  @ParameterizedTest
  @CsvSource({
    "ORD-20261122-0000004-0",
    "ORD-20261122-000000042-0",
    "ORD-20261322-00000042-0",
    "ORD-20260229-00000042-0",
    "ord-20261122-00000042-0",
    "ORD-20261122-0000004x-0",
    "ORD-20261122-00000042-x",
    "ORD-20261122-00000042-00",
    "42"
  })
  void a_string_that_was_never_printed_is_not_read(String id) throws MalformedTemplateException {
    Template template = Template.compile("ORD-{date:yyyyMMdd}-{seq:8}-{check:luhn}", Reset.DAILY);
    assertEquals(Optional.empty(), template.read(id));
  }

  private static String print(Template template, @Nullable Period period, long value) {
    return template.print(
        period, value, new FakeSurroundings("n1", 3, new SplittableRandom(1), template.valueMax()));
  }
}
