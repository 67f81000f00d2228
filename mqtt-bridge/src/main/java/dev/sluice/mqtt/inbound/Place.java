package dev.sluice.mqtt.inbound;

import dev.sluice.model.IdText;
import dev.sluice.model.SignalId;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One place in the JSON documents of a topic: the document, a key's or an element's. Kept from
 * publish to publish, so that a place seen before costs one look-up and no new id.
 */
final class Place {

  /** Beyond a name this long no id fits; stops the growth of the tree. */
  private static final int MAX_NAME = SignalId.MAX_LENGTH;

  private final Plan plan;
  private final @Nullable Place parent;
  private final String token;
  private final int nameLength;
  private final boolean inside;
  private final int value;
  private final int time;
  private final int unit;

  private volatile @Nullable ConcurrentHashMap<String, Place> keys;
  private volatile @Nullable Place[] elements = {};
  private @Nullable SignalId id;

  private Place(
      Plan plan,
      @Nullable Place parent,
      String token,
      boolean inside,
      int value,
      int time,
      int unit)
      throws MalformedException {
    this.plan = plan;
    this.parent = parent;
    this.token = token;
    this.inside = inside;
    this.value = value;
    this.time = time;
    this.unit = unit;
    this.nameLength = parent == null ? 0 : parent.nameLength + 1 + token.length();
    if (inside && nameLength > MAX_NAME + 1) {
      throw new MalformedException(Reason.ID_TOO_LONG);
    }
  }

  static Place root(Plan plan) {
    Mapping mapping = plan.mapping();
    boolean inside = mapping.value().isReached(0);
    try {
      return new Place(
          plan,
          null,
          "",
          inside,
          0,
          mapping.time() == null ? Pointer.LEFT : 0,
          mapping.unit() == null ? Pointer.LEFT : 0);
    } catch (MalformedException e) {
      throw new IllegalStateException("the root has no name that could be too long", e);
    }
  }

  /** The place of a key of this object, or null where nothing is wanted. */
  @Nullable Place key(String key) throws MalformedException {
    ConcurrentHashMap<String, Place> known = keys;
    Place place = known == null ? null : known.get(key);
    return place != null ? place : newKey(key);
  }

  /** The place of an element of this array, or null where nothing is wanted. */
  @Nullable Place element(int index) throws MalformedException {
    @Nullable Place[] known = elements;
    Place place = index < known.length ? known[index] : null;
    return place != null ? place : newElement(index);
  }

  private @Nullable Place newKey(String key) throws MalformedException {
    Place place = step(key, IdText.key(key));
    if (place == null) {
      return null;
    }
    synchronized (this) {
      ConcurrentHashMap<String, Place> known = keys;
      if (known == null) {
        known = new ConcurrentHashMap<>(8);
        keys = known;
      }
      Place other = known.putIfAbsent(key, place);
      if (other != null) {
        return other;
      }
    }
    plan.grow(250 + 4L * key.length() + place.nameLength);
    return place;
  }

  private @Nullable Place newElement(int index) throws MalformedException {
    String token = Integer.toString(index);
    Place place = step(token, token);
    if (place == null) {
      return null;
    }
    synchronized (this) {
      @Nullable Place[] known = elements;
      if (index < known.length) {
        Place other = known[index];
        if (other != null) {
          return other;
        }
      } else {
        known = Arrays.copyOf(known, Math.max(index + 1, known.length * 2));
      }
      known[index] = place;
      elements = known;
    }
    plan.grow(250 + place.nameLength);
    return place;
  }

  private @Nullable Place step(String token, String safe) throws MalformedException {
    Mapping mapping = plan.mapping();
    int nextValue = mapping.value().step(value, token);
    Pointer timeAt = mapping.time();
    int nextTime = timeAt == null ? Pointer.LEFT : timeAt.step(time, token);
    Pointer unitAt = mapping.unit();
    int nextUnit = unitAt == null ? Pointer.LEFT : unitAt.step(unit, token);
    if (inside) {
      return new Place(plan, this, safe, true, Pointer.LEFT, nextTime, nextUnit);
    }
    if (nextValue == Pointer.LEFT && nextTime == Pointer.LEFT && nextUnit == Pointer.LEFT) {
      return null;
    }
    boolean reached = mapping.value().isReached(nextValue);
    // The names of what is inside start here: what was passed on the way is no part of them.
    return new Place(plan, null, "", reached, nextValue, nextTime, nextUnit);
  }

  /** True if values here become samples. */
  boolean isInside() {
    return inside;
  }

  boolean isTime() {
    Pointer pointer = plan.mapping().time();
    return pointer != null && pointer.isReached(time);
  }

  boolean isUnit() {
    Pointer pointer = plan.mapping().unit();
    return pointer != null && pointer.isReached(unit);
  }

  /** The id of the value here. */
  SignalId id() throws MalformedException {
    SignalId known = id;
    if (known == null) {
      // Two threads may both make it: the ids are equal.
      known = parent == null ? plan.leaf() : plan.inside(name());
      id = known;
    }
    return known;
  }

  private String name() {
    StringBuilder name = new StringBuilder(nameLength + 16);
    if (plan.prefix() != null) {
      name.append(plan.prefix());
    }
    appendTo(name);
    return name.toString();
  }

  private void appendTo(StringBuilder name) {
    if (parent != null) {
      parent.appendTo(name);
      if (!name.isEmpty()) {
        name.append('.');
      }
      name.append(token);
    }
  }
}
