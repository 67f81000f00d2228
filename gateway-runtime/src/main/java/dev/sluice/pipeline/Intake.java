package dev.sluice.pipeline;

/** The only door into the gateway. Bounded in bytes; never blocks. */
public interface Intake {

  /** The answer at the door. */
  enum Verdict {
    /** Taken: the receipt will be settled. */
    TAKEN,
    /** No room: nothing is kept, the loss is counted, the receipt will never be settled. */
    FULL,
    /**
     * The disk is full or read-only: an arrival with {@link Arrival.Care#ACKNOWLEDGED} is refused
     * and counted. Others are still taken, into live view only.
     */
    DISK
  }

  /** Offers an arrival; safe from any thread. */
  Verdict offer(Arrival arrival);
}
