package dev.sluice.state;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An audit for tests; it cannot be tampered with. */
public final class InMemoryAudit implements Audit {

  private final List<Act> acts = new ArrayList<>();

  @Override
  public synchronized void record(Act act) {
    acts.add(act);
  }

  @Override
  public synchronized List<Act> newest(int limit) {
    return acts.reversed().stream().limit(limit).toList();
  }

  @Override
  public synchronized OptionalLong verify() {
    return OptionalLong.empty();
  }
}
