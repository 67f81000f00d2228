package dev.sluice.console.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.console.answer.Problem;
import dev.sluice.model.SignalId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What channels are called. */
class ChannelNameTest {

  @Test
  void a_page_is_read_like_a_query() {
    ChannelName name = ChannelName.parse("signals?q=Oven%20%C3%A9+x&after=a%2Fb/c&limit=20");
    assertThat(name.q()).isEqualTo("oven é x");
    assertThat(name.after()).isEqualTo(SignalId.parse("a/b/c"));
    assertThat(name.limit()).isEqualTo(20);
    ChannelName all = ChannelName.parse("signals");
    assertThat(all.q()).isEmpty();
    assertThat(all.after()).isNull();
    assertThat(all.limit()).isEqualTo(500);
  }

  @Test
  void an_id_is_taken_as_it_is() {
    assertThat(ChannelName.parse("signal:a/b?c%20").id()).isEqualTo("a/b?c%20");
    assertThat(ChannelName.parse("device:a/b").id()).isEqualTo("a/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "signal",
        "signal:",
        "signal:x",
        "overview",
        "signals?limit=0",
        "signals?limit=501",
        "signals?limit=x",
        "signals?after=x",
        "signals?q=%zz",
        "signals?page=1"
      })
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> ChannelName.parse(text)).isInstanceOf(Problem.class);
  }
}
