package dev.sluice.console.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.access.Role;
import dev.sluice.console.answer.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the OpenAPI 3.1 description of a table of routes. */
final class OpenApi {

  private OpenApi() {}

  static Buffer describe(List<Route> table, String version) {
    Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();
    for (Route route : table) {
      byPath
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.method().name().toLowerCase(Locale.ROOT), route);
    }
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("openapi", "3.1.0");
          json.writeObjectFieldStart("info");
          json.writeStringField("title", "Sluice");
          json.writeStringField("version", version);
          json.writeStringField("description", "All that the gateway tells and takes over HTTP.");
          json.writeEndObject();
          json.writeObjectFieldStart("paths");
          for (Map.Entry<String, Map<String, Route>> path : byPath.entrySet()) {
            json.writeObjectFieldStart(path.getKey());
            for (Map.Entry<String, Route> operation : path.getValue().entrySet()) {
              json.writeFieldName(operation.getKey());
              operation(json, operation.getValue());
            }
            json.writeEndObject();
          }
          json.writeEndObject();
          components(json);
          json.writeEndObject();
        });
  }

  private static void operation(JsonGenerator json, Route route) throws IOException {
    json.writeStartObject();
    json.writeStringField("summary", route.summary());
    json.writeStringField("operationId", operationId(route));
    security(json, route.need());
    json.writeArrayFieldStart("parameters");
    if (route.hasId()) {
      json.writeStartObject();
      json.writeStringField("name", "id");
      json.writeStringField("in", "path");
      json.writeBooleanField("required", true);
      json.writeStringField("description", "Its slashes may stand plain or percent-encoded.");
      raw(json, "schema", "{\"type\": \"string\"}");
      json.writeEndObject();
    }
    for (Route.Parameter parameter : route.parameters()) {
      json.writeStartObject();
      json.writeStringField("name", parameter.name());
      json.writeStringField("in", "query");
      json.writeBooleanField("required", parameter.required());
      json.writeStringField("description", parameter.help());
      raw(
          json,
          "schema",
          parameter.repeated()
              ? "{\"type\": \"array\", \"items\": " + parameter.schema() + "}"
              : parameter.schema());
      json.writeEndObject();
    }
    json.writeEndArray();
    body(json, route);
    answers(json, route);
    json.writeEndObject();
  }

  private static void security(JsonGenerator json, Need need) throws IOException {
    json.writeStringField("x-role", need == Need.NOBODY ? "none" : need.role().word());
    json.writeArrayFieldStart("security");
    if (need == Need.NOBODY || need == Need.VIEWER_OR_LOOPBACK) {
      raw(json, "{}");
    }
    if (need != Need.NOBODY) {
      raw(json, "{\"token\": []}");
      raw(json, "{\"session\": []}");
    }
    json.writeEndArray();
  }

  private static void body(JsonGenerator json, Route route) throws IOException {
    String schema = route.takes();
    if (schema == null && !route.streamed()) {
      return;
    }
    json.writeObjectFieldStart("requestBody");
    json.writeBooleanField("required", route.bodyNeeded());
    raw(
        json,
        "content",
        schema == null
            ? "{\"text/plain\": {\"schema\": {\"type\": \"string\"}}}"
            : "{\"application/json\": {\"schema\": " + reference(schema) + "}}");
    json.writeEndObject();
  }

  private static void answers(JsonGenerator json, Route route) throws IOException {
    json.writeObjectFieldStart("responses");
    for (Map.Entry<Integer, Route.Returned> answer : route.answers().entrySet()) {
      Route.Returned returned = answer.getValue();
      json.writeObjectFieldStart(answer.getKey().toString());
      json.writeStringField("description", returned.help());
      String contentType = returned.contentType();
      if (contentType != null) {
        String schema = returned.schema();
        raw(
            json,
            "content",
            "{\"%s\": {\"schema\": %s}}"
                .formatted(contentType, schema == null ? "{}" : reference(schema)));
      }
      json.writeEndObject();
    }
    raw(json, "default", "{\"$ref\": \"#/components/responses/Problem\"}");
    json.writeEndObject();
  }

  private static void components(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("components");
    raw(json, "schemas", Schemas.ALL);
    raw(
        json,
        "responses",
        """
        {"Problem": {
          "description": "Anything else: a problem document (RFC 9457).",
          "content": {"application/problem+json":
            {"schema": {"$ref": "#/components/schemas/Problem"}}}}}
        """);
    raw(
        json,
        "securitySchemes",
        """
        {
          "token": {"type": "http", "scheme": "bearer",
            "description": "Made by 'sluice token create --role %s'."},
          "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sluice",
            "description": "Over plain HTTP the cookie is called sluice. Unsafe methods also need X-CSRF-Token."}
        }
        """
            .formatted(
                String.join("|", Role.VIEWER.word(), Role.OPERATOR.word(), Role.ADMIN.word())));
    json.writeEndObject();
  }

  private static String reference(String schema) {
    return "{\"$ref\": \"#/components/schemas/" + schema + "\"}";
  }

  private static String operationId(Route route) {
    String path =
        route
            .path()
            .replace("/api/v1/", "")
            .replace("{id}", "one")
            .replaceAll("[^A-Za-z0-9]+", "-");
    return route.method().name().toLowerCase(Locale.ROOT) + "-" + path.replaceAll("^-|-$", "");
  }

  private static void raw(JsonGenerator json, String name, String text) throws IOException {
    json.writeFieldName(name);
    raw(json, text);
  }

  private static void raw(JsonGenerator json, String text) throws IOException {
    json.writeRawValue(text.strip());
  }
}
