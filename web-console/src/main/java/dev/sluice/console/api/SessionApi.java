package dev.sluice.console.api;

import dev.sluice.access.LoginThrottle;
import dev.sluice.access.Role;
import dev.sluice.access.Secrets;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.JsonMembers;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Workers;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Gate;
import dev.sluice.console.auth.PasswordPort;
import dev.sluice.console.auth.Session;
import dev.sluice.console.auth.Sessions;
import dev.sluice.console.auth.Visitor;
import dev.sluice.gateway.GatewayView;
import dev.sluice.state.Accounts;
import dev.sluice.state.Accounts.Account;
import dev.sluice.state.Audit;
import dev.sluice.state.Names;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Claiming the gateway, logging in and out. */
public final class SessionApi {

  private static final int LONGEST_PASSWORD = 1024;
  private static final String SETUP = "(setup)"; // no account can have this name

  private final GatewayView view;
  private final Hints hints;
  private final Accounts accounts;
  private final Audit audit;
  private final Sessions sessions;
  private final PasswordPort passwords;
  private final LoginThrottle throttle;
  private final Workers workers;
  private final Workers hashing;

  /**
   * The handlers.
   *
   * @param hints told to who is logged in; places on this machine to administrators only
   * @param workers for what is quick
   * @param hashing for passwords: two threads, because each hash takes much memory
   */
  public SessionApi(
      GatewayView view,
      Hints hints,
      Accounts accounts,
      Audit audit,
      Sessions sessions,
      PasswordPort passwords,
      LoginThrottle throttle,
      Workers workers,
      Workers hashing) {
    this.view = view;
    this.hints = hints;
    this.accounts = accounts;
    this.audit = audit;
    this.sessions = sessions;
    this.passwords = passwords;
    this.throttle = throttle;
    this.workers = workers;
    this.hashing = hashing;
  }

  /** Who is logged in, and whether the gateway has an owner. Open to all. */
  public void who(RoutingContext context) {
    Caller caller = Visitor.of(context).orElse(null);
    Reply.json(context, workers.run(() -> describe(accounts.claimed(), caller)));
  }

  /** Logs in with name and password. */
  public void logIn(RoutingContext context) {
    JsonMembers body = JsonMembers.read(context.body().buffer(), Set.of("name", "password"));
    String name = body.text("name");
    String password = password(body);
    String address = Visitor.address(context);
    refuseIfThrottled(name, address);
    hashing
        .run(() -> check(name, password, address))
        .onSuccess(session -> welcome(context, session, 200))
        .onFailure(context::fail);
  }

  /** Claims the gateway with the one-time code, and logs its owner in. */
  public void setUp(RoutingContext context) {
    JsonMembers body =
        JsonMembers.read(context.body().buffer(), Set.of("code", "name", "password"));
    String code = body.text("code");
    String name = body.text("name");
    try {
      Names.check("user name", name);
    } catch (IllegalArgumentException e) {
      throw Problem.at(ProblemType.BAD_BODY, "name", sentence(String.valueOf(e.getMessage())));
    }
    String password = password(body);
    String address = Visitor.address(context);
    refuseIfThrottled(SETUP, address);
    hashing
        .run(() -> claim(code, name, password, address))
        .onSuccess(session -> welcome(context, session, 201))
        .onFailure(context::fail);
  }

  /** Logs out. */
  public void logOut(RoutingContext context) {
    Session session = Visitor.known(context).session();
    if (session == null) {
      throw Problem.of(
          ProblemType.BAD_BODY, "A token has no session to end: revoke it where it was made.");
    }
    sessions.end(session.id());
    Gate.takeCookie(context.request(), context.response());
    workers
        .run(
            () -> {
              note(session.user(), "log-out", "from " + Visitor.address(context));
              return session;
            })
        .onSuccess(ended -> Reply.nothing(context))
        .onFailure(context::fail);
  }

  private Session check(String name, String password, String address) {
    Optional<Account> account = accounts.find(name);
    boolean right;
    if (account.isPresent()) {
      right = passwords.verify(password, account.get().passwordHash());
    } else {
      passwords.verifyNobody(password);
      right = false;
    }
    if (!right) {
      // Only a name that exists is written down: people type passwords into the wrong field.
      note(account.map(Account::name).orElse("unknown"), "log-in-failed", "from " + address);
      throw Problem.of(ProblemType.WRONG_PASSWORD, "");
    }
    throttle.succeeded(name, address);
    note(name, "log-in", "from " + address);
    return sessions.begin(account.orElseThrow());
  }

  private Session claim(String code, String name, String password, String address) {
    if (accounts.claimed()) {
      throw Problem.of(ProblemType.ALREADY_CLAIMED, "");
    }
    Optional<String> expected = accounts.setupCode();
    if (expected.isEmpty() || !Secrets.sameCode(expected.get(), code)) {
      note("console", "claim-failed", "wrong code, from " + address);
      throw Problem.at(ProblemType.WRONG_CODE, "code", "");
    }
    throttle.succeeded(SETUP, address);
    Optional<String> problem = passwords.problem(name, password);
    if (problem.isPresent()) {
      throw Problem.at(ProblemType.WEAK_PASSWORD, "password", sentence(problem.get()));
    }
    Account owner = new Account(name, Role.ADMIN, passwords.hash(password));
    if (!accounts.claim(owner)) {
      throw Problem.of(ProblemType.ALREADY_CLAIMED, "");
    }
    note(name, "claim", "from " + address);
    return sessions.begin(owner);
  }

  private void welcome(RoutingContext context, Session session, int status) {
    String before = Gate.cookie(context.request());
    if (before != null) {
      sessions.end(before); // never two sessions in one browser, and never the same id again
    }
    Gate.giveCookie(context.request(), context.response(), session.id());
    Reply.json(context, status, describe(true, Gate.ofSession(session)));
  }

  private void refuseIfThrottled(String account, String address) {
    Duration wait = throttle.admit(account, address);
    if (wait.isPositive()) {
      int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
      throw Problem.later(
          ProblemType.TOO_MANY_TRIES, "The next try counts in " + seconds + " s.", seconds);
    }
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }

  private static String password(JsonMembers body) {
    String password = body.text("password");
    if (password.length() > LONGEST_PASSWORD) {
      throw Problem.at(
          ProblemType.BAD_BODY,
          "password",
          "A password has at most " + LONGEST_PASSWORD + " characters.");
    }
    return password;
  }

  private Buffer describe(boolean claimed, @Nullable Caller caller) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("claimed", claimed);
          json.writeStringField("name", view.name());
          json.writeStringField("timezone", view.timezone().getId());
          json.writeStringField("version", view.version());
          json.writeStringField("boot", view.boot());
          if (caller != null) {
            json.writeStringField("user", caller.name());
            json.writeStringField("role", caller.role().word());
            if (hints.mqttPort().isPresent()) {
              json.writeNumberField("mqttPort", hints.mqttPort().getAsInt());
            }
            if (caller.role() == Role.ADMIN) {
              json.writeStringField("program", hints.program());
              json.writeStringField("data", hints.data().toString());
            }
            Session session = caller.session();
            if (session != null) {
              json.writeStringField("csrf", session.csrf());
            }
          }
          json.writeEndObject();
        });
  }

  private void note(String who, String what, String detail) {
    audit.record(new Audit.Act(view.clock().micros(), who, what, detail));
  }
}
