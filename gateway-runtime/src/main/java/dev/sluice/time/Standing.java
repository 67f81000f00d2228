package dev.sluice.time;

/** Why the wall time is trusted, or why not. */
public enum Standing {
  /** The kernel says that a time server keeps it right. */
  SYNCHRONISED(true, "kept right by a time server"),

  /** It was kept right earlier in this start of the system; the kernel has lost its time server. */
  HOLDOVER(true, "kept right by a time server until a while ago"),

  /** The configuration says that whoever set it is to be believed. */
  DECLARED(true, "declared good by the configuration"),

  /** It agrees with a clock that has a battery. */
  BATTERY(true, "set from a clock with a battery"),

  /** A virtual machine has it from its host. */
  HOST(true, "set by the host of this virtual machine"),

  /** The kernel cannot be asked, and the time is later than the program. */
  ASSUMED(true, "assumed to be right, since the kernel does not say how it is kept"),

  /** It may be right, but nothing says so. */
  WAITING(false, "not yet set by a time server, nor by a clock with a battery"),

  /** It lies before the program was made. */
  UNSET(false, "before this program was made, so it cannot be right");

  private final boolean trusted;
  private final String text;

  Standing(boolean trusted, String text) {
    this.trusted = trusted;
    this.text = text;
  }

  /** True if times made with it are believed. */
  public boolean trusted() {
    return trusted;
  }

  /** For people; goes on from "the clock is". */
  public String text() {
    return text;
  }
}
