package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.tidemark.core.NodeName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberChange.Action;
import io.tidemark.node.service.ClusterMembership.Changed;
import io.tidemark.node.service.NodeServices;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who belongs to the cluster. Every change may be made again, and is the same change then. */
@Controller("/v1/cluster/members")
final class MembersResource {

  private static final List<String> OFFERS = List.of(Answers.JSON);
  private static final String EXPECTED = "configuration_index";
  private static final String ADDRESS = "raft_address";
  private static final String NOT_A_NAME = "is not the name of a node";

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  MembersResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Post
  CompletionStage<HttpResponse<byte[]>> add(HttpRequest<?> request) {
    return exchanges.withBody(
        request,
        (exchange, body) ->
            exchanges.blocking(
                exchange,
                e -> {
                  JsonFields fields = Requests.fields(body);
                  Optional<NodeName> name = name(fields, "name");
                  Optional<HostPort> address = address(fields);
                  if (address.isEmpty()) {
                    fields.fault(ADDRESS, "is missing, or no HOST:PORT");
                  }
                  Action action = action(fields);
                  Requests.check(fields);
                  return change(e, action, name.orElseThrow(), address.orElseThrow(), null);
                }));
  }

  @Post("/{name}/promote")
  CompletionStage<HttpResponse<byte[]>> promote(HttpRequest<?> request, String name) {
    return exchanges.withBody(
        request,
        (exchange, body) ->
            exchanges.blocking(
                exchange,
                e -> {
                  Requests.check(Requests.fields(body));
                  return change(e, Action.PROMOTE, named(name), null, null);
                }));
  }

  @Post("/{name}/replace")
  CompletionStage<HttpResponse<byte[]>> replace(HttpRequest<?> request, String name) {
    return exchanges.withBody(
        request,
        (exchange, body) ->
            exchanges.blocking(
                exchange,
                e -> {
                  JsonFields fields = Requests.fields(body);
                  Optional<NodeName> by = name(fields, "by");
                  Optional<HostPort> address = address(fields);
                  Requests.check(fields);
                  return change(
                      e, Action.REPLACE, named(name), address.orElse(null), by.orElseThrow());
                }));
  }

  @Delete("/{name}")
  CompletionStage<HttpResponse<byte[]>> remove(HttpRequest<?> request, String name) {
    return exchanges.blocking(
        request, exchange -> change(exchange, Action.REMOVE, named(name), null, null));
  }

  private HttpResponse<byte[]> change(
      Exchange exchange,
      Action action,
      NodeName name,
      @Nullable HostPort address,
      @Nullable NodeName by)
      throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    Changed changed =
        answers.granted(
            node.change(new MemberChange(action, name, address, by, expected(exchange))));
    return answers.json(
        exchange,
        changed.done() ? HttpStatus.OK : HttpStatus.ACCEPTED,
        json -> {
          json.writeStringField("name", name.value());
          json.writeStringField("state", changed.done() ? "done" : "in_progress");
          if (changed.done()) {
            json.writeNumberField(EXPECTED, changed.membersIndex());
          } else {
            json.writeNullField(EXPECTED);
          }
        });
  }

  /** The configuration that the caller looked at, by the parameter of the query. */
  private static long expected(Exchange exchange) throws RefusedException {
    Optional<String> text = exchange.parameter(EXPECTED);
    if (text.isEmpty()) {
      return MemberChange.ANY_INDEX;
    }
    try {
      long index = Long.parseLong(text.get());
      if (index >= 0) {
        return index;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Refusal.invalid(EXPECTED, "is not a log index; GET /v1/cluster tells it").asException();
  }

  private static NodeName named(String name) throws RefusedException {
    if (!NodeName.isValid(name)) {
      throw Refusal.invalid("name", NOT_A_NAME).asException();
    }
    return new NodeName(name);
  }

  private static Optional<NodeName> name(JsonFields fields, String field) {
    Optional<String> text = fields.text(field);
    if (text.isEmpty() || !NodeName.isValid(text.get())) {
      fields.fault(field, text.isEmpty() ? "is missing" : NOT_A_NAME);
      return Optional.empty();
    }
    return text.map(NodeName::new);
  }

  /** As what a node is added. */
  private static Action action(JsonFields fields) {
    String role = fields.text("role").orElse("voter");
    if (!role.equals("voter") && !role.equals("listener")) {
      fields.fault("role", "must be one of voter, listener");
    }
    return role.equals("listener") ? Action.ADD_LISTENER : Action.ADD;
  }

  private static Optional<HostPort> address(JsonFields fields) {
    Optional<String> text = fields.text(ADDRESS);
    try {
      return text.map(HostPort::parse);
    } catch (IllegalArgumentException e) {
      fields.fault(ADDRESS, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
