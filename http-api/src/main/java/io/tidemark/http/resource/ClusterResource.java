package io.tidemark.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NodeName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.Requests;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.peer.Vitals;
import io.tidemark.node.service.ClusterObservation.Overview;
import io.tidemark.node.service.NodeServices;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/cluster}: the members and how they are. */
@Controller(consumes = MediaType.ALL, produces = MediaType.ALL)
final class ClusterResource {

  private static final Vitals UNKNOWN = new Vitals(false, 0, 0, -1, 0);

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  ClusterResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Get("/v1/cluster")
  CompletionStage<HttpResponse<byte[]>> cluster(HttpRequest<?> request) {
    return exchanges.blocking(
        request,
        exchange -> {
          answers.negotiated(exchange, List.of(Answers.JSON));
          Overview overview = node.overview();
          return answers.json(exchange, json -> write(json, overview));
        });
  }

  private static void write(JsonGenerator json, Overview overview) throws IOException {
    json.writeStringField("cluster_id", overview.clusterId().orElse(null));
    json.writeNumberField("epoch", overview.epoch());
    json.writeStringField("leader", overview.leader().map(NodeName::value).orElse(null));
    writeKnown(json, "term", overview.term());
    writeTime(json, "replicated_time", overview.replicatedTimeMillis());
    writeKnown(json, "configuration_index", overview.membersIndex());
    json.writeStringField("self", overview.self().value());
    writeKnown(json, "rows", overview.rows());
    writeKnown(json, "rows_max", overview.rowsMax());
    OptionalLong middle = overview.middleClockMillis();
    long commit = overview.members().stream().mapToLong(MemberStatus::commitIndex).max().orElse(-1);
    json.writeArrayFieldStart("members");
    for (MemberStatus member : overview.members()) {
      json.writeStartObject();
      write(json, member, commit);
      IncarnationNumber process = overview.incarnations().get(member.name());
      writeKnown(json, "incarnation", process == null ? -1 : process.value());
      writeOffset(json, member.clockMillis(), middle);
      writeRoom(json, member.vitals() == null ? UNKNOWN : member.vitals());
      json.writeEndObject();
    }
    json.writeEndArray();
    writePending(json, overview.pending());
  }

  /** Who becomes a member once it has caught up. */
  private static void writePending(JsonGenerator json, Optional<PendingMember> pending)
      throws IOException {
    if (pending.isEmpty()) {
      json.writeNullField("pending");
      return;
    }
    PendingMember member = pending.get();
    NodeName leaving = member.inPlaceOf();
    json.writeObjectFieldStart("pending");
    json.writeStringField("name", member.name().value());
    json.writeStringField("role", Requests.word(member.role()));
    json.writeStringField("raft_address", member.raftAddress());
    json.writeStringField("in_place_of", leaving == null ? null : leaving.value());
    writeKnown(json, "lag", member.lagEntries());
    json.writeEndObject();
  }

  /**
   * @param commit the highest index that any member knows to be committed; -1 if unknown
   */
  private static void write(JsonGenerator json, MemberStatus member, long commit)
      throws IOException {
    json.writeStringField("name", member.name().value());
    json.writeStringField("role", Requests.word(member.role()));
    json.writeStringField("state", Requests.word(member.state()));
    json.writeStringField("raft_address", member.raftAddress());
    json.writeStringField("http_address", member.httpAddress());
    json.writeStringField("raft_role", member.raftRole());
    json.writeStringField("leader", member.leader() == null ? null : member.leader().value());
    writeKnown(json, "term", member.term());
    writeKnown(json, "commit_index", member.commitIndex());
    writeKnown(json, "applied_index", member.appliedIndex());
    boolean lagKnown = member.appliedIndex() >= 0 && commit >= 0;
    writeKnown(json, "lag", lagKnown ? Math.max(0, commit - member.appliedIndex()) : -1);
    json.writeStringField("version", member.version());
    json.writeBooleanField("ready", member.ready());
    json.writeBooleanField("draining", member.isDraining());
    json.writeStringField("trouble", orNull(member.trouble()));
    writeTime(json, "clock", member.clockMillis());
  }

  /** How far a member's clock is ahead of the middle one. */
  private static void writeOffset(JsonGenerator json, long clockMillis, OptionalLong middle)
      throws IOException {
    if (clockMillis <= 0 || middle.isEmpty()) {
      json.writeNullField("clock_offset_millis");
    } else {
      json.writeNumberField("clock_offset_millis", clockMillis - middle.getAsLong());
    }
  }

  private static void writeRoom(JsonGenerator json, Vitals vitals) throws IOException {
    boolean diskKnown = vitals.diskTotalBytes() > 0;
    writeKnown(json, "disk_usable_bytes", diskKnown ? vitals.diskUsableBytes() : -1);
    writeKnown(json, "disk_total_bytes", diskKnown ? vitals.diskTotalBytes() : -1);
    boolean mapKnown = vitals.mapBytes() > 0;
    writeKnown(json, "map_used_bytes", mapKnown ? vitals.mapUsedBytes() : -1);
    writeKnown(json, "map_bytes", mapKnown ? vitals.mapBytes() : -1);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void writeKnown(JsonGenerator json, String field, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, value);
    }
  }

  private static void writeTime(JsonGenerator json, String field, long unixMillis)
      throws IOException {
    if (unixMillis <= 0) {
      json.writeNullField(field);
    } else {
      json.writeStringField(field, Instant.ofEpochMilli(unixMillis).toString());
    }
  }
}
