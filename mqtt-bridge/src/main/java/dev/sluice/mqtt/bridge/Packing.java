package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.Parcel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes messages of a batch: one for each reading, or one for each device and time; and always one
 * for each raw message.
 */
final class Packing {

  /** The most readings in one message. */
  static final int MOST = 500;

  /** Makes the topic of a message, by the last of its readings. */
  @FunctionalInterface
  interface Topics {
    String topic(Parcel last);
  }

  private final Topics topics;
  private final Payloads payloads;
  private final boolean perDevice;
  private final RawTemplate rawTopics;

  Packing(Topics topics, Payloads payloads, boolean perDevice, RawTemplate rawTopics) {
    this.rawTopics = rawTopics;
    this.topics = topics;
    this.payloads = payloads;
    this.perDevice = perDevice;
  }

  /** The messages in the order in which they are to be sent. */
  List<Message> pack(List<Parcel> batch) {
    List<Message> messages = new ArrayList<>(batch.size());
    if (!perDevice) {
      for (int i = 0; i < batch.size(); i++) {
        messages.add(alone(batch.get(i), i));
      }
      return messages;
    }
    for (List<Integer> group : groups(batch)) {
      List<Parcel> parcels = group.stream().map(batch::get).toList();
      Parcel last = parcels.getLast();
      if (last.value() instanceof Value.Message) {
        messages.add(alone(last, group.getFirst()));
        continue;
      }
      messages.add(
          new Message(
              topics.topic(last),
              payloads.of(parcels),
              last.seq(),
              last.lane(),
              List.copyOf(group)));
    }
    return messages;
  }

  private Message alone(Parcel parcel, int position) {
    if (parcel.value() instanceof Value.Message raw) {
      return new Message(
          rawTopics.topic(raw.topic()),
          raw.payload(),
          parcel.seq(),
          parcel.lane(),
          List.of(position),
          raw,
          parcel.time());
    }
    return new Message(
        topics.topic(parcel), payloads.of(parcel), parcel.seq(), parcel.lane(), List.of(position));
  }

  private record Moment(String device, long time) {}

  /**
   * A reading joins the message of its device and time only if no later message has one of its
   * signal: the order of each signal's readings stays.
   */
  private static List<List<Integer>> groups(List<Parcel> batch) {
    List<List<Integer>> groups = new ArrayList<>();
    Map<Moment, Integer> byMoment = new HashMap<>();
    Map<SignalId, Integer> latest = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      Parcel parcel = batch.get(i);
      Moment moment = new Moment(parcel.signal().device(), parcel.time());
      int group = byMoment.getOrDefault(moment, -1);
      boolean joins =
          !(parcel.value() instanceof Value.Message)
              && group > latest.getOrDefault(parcel.signal(), -1)
              && groups.get(group).size() < MOST;
      if (!joins) {
        group = groups.size();
        groups.add(new ArrayList<>());
        byMoment.put(moment, group);
      }
      groups.get(group).add(i);
      latest.put(parcel.signal(), group);
    }
    return groups;
  }
}
