package dev.sluice.mqtt.bridge;

import dev.sluice.config.Glob;
import dev.sluice.model.SignalId;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each topic that comes down is for, by the settings. */
final class DownRoutes {

  /** What a message is for. */
  sealed interface Aim {}

  /** It sets a signal: one of the listed. */
  record Write(DownTopic topic, List<Glob> listed) implements Aim {

    /** The signal that a message is about; refused if it names none, or one that is not listed. */
    SignalId signal(Incoming message, DownPayload payload) throws Refusal {
      SignalId signal =
          topic.namesSignal() ? topic.signal(message.topic()) : named(payload.signal());
      if (signal == null) {
        throw new Refusal(
            Cause.BAD_TOPIC,
            "the topic names no signal; write its device and name as they stand in topics that are"
                + " sent up");
      }
      if (!DownTopic.listed(listed, signal)) {
        throw new Refusal(
            Cause.NOT_LISTED,
            "'" + signal + "' may not be set from there; add it to write if it should");
      }
      return signal;
    }

    private SignalId named(@Nullable String id) throws Refusal {
      try {
        if (id != null) {
          return SignalId.parse(id);
        }
        if (listed.size() == 1 && listed.getFirst().literal()) {
          return SignalId.parse(listed.getFirst().pattern());
        }
      } catch (IllegalArgumentException e) {
        throw new Refusal(Cause.MALFORMED, String.valueOf(e.getMessage()));
      }
      throw new Refusal(
          Cause.MALFORMED,
          "neither topic nor payload names a signal; send {\"signal\": \"device/name\", \"value\":"
              + " …}");
    }
  }

  /** It goes to local clients, on this topic. */
  record Pass(String localTopic) implements Aim {}

  private record Route(DownSettings settings, DownTopic topic, List<TopicShape> shapes) {}

  private final String gateway;
  private final List<Route> routes = new ArrayList<>();
  private final List<String> filters = new ArrayList<>();
  private String fault = "";

  /** The routes of these settings; one that would bring back what is sent up is left out. */
  DownRoutes(MqttSettings settings, String gateway) {
    this.gateway = gateway;
    for (DownSettings one : settings.down()) {
      if (Loops.returns(one, settings.topicText(), gateway, settings.spoken())) {
        fault =
            "nothing comes down on "
                + one.topic()
                + ": readings of this gateway are sent there; change one of the two topics";
        continue;
      }
      List<String> own = one.filters(gateway);
      filters.addAll(own);
      routes.add(
          new Route(
              one,
              DownTopic.parse(one.topic(), gateway),
              own.stream().map(TopicShape::ofFilter).toList()));
    }
  }

  /** What to subscribe to. */
  List<String> filters() {
    return List.copyOf(filters);
  }

  /** Which entry is left out and why; empty if none is. */
  String fault() {
    return fault;
  }

  /** True if messages on this topic come down. */
  boolean has(String topic) {
    return find(topic) != null;
  }

  /** What a message on this topic is for. */
  Aim aim(String topic) throws Refusal {
    Route route = find(topic);
    if (route == null) {
      throw new Refusal(Cause.BAD_TOPIC, "no entry of down has this topic");
    }
    String publish = route.settings().publish();
    if (publish == null) {
      return new Write(route.topic(), route.settings().write().stream().map(Glob::new).toList());
    }
    String local = route.topic().local(topic, publish, gateway);
    if (local == null || local.isEmpty()) {
      throw new Refusal(Cause.BAD_TOPIC, "no local topic can be made of this one");
    }
    return new Pass(local);
  }

  private @Nullable Route find(String topic) {
    for (Route route : routes) {
      if (route.shapes().stream().anyMatch(shape -> shape.has(topic))) {
        return route;
      }
    }
    return null;
  }
}
