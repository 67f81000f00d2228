package dev.sluice.state;

import dev.sluice.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Another program with the store open: makes a token, prints it and stays until it is ended. */
final class OtherProcess {

  private OtherProcess() {}

  @SuppressWarnings("SystemOut") // how the test hears of the token
  public static void main(String[] arguments) throws IOException {
    StateStore store = StateStore.open(Path.of(arguments[0]), new SetClock(0), new SecureRandom());
    System.out.println(store.tokens().create("other", Role.VIEWER, 1, Long.MAX_VALUE));
    int ignored = System.in.read();
    store.close();
  }
}
