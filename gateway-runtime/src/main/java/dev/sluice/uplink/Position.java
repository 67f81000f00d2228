package dev.sluice.uplink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which places of the journal are dealt with, and which are not: the gaps, lowest first, each with
 * the number of readings that it still has. Everything else below {@link #end} is settled.
 *
 * <p>Gaps are few, because both lanes work in runs. When there are {@value #MOST_GAPS}, the two
 * that lie closest become one, and what was settled between them is sent again: memory stays
 * bounded, and nothing is lost. Not safe for several threads.
 */
public final class Position {

  /** The most gaps. */
  public static final int MOST_GAPS = 2_048;

  /**
   * Seqs that are not dealt with.
   *
   * @param from the first of them
   * @param below the seq behind the last
   * @param readings how many readings of them are still to be accounted for; seqs of entries that
   *     have no readings are not counted
   * @param since about when the first of them was received, µs since 1970
   */
  public record Gap(long from, long below, long readings, long since) {

    /** How many seqs it spans. */
    public long seqs() {
      return below - from;
    }
  }

  /**
   * What settling a run came to.
   *
   * @param counted how many of its readings were still to be accounted for; fewer if some were sent
   *     again
   * @param lost readings that the gap had and that are nowhere any more
   */
  public record Settled(long counted, long lost) {}

  private final List<Gap> gaps = new ArrayList<>();
  private long end;

  /** All below this seq is settled. */
  public Position(long end) {
    this.end = end;
  }

  /** A copy. */
  public Position(Position other) {
    this.end = other.end;
    this.gaps.addAll(other.gaps);
  }

  /** Nothing is said about this seq and those behind it. */
  public long end() {
    return end;
  }

  /** Everything up to here that is in no gap is settled. */
  public void extend(long newEnd) {
    end = Math.max(end, newEnd);
  }

  /** The lowest seq that is not settled. */
  public long firstOpen() {
    return gaps.isEmpty() ? end : gaps.getFirst().from();
  }

  /** The lowest gap. */
  public Optional<Gap> first() {
    return gaps.isEmpty() ? Optional.empty() : Optional.of(gaps.getFirst());
  }

  /** The highest gap that starts below a seq. */
  public Optional<Gap> lastBelow(long seq) {
    int place = placeOf(seq);
    boolean starts = place < gaps.size() && gaps.get(place).from() < seq;
    int last = starts ? place : place - 1;
    return last < 0 ? Optional.empty() : Optional.of(gaps.get(last));
  }

  /** The gap that holds a seq. */
  public Optional<Gap> at(long seq) {
    int place = placeOf(seq);
    return place < gaps.size() && gaps.get(place).from() <= seq
        ? Optional.of(gaps.get(place))
        : Optional.empty();
  }

  /** All gaps, lowest first. */
  public List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /** Readings that are not accounted for. */
  public long readings() {
    long sum = 0;
    for (Gap gap : gaps) {
      sum += gap.readings();
    }
    return sum;
  }

  /**
   * Seqs are left for later. They must not be in a gap already. Without readings there is nothing
   * to do in them, and they are settled.
   */
  public void open(long from, long below, long readings, long since) {
    end = Math.max(end, below);
    if (from >= below || readings == 0) {
      return;
    }
    int place = placeOf(from);
    if (place < gaps.size() && gaps.get(place).from() < below) {
      throw new IllegalArgumentException("[" + from + ", " + below + ") is open in part already");
    }
    Gap opened = new Gap(from, below, readings, since);
    if (place < gaps.size() && gaps.get(place).from() == below) {
      opened = joined(opened, gaps.remove(place));
    }
    if (place > 0 && gaps.get(place - 1).below() == from) {
      gaps.set(place - 1, joined(gaps.get(place - 1), opened));
    } else {
      gaps.add(place, opened);
      shrink();
    }
  }

  /**
   * A run within one gap is dealt with.
   *
   * @param readings how many there were in it
   * @param since about when the first reading behind it was received
   */
  public Settled settle(long from, long below, long readings, long since) {
    int place = placeOf(from);
    Gap gap = place < gaps.size() ? gaps.get(place) : null;
    if (gap == null || gap.from() > from || gap.below() < below || from > below) {
      throw new IllegalArgumentException("[" + from + ", " + below + ") is not in one gap");
    }
    long counted = Math.min(readings, gap.readings());
    long left = gap.readings() - counted;
    gaps.remove(place);
    long lost = 0;
    if (from > gap.from()) {
      // Usually a run starts where its gap does. If not, the rest is shared out by seqs.
      long before = from - gap.from();
      long here = Math.min(share(left, before, before + gap.below() - below), before);
      left -= here;
      gaps.add(place++, new Gap(gap.from(), from, here, gap.since()));
    }
    if (below < gap.below()) {
      long most = gap.below() - below;
      lost = Math.max(0, left - most);
      gaps.add(place, new Gap(below, gap.below(), left - lost, Math.max(gap.since(), since)));
    } else {
      lost = left;
    }
    return new Settled(counted, lost);
  }

  /**
   * Readings of the gap at a seq are dealt with, though not known by their seqs.
   *
   * @return how many of them were still to be accounted for
   */
  public long credit(long seq, long readings) {
    int place = placeOf(seq);
    Gap gap = gaps.get(place);
    long counted = Math.min(readings, gap.readings());
    gaps.set(place, new Gap(gap.from(), gap.below(), gap.readings() - counted, gap.since()));
    return counted;
  }

  /**
   * Makes two of a gap.
   *
   * @param at where the upper one starts, within the gap
   * @param above how many readings the upper one has
   */
  public void split(long at, long above) {
    int place = placeOf(at);
    Gap gap = gaps.get(place);
    if (gap.from() >= at) {
      return;
    }
    long upper = Math.min(above, gap.readings());
    long lower = Math.min(gap.readings() - upper, at - gap.from());
    gaps.set(place, new Gap(gap.from(), at, lower, gap.since()));
    gaps.add(place + 1, new Gap(at, gap.below(), gap.readings() - lower, gap.since()));
  }

  /** The first gap that ends behind a seq. */
  private int placeOf(long seq) {
    int low = 0;
    int high = gaps.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (gaps.get(middle).below() <= seq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long share(long readings, long part, long whole) {
    return whole <= 0 ? readings : (long) ((double) readings * part / whole);
  }

  private static Gap joined(Gap lower, Gap upper) {
    return new Gap(
        lower.from(),
        upper.below(),
        lower.readings() + upper.readings(),
        Math.min(lower.since(), upper.since()));
  }

  private void shrink() {
    while (gaps.size() > MOST_GAPS) {
      int closest = 0;
      long distance = Long.MAX_VALUE;
      for (int i = 0; i + 1 < gaps.size(); i++) {
        long between = gaps.get(i + 1).from() - gaps.get(i).below();
        if (between < distance) {
          distance = between;
          closest = i;
        }
      }
      gaps.set(closest, joined(gaps.get(closest), gaps.remove(closest + 1)));
    }
  }

  /** As one line, for {@link #parse}: the end, then each gap's start, length, readings, since. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(end);
    for (Gap gap : gaps) {
      text.append(' ').append(gap.from()).append('+').append(gap.seqs());
      text.append(':').append(gap.readings()).append('@').append(gap.since());
    }
    return text.toString();
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static Position parse(String text) {
    String[] words = text.split(" ", -1);
    Position position = new Position(Long.parseLong(words[0]));
    long behind = Long.MIN_VALUE;
    for (int i = 1; i < words.length; i++) {
      String[] parts = words[i].split("[+:@]", -1);
      if (parts.length != 4) {
        throw new IllegalArgumentException("no gap: '" + words[i] + "'");
      }
      long from = Long.parseLong(parts[0]);
      long below = Math.addExact(from, Long.parseLong(parts[1]));
      if (from < behind || below <= from || below > position.end) {
        throw new IllegalArgumentException("gaps out of order: '" + words[i] + "'");
      }
      behind = below;
      position.gaps.add(new Gap(from, below, Long.parseLong(parts[2]), Long.parseLong(parts[3])));
    }
    return position;
  }
}
