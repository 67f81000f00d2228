package dev.sluice.app;

/** Who can say whether the system's clock is right. */
interface TimeWitness {

  /** Whether a time server keeps it. */
  enum Server {
    KEEPS_IT,
    NONE,
    UNKNOWN
  }

  /** What the kernel says; quick. */
  Server server();

  /** True if a clock with a battery says about the same time, µs since 1970. */
  boolean agreesWithBattery(long micros);

  /** True if this is a virtual machine that has its time from its host. */
  boolean setByHost();

  /** The id of this start of the system; empty if that is unknown. */
  String system();
}
