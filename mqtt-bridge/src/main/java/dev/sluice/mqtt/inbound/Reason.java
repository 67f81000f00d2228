package dev.sluice.mqtt.inbound;

/** Why a publish cannot be decoded. The words are stable and explained in docs/decoding.md. */
enum Reason {
  NOT_UTF8("not-utf8"),
  MALFORMED_JSON("malformed-json"),
  TOO_DEEP("too-deep"),
  TOO_MANY_LEAVES("too-many-leaves"),
  TEXT_TOO_LONG("text-too-long"),
  ID_TOO_LONG("id-too-long"),
  NO_VALUE_AT_POINTER("no-value-at-pointer"),
  NOT_A_NUMBER("not-a-number"),
  NOT_A_BOOLEAN("not-a-boolean"),
  TIME_UNREADABLE("time-unreadable"),
  TIME_OUT_OF_RANGE("time-out-of-range"),
  /** A defect of the decoder itself, kept from harming anybody else. */
  DECODER_FAULT("decoder-fault");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
