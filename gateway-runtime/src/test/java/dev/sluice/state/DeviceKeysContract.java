package dev.sluice.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.state.DeviceKeys.DeviceKey;
import dev.sluice.state.DeviceKeys.Known;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every keeper of device credentials does. */
public interface DeviceKeysContract {

  /** No devices yet. */
  DeviceKeys deviceKeys();

  private static DeviceKey key(String name) {
    return new DeviceKey(name, List.of("z/" + name, "a/#"), List.of("+/in"));
  }

  @Test
  default void aDeviceIsKnownByNameAndPassword() {
    DeviceKeys keys = deviceKeys();
    String password = keys.add(key("press-1")).orElseThrow();
    assertThat(keys.check("press-1", password.getBytes(UTF_8)).map(Known::key))
        .contains(key("press-1"));
    assertThat(keys.check("press-1", (password + "x").getBytes(UTF_8))).isEmpty();
    assertThat(keys.check("press-1", new byte[0])).isEmpty();
    assertThat(keys.check("press-1", new byte[32])).isEmpty();
    assertThat(keys.check("press-2", password.getBytes(UTF_8))).isEmpty();
  }

  @Test
  default void aDeviceMayHaveNoFilters() {
    DeviceKeys keys = deviceKeys();
    DeviceKey mute = new DeviceKey("mute", List.of(), List.of());
    String password = keys.add(mute).orElseThrow();
    assertThat(keys.check("mute", password.getBytes(UTF_8)).map(Known::key)).contains(mute);
    assertThat(keys.all()).containsExactly(mute);
  }

  @Test
  default void aNameIsTakenOnceAndKeepsItsPassword() {
    DeviceKeys keys = deviceKeys();
    String password = keys.add(key("press-1")).orElseThrow();
    assertThat(keys.add(new DeviceKey("press-1", List.of("#"), List.of("#")))).isEmpty();
    assertThat(keys.check("press-1", password.getBytes(UTF_8)).map(Known::key))
        .contains(key("press-1"));
  }

  @Test
  default void aRemovedDeviceIsUnknownAndComesBackWithAnotherPassword() {
    DeviceKeys keys = deviceKeys();
    String password = keys.add(key("press-1")).orElseThrow();
    assertThat(keys.remove("press-1")).isTrue();
    assertThat(keys.remove("press-1")).isFalse();
    assertThat(keys.check("press-1", password.getBytes(UTF_8))).isEmpty();
    assertThat(keys.add(key("press-1"))).isPresent().get().isNotEqualTo(password);
  }

  @Test
  default void aKeyHasTheSameMarkUntilItIsMadeAgain() {
    DeviceKeys keys = deviceKeys();
    String password = keys.add(key("press-1")).orElseThrow();
    keys.add(key("oven"));
    Known known = keys.check("press-1", password.getBytes(UTF_8)).orElseThrow();
    assertThat(keys.marks()).containsOnlyKeys("oven", "press-1");
    assertThat(keys.marks()).containsEntry("press-1", known.mark());
    assertThat(keys.marks().get("oven")).isNotEqualTo(known.mark());
    keys.remove("press-1");
    assertThat(keys.marks()).containsOnlyKeys("oven");
    keys.add(key("press-1"));
    assertThat(keys.marks()).containsKey("press-1").doesNotContainEntry("press-1", known.mark());
  }

  @Test
  default void allComeByName() {
    DeviceKeys keys = deviceKeys();
    keys.add(key("b"));
    keys.add(key("a"));
    assertThat(keys.all()).containsExactly(key("a"), key("b"));
  }

  @Test
  default void aNameThatIsAWildcardIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> key("+"));
    assertThatIllegalArgumentException().isThrownBy(() -> key("a/b"));
  }
}
