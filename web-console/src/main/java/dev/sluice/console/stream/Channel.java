package dev.sluice.console.stream;

import dev.sluice.gateway.GatewayView;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of signals that viewers share: what has changed since the last frame is found and encoded
 * once, whoever looks. Lives on the event loop.
 */
final class Channel {

  /** What went on since the last frame. */
  record Frame(String text, BitSet changed) {}

  private final ChannelName name;
  private final int everyTicks;
  private final GatewayView view;
  private final Set<LiveClient> viewers = new LinkedHashSet<>();
  private ChannelName.Members members = new ChannelName.Members(List.of(), false);
  private @Nullable Reading[] sent = new Reading[0];
  private long sequence;

  /**
   * A channel without viewers yet.
   *
   * @param everyTicks how many ticks of the stream pass between two frames
   */
  Channel(ChannelName name, int everyTicks, GatewayView view) {
    this.name = name;
    this.everyTicks = everyTicks;
    this.view = view;
  }

  /** Channels with equal keys are one and the same. */
  record Key(String name, int everyTicks) {}

  Key key() {
    return new Key(name.text(), everyTicks);
  }

  ChannelName name() {
    return name;
  }

  Set<LiveClient> viewers() {
    return viewers;
  }

  boolean dueAt(long tick) {
    return tick % everyTicks == 0;
  }

  /** Looks which signals belong to it; true if they are others than before. */
  boolean refresh(List<Signal> sorted) {
    ChannelName.Members now = name.members(sorted, view);
    if (now.equals(members)) {
      return false;
    }
    members = now;
    sent = new Reading[now.signals().size()];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = view.live().last(now.signals().get(i).index());
    }
    return true;
  }

  List<String> snapshot() {
    return Frames.snapshot(name.text(), members, view, view.clock().micros());
  }

  /** The changes since the last call, or null if there are none. */
  @Nullable Frame next() {
    List<Reading> values = new ArrayList<>();
    List<Reading> qualities = new ArrayList<>();
    BitSet changed = new BitSet();
    for (int i = 0; i < sent.length; i++) {
      Reading before = sent[i];
      Reading last = view.live().last(members.signals().get(i).index());
      // Not by seq: all readings that are only shown, as on a full disk, have the one that is next.
      if (last == null || last.equals(before)) {
        continue;
      }
      values.add(last);
      changed.set(last.signal());
      Quality known = before == null ? null : before.quality();
      if (last.quality() != known) {
        qualities.add(last);
      }
      sent[i] = last;
    }
    if (values.isEmpty()) {
      return null;
    }
    sequence++;
    return new Frame(
        Frames.update(name.text(), sequence, view.clock().micros(), values, qualities), changed);
  }

  /** One frame with the newest values of these signals: for a viewer that missed some frames. */
  String merged(BitSet missed) {
    List<Reading> values = new ArrayList<>();
    missed.stream()
        .forEach(
            index -> {
              Reading last = view.live().last(index);
              if (last != null) {
                values.add(last);
              }
            });
    return Frames.update(name.text(), sequence, view.clock().micros(), values, values);
  }
}
