package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionOwnersTest {

  private static final long SECOND = 1_000_000_000;

  private final SessionOwners owners = new SessionOwners();

  private static Connection connection(String client, long expirySeconds) {
    return new Connection(client, true, false, expirySeconds, null);
  }

  private boolean claim(String client, @Nullable String user, long nanos) {
    return owners.claim(connection(client, 0), rights(user), nanos);
  }

  private static Rights rights(@Nullable String user) {
    return rights(user, user + "-1");
  }

  private static Rights rights(@Nullable String user, String mark) {
    return new Rights(user, user == null ? null : mark, null, null);
  }

  @Test
  void aConnectedClientsIdIsForItsUserAlone() {
    assertThat(claim("x", "press", 0)).isTrue();
    assertThat(claim("x", "oven", 0)).isFalse();
    assertThat(claim("x", null, 0)).isFalse();
    assertThat(claim("x", "press", 0)).isTrue();
    assertThat(claim("y", "oven", 0)).isTrue();
  }

  @Test
  void programsOnThisBoxAreOneUser() {
    assertThat(claim("x", null, 0)).isTrue();
    assertThat(claim("x", null, 0)).isTrue();
    assertThat(claim("x", "press", 0)).isFalse();
  }

  @Test
  void aSessionIsKeptForItsUserUntilItExpires() {
    Connection press = connection("x", 60);
    owners.claim(press, rights("press"), 0);
    owners.ended(press, 10 * SECOND);
    assertThat(owners.isKnown("x", 69 * SECOND)).isTrue();
    assertThat(claim("x", "oven", 69 * SECOND)).isFalse();
    assertThat(owners.isKnown("x", 70 * SECOND)).isFalse();
    assertThat(claim("x", "oven", 70 * SECOND)).isTrue();
  }

  @Test
  void anIdWithoutASessionIsFreeAtOnce() {
    Connection press = connection("x", 0);
    owners.claim(press, rights("press"), 0);
    owners.ended(press, 0);
    assertThat(owners.isKnown("x", 0)).isFalse();
    assertThat(claim("x", "oven", 0)).isTrue();
  }

  @Test
  void theEndOfAnOlderConnectionFreesNothing() {
    Connection older = connection("x", 0);
    Connection newer = connection("x", 0);
    owners.claim(older, rights("press"), 0);
    owners.claim(newer, rights("press"), 0);
    owners.ended(older, 0);
    assertThat(claim("x", "oven", 0)).isFalse();
  }

  @Test
  void sessionsThatAreOverTakeNoRoom() {
    for (long i = 0; i < 5_000; i++) {
      Connection passing = connection("passing-" + i, 1);
      owners.claim(passing, rights("press"), 2 * i * SECOND);
      owners.ended(passing, 2 * i * SECOND);
    }
    assertThat(owners.dropRevoked(Map.of())).hasSizeLessThan(1_100);
  }

  @Test
  void sessionsOfAKeyThatIsGoneOrAnotherAreDropped() {
    owners.claim(connection("gone", 60), rights("oven", "oven-1"), 0);
    owners.claim(connection("changed", 60), rights("press", "press-1"), 0);
    owners.claim(connection("same", 60), rights("press", "press-2"), 0);
    owners.claim(connection("local", 60), rights(null), 0);
    assertThat(owners.dropRevoked(Map.of("press", "press-2")))
        .containsOnly(Map.entry("gone", "oven"), Map.entry("changed", "press"));
    assertThat(owners.isKnown("gone", 0)).isFalse();
    assertThat(owners.isKnown("same", 0)).isTrue();
    assertThat(owners.isKnown("local", 0)).isTrue();
  }

  @Test
  void whoGoesOnWithASessionOfTheOldKeyIsDroppedWithIt() {
    owners.claim(connection("x", 60), rights("press", "press-1"), 0);
    owners.claim(connection("x", 60), rights("press", "press-2"), 0);
    assertThat(owners.dropRevoked(Map.of("press", "press-2"))).containsOnlyKeys("x");
    owners.claim(connection("x", 60), rights("press", "press-2"), 0);
    assertThat(owners.dropRevoked(Map.of("press", "press-2"))).isEmpty();
  }
}
