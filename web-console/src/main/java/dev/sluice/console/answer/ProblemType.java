package dev.sluice.console.answer;

import java.util.Locale;
import java.util.Optional;

/** The kinds of problem a client can meet. The words are stable: they are the {@code type} URIs. */
public enum ProblemType {
  BAD_QUERY(400, "A query parameter is missing or wrong", "Correct the parameter named in field."),
  BAD_BODY(400, "The body of the request is wrong", "Correct the member named in field."),
  BAD_LINES(
      400,
      "Some lines could not be read",
      "Correct the lines listed; all others are stored, so send only the corrected ones again."),
  NOT_LOGGED_IN(
      401,
      "Log in first",
      "Send a token as 'Authorization: Bearer …', or log in at POST /api/v1/session."),
  WRONG_PASSWORD(
      401, "Name or password is wrong", "Try again; further wrong tries have to wait longer."),
  ROLE_TOO_LOW(403, "Your role does not allow this", "Ask an administrator for a higher role."),
  FOREIGN_ORIGIN(
      403,
      "The request comes from another site",
      "Open the console at its own address and try again there."),
  CSRF_TOKEN_MISSING(
      403,
      "The request lacks the session's anti-forgery token",
      "Send the csrf member of GET /api/v1/session as X-CSRF-Token, or use a token instead of a"
          + " session."),
  WRONG_CODE(
      403, "The one-time code is wrong", "Read the code that the gateway printed when it started."),
  NOT_FOUND(404, "There is nothing here", "Check the address; /api/v1/openapi.json lists all."),
  UNKNOWN_SIGNAL(404, "There is no such signal", "Check the id; GET /api/v1/signals lists all."),
  UNKNOWN_DEVICE(404, "There is no such device", "Check the id; GET /api/v1/devices lists all."),
  UNKNOWN_UPLINK(404, "There is no such uplink", "Check the id; GET /api/v1/uplinks lists all."),
  METHOD_NOT_ALLOWED(
      405, "This address does not take that method", "Use one of the methods in the Allow header."),
  ALREADY_CLAIMED(
      409, "The gateway already has an owner", "Log in; an administrator can add accounts."),
  NOT_SETTABLE(
      409,
      "This signal cannot be set",
      "Only signals of a device whose driver can write take a value."),
  DEVICE_CONFIGURED(
      409,
      "The device stands in the configuration",
      "Take it out of devices: in sluice.yaml and restart the gateway; then delete it."),
  TOO_LARGE(413, "The body is too large", "Send less at a time."),
  WRONG_CONTENT_TYPE(
      415, "The content type is not understood", "Send the content type named in the detail."),
  WEAK_PASSWORD(422, "The password is too easy to guess", "Choose a longer, less common one."),
  TOO_MANY_TRIES(429, "Too many tries", "Wait as many seconds as Retry-After says."),
  TOO_MANY_CONNECTIONS(
      429, "Too many live connections", "Close other pages, or wait for them to be closed."),
  OUTCOME_UNKNOWN(
      500,
      "The readings could not be stored",
      "Nothing was acknowledged: send them again. GET /api/v1/health says what is wrong."),
  INTERNAL(
      500, "The gateway made a mistake", "Look into its log for the time given, and report it."),
  DEVICE_REFUSED(
      502, "The device did not take the value", "See GET /api/v1/devices, then try again."),
  BUSY(503, "The gateway is too busy", "Try again after as many seconds as Retry-After says."),
  NOT_DURABLE(
      503, "The change could not be made durable", "See GET /api/v1/health, then try again."),
  DISK_FULL(
      507,
      "The disk is full or read-only",
      "Keep the readings, free space on the gateway, and send them again.");

  private final int status;
  private final String title;
  private final String remedy;

  ProblemType(int status, String title, String remedy) {
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** One line for people. */
  public String title() {
    return title;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }

  /** The stable word at the end of the type's URI. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The stable URI, relative to the gateway: a page that explains it is served there. */
  public String uri() {
    return "/problems/" + word();
  }

  /** The type with this word. */
  public static Optional<ProblemType> ofWord(String word) {
    for (ProblemType type : values()) {
      if (type.word().equals(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
