package dev.sluice.console.http;

import static dev.sluice.console.http.Need.ADMIN;
import static dev.sluice.console.http.Need.NOBODY;
import static dev.sluice.console.http.Need.OPERATOR;
import static dev.sluice.console.http.Need.VIEWER;
import static dev.sluice.console.http.Need.VIEWER_OR_LOOPBACK;
import static dev.sluice.console.http.Route.route;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import dev.sluice.console.api.DevicesApi;
import dev.sluice.console.api.ExportApi;
import dev.sluice.console.api.HealthApi;
import dev.sluice.console.api.HistoryApi;
import dev.sluice.console.api.LedgerApi;
import dev.sluice.console.api.MetricsApi;
import dev.sluice.console.api.SessionApi;
import dev.sluice.console.api.SignalsApi;
import dev.sluice.console.api.UplinksApi;
import dev.sluice.console.api.WearApi;
import dev.sluice.console.api.WriteApi;
import dev.sluice.console.stream.EventFeed;
import dev.sluice.console.stream.LiveDoor;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * The table of routes: all that the API offers, and who may use it. The server, the OpenAPI
 * document and the test of roles are all made from it.
 */
record Routes(
    HealthApi health,
    SessionApi session,
    DevicesApi devices,
    SignalsApi signals,
    HistoryApi history,
    ExportApi export,
    WriteApi write,
    LedgerApi ledger,
    WearApi wear,
    UplinksApi uplinks,
    LiveDoor live,
    EventFeed events,
    MetricsApi metrics,
    Handler<RoutingContext> openApi) {

  private static final String API = "/api/v1";
  private static final String ID = "{\"type\": \"string\", \"examples\": [\"boiler/temperature\"]}";
  private static final String TIME =
      "{\"type\": \"string\", \"examples\": [\"2026-11-24T14:00:00Z\", \"1795528800000\"]}";

  List<Route> table() {
    return List.of(
        // how it is
        get("/health", NOBODY, health::health, "How the gateway is, with causes.")
            .json(200, "Ready.", "Health")
            .json(503, "Not ready.", "Health"),
        get("/health/live", NOBODY, health::live, "Whether the process answers.")
            .json(200, "It does.", "Live"),
        get("/health/ready", NOBODY, health::health, "Whether MQTT and HTTP are served and stored.")
            .json(200, "Ready.", "Health")
            .json(503, "Not ready.", "Health"),

        // who is there
        post("/setup", NOBODY, session::setUp, "Claims the gateway with the one-time code.")
            .takes("Claim")
            .json(201, "Claimed; the owner is logged in.", "Session"),
        get("/session", NOBODY, session::who, "Who is logged in, and whether there is an owner.")
            .json(200, "That.", "Session"),
        post("/session", NOBODY, session::logIn, "Logs in.")
            .takes("LogIn")
            .json(200, "Logged in; the cookie is the session.", "Session"),
        delete("/session", VIEWER, session::logOut, "Logs out.").nothing(204, "Logged out."),

        // what is there
        get("/devices", VIEWER, devices::list, "All devices.").json(200, "Devices.", "Devices"),
        get("/devices/{id}", VIEWER, devices::one, "One device.").json(200, "It.", "Device"),
        delete("/devices/{id}", ADMIN, devices::forget, "Forgets a device's signals and history.")
            .nothing(204, "Forgotten."),
        get("/signals", VIEWER, signals::list, "A page of signals, in the order of their ids.")
            .query("limit", whole(1, SignalsApi.MAX_LIMIT, 1000), "The most signals.")
            .query("after", ID, "Begins behind this id; the Link header names the next page.")
            .query("q", "{\"type\": \"string\"}", "Only ids and names that contain this text.")
            .json(200, "Signals; X-Total-Count says how many match.", "Signals"),
        get("/signals/{id}", VIEWER, signals::one, "One signal.").json(200, "It.", "Signal"),
        put("/signals/{id}/value", OPERATOR, signals::set, "Sets a signal, if its driver can.")
            .takes("NewValue")
            .nothing(204, "The device took it."),
        delete("/signals/{id}", ADMIN, signals::forget, "Forgets a signal and all its history.")
            .nothing(204, "Forgotten."),

        // what was
        get("/history", VIEWER, history::history, "History in buckets, or every reading.")
            .queryNeeded("signal", ID, "Up to 100.")
            .query("from", TIME, "The first time wanted; without it, from the first reading on.")
            .query("to", TIME, "The first time not wanted; without it, to the last reading.")
            .query("points", whole(1, 100_000, 1000), "The most buckets.")
            .query("agg", AGGREGATES, "How a bucket is condensed; raw, states = not.")
            .json(200, "Columns; null is a gap.", "History"),
        get("/history.csv", VIEWER, export::csv, "Every reading as CSV, one a line.")
            .queryNeeded("signal", ID, "Up to 100.")
            .query("from", TIME, "The first time wanted.")
            .query("to", TIME, "The first time not wanted.")
            .other(200, "time,signal,value,quality", "text/csv"),
        get(
                "/history.ndjson",
                VIEWER,
                export::ndjson,
                "Every reading as a JSON object, one a line.")
            .queryNeeded("signal", ID, "Up to 100.")
            .query("from", TIME, "The first time wanted.")
            .query("to", TIME, "The first time not wanted.")
            .other(200, "{time, signal, value, quality, reason}", "application/x-ndjson"),
        get("/ledger", VIEWER, ledger::ledger, "The account of every reading.")
            .json(200, "The account.", "Ledger"),
        get("/troubles", VIEWER, ledger::troubles, "What was sent that could not be used.")
            .json(200, "The newest first.", "Troubles"),
        get("/wear", VIEWER, wear::wear, "What the device under the data folder is written.")
            .json(200, "Bytes, a day's bytes, and how long the card lasts.", "Wear"),

        // what goes on from here; the longer addresses first, since an id may hold anything
        get("/uplinks", VIEWER, uplinks::list, "All uplinks.").json(200, "Uplinks.", "Uplinks"),
        get("/uplinks/{id}/dead-letters", VIEWER, uplinks::deadLetters, "What is never taken.")
            .query("limit", whole(1, UplinksApi.MAX_LIMIT, UplinksApi.USUAL_LIMIT), "The most.")
            .json(200, "The newest first.", "DeadLetters"),
        get("/uplinks/{id}", VIEWER, uplinks::one, "One uplink.").json(200, "It.", "Uplink"),
        post("/uplinks/{id}/pause", OPERATOR, uplinks::pause, "Sends nothing for a time.")
            .mayTake("Pause")
            .nothing(204, "Paused; what comes is kept for later."),
        post("/uplinks/{id}/resume", OPERATOR, uplinks::resume, "Ends a pause or a refusal.")
            .nothing(204, "It goes on."),
        post("/uplinks/{id}/test", OPERATOR, uplinks::test, "Whether readings would be taken.")
            .json(200, "The outcome; nothing was sent.", "Tested"),

        // in and out
        post("/write", OPERATOR, write::write, "Takes readings: line protocol, CSV, NDJSON.")
            .query("precision", PRECISIONS, "The unit of the timestamps.")
            .streams()
            .nothing(204, "All are on flash."),
        get("/live", VIEWER, live::open, "Live values over a WebSocket, see docs/http-api.md.")
            .nothing(101, "The WebSocket is open."),
        get("/events", VIEWER, events::open, "Live values as server-sent events.")
            .queryRepeated("signal", ID, "Only these; without it, all.")
            .other(200, "event: reading", "text/event-stream"),

        // about itself
        get("/openapi.json", NOBODY, openApi, "This description.")
            .other(200, "OpenAPI 3.1.", "application/json"),
        route(GET, "/metrics", VIEWER_OR_LOOPBACK, metrics::scrape, "Counters and gauges.")
            .other(200, "Prometheus text.", "text/plain"));
  }

  private static final String AGGREGATES =
      "{\"enum\": [\"minmax\", \"avg\", \"last\", \"sum\", \"count\", \"raw\","
          + " \"delta\", \"rate\", \"states\"], \"default\": \"minmax\"}";
  private static final String PRECISIONS =
      "{\"enum\": [\"ns\", \"us\", \"ms\", \"s\"], \"default\": \"ns\"}";

  private static String whole(int least, int most, int usual) {
    return "{\"type\": \"integer\", \"minimum\": %d, \"maximum\": %d, \"default\": %d}"
        .formatted(least, most, usual);
  }

  private static Route get(String path, Need need, Handler<RoutingContext> handler, String text) {
    return route(GET, API + path, need, handler, text);
  }

  private static Route post(String path, Need need, Handler<RoutingContext> handler, String text) {
    return route(POST, API + path, need, handler, text);
  }

  private static Route put(String path, Need need, Handler<RoutingContext> handler, String text) {
    return route(PUT, API + path, need, handler, text);
  }

  private static Route delete(
      String path, Need need, Handler<RoutingContext> handler, String text) {
    return route(DELETE, API + path, need, handler, text);
  }
}
