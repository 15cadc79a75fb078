package io.tidemark.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Draws templates, keeps those that are accepted, and looks for two (period, value) pairs that
 * print one string. That the search finds what there is to find is shown on templates that were
 * never proven.
 */
class TemplateUniquenessTest {

  private static final int TEMPLATES = 20_000;
  private static final int IDS_PER_TEMPLATE = 200;

  /** Nodes' names that look like other tokens as much as names can. */
  private static final List<String> NODES = List.of("1", "11", "1-1", "n", "n-1", "0", "2026");

  private static final List<String> PARTS =
      List.of(
          "-",
          "1",
          "0",
          "x",
          "A",
          "n",
          ".",
          "_",
          "{seq}",
          "{seq:2}",
          "{seq:1+}",
          "{seq:base36}",
          "{seq:2+:base32}",
          "{seq:3:base62}",
          "{seq:base58}",
          "{opaque:3}",
          "{opaque:2:base36}",
          "{date:yyyyMMdd}",
          "{date:yyyyMM}",
          "{date:yyyy}",
          "{date:MM}",
          "{date:dd}",
          "{date:HH}",
          "{date:yyyyDDD}",
          "{date:YYYY'W'ww}",
          "{date:Q}",
          "{date:uuuu-MM-dd'T'HH}",
          "{node}",
          "{epoch}",
          "{rand:1}",
          "{rand:2:base36}",
          "{check:luhn}",
          "{check:mod97}");

  private record Pair(@Nullable Period period, long value) {}

  @Test
  void no_accepted_template_prints_a_string_twice_and_each_is_read_back() {
    RandomGenerator random = new SplittableRandom(20_261_122);
    int accepted = 0;
    while (accepted < TEMPLATES) {
      String text = drawn(random);
      Reset reset = drawnReset(random);
      try {
        Template template = Template.compile(text, reset);
        accepted++;
        assertEquals(Optional.empty(), clash(template, reset, random), () -> text + " " + reset);
        assertReadBack(template, reset, random);
      } catch (MalformedTemplateException e) {
        assertFalse(String.valueOf(e.getMessage()).isBlank());
      }
    }
  }

  @Test
  void the_search_finds_clashes_among_templates_that_were_refused()
      throws MalformedTemplateException {
    RandomGenerator random = new SplittableRandom(20_261_123);
    int found = 0;
    for (int i = 0; i < TEMPLATES; i++) {
      String text = drawn(random);
      Reset reset = drawnReset(random);
      if (isRefusedForClashes(text, reset)) {
        found += clash(unproven(text, reset), reset, random).isPresent() ? 1 : 0;
      }
    }
    assertTrue(found > 1_000, "found only " + found);
  }

  @ParameterizedTest
  @CsvSource({
    "{seq}{epoch}, NONE",
    "{node}{seq}, NONE",
    "{node}-{rand:1}-{seq}{epoch}, NONE",
    "{seq}, DAILY",
    "{date:yyyyMM}-{seq}, DAILY",
    "{date:yyyyMMdd}-{seq}, HOURLY",
    "{date:MMdd}-{seq}, DAILY",
    "{date:yyyy}-{seq}, WEEKLY"
  })
  void the_search_finds_the_clash_of_a_template_that_must_be_refused(String text, Reset reset)
      throws MalformedTemplateException {
    Template template = unproven(text, reset);
    boolean found = false;
    for (long seed = 0; seed < 500 && !found; seed++) {
      found = clash(template, reset, new SplittableRandom(seed)).isPresent();
    }
    assertTrue(isRefused(text, reset), "accepted " + text);
    assertTrue(found, "no clash of " + text);
  }

  private static Template unproven(String text, Reset reset) throws MalformedTemplateException {
    return new Template(text, reset, TemplateParser.parse(text));
  }

  private static boolean isRefused(String text, Reset reset) {
    try {
      Template.compile(text, reset);
      return false;
    } catch (MalformedTemplateException e) {
      return true;
    }
  }

  /** Refused by the proof, but printable: all its dates are of the reset. */
  private static boolean isRefusedForClashes(String text, Reset reset) {
    return isRefused(text, reset)
        && (text.contains("{seq") || text.contains("{opaque"))
        && (reset != Reset.NONE || !text.contains("{date"));
  }

  private static String drawn(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(1, 7);
    for (int i = 0; i < parts; i++) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }

  private static Reset drawnReset(RandomGenerator random) {
    return List.of(Reset.values()).get(random.nextInt(Reset.values().length));
  }

  /** Two pairs that print the same, if any is met. */
  private static Optional<String> clash(Template template, Reset reset, RandomGenerator random) {
    Map<String, Pair> printed = new HashMap<>();
    List<@Nullable Period> periods = periods(reset, random);
    for (int i = 0; i < IDS_PER_TEMPLATE; i++) {
      Pair pair = pair(template, periods, random);
      String id = template.print(pair.period(), pair.value(), surroundings(template, random));
      Pair other = printed.putIfAbsent(id, pair);
      if (other != null && !other.equals(pair)) {
        return Optional.of("%s: %s and %s".formatted(id, other, pair));
      }
    }
    return Optional.empty();
  }

  private static void assertReadBack(Template template, Reset reset, RandomGenerator random) {
    for (int i = 0; i < 5; i++) {
      Pair pair = pair(template, periods(reset, random), random);
      FakeSurroundings surroundings = surroundings(template, random);
      String id = template.print(pair.period(), pair.value(), surroundings);
      PrintedId read = template.read(id).orElseThrow(() -> new AssertionError(template + " " + id));
      assertEquals(Optional.ofNullable(pair.period()), read.period());
      long number = template.isOpaque() ? surroundings.permuted(pair.value()) : pair.value();
      assertEquals(number, read.number());
      assertTrue(read.check() != PrintedId.Check.INVALID);
      read.node().ifPresent(node -> assertEquals(surroundings.node(), node));
    }
  }

  private static Pair pair(
      Template template, List<@Nullable Period> periods, RandomGenerator random) {
    long few = Math.min(template.valueMax(), random.nextInt(20) == 0 ? 5_000_000 : 130);
    return new Pair(
        periods.get(random.nextInt(periods.size())), few == 0 ? 0 : random.nextLong(few + 1));
  }

  private static List<@Nullable Period> periods(Reset reset, RandomGenerator random) {
    List<@Nullable Period> periods = new ArrayList<>();
    if (reset == Reset.NONE) {
      periods.add(null);
      return periods;
    }
    LocalDate day = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(1_500));
    Period period = reset.periodOf(day, random.nextInt(24));
    periods.add(period);
    periods.add(period.next());
    periods.add(reset.periodOf(day.plusYears(1), period.hour()));
    periods.add(reset.periodOf(day.plusYears(100), period.hour()));
    periods.add(reset.periodOf(day.plusDays(1), period.hour()));
    periods.add(reset.periodOf(day, (period.hour() + 12) % 24));
    return periods;
  }

  private static FakeSurroundings surroundings(Template template, RandomGenerator random) {
    return new FakeSurroundings(
        NODES.get(random.nextInt(NODES.size())),
        random.nextInt(1, 25),
        random,
        template.valueMax());
  }
}
