package dev.sluice.uplinks.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.influxdb.exceptions.InfluxException;
import dev.sluice.uplink.Delivery;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostNamesTest {

  private final CountDownLatch answer = new CountDownLatch(1);
  private final CountDownLatch asking = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void answer() {
    answer.countDown();
  }

  /** As the system's: no interrupt gets it out of its wait. */
  private List<InetAddress> hanging(String host) {
    asked.incrementAndGet();
    asking.countDown();
    boolean waits = true;
    while (waits) {
      try {
        answer.await();
        waits = false;
      } catch (InterruptedException e) {
        // It does not listen.
      }
    }
    return List.of(InetAddress.getLoopbackAddress());
  }

  @Test
  void aNameServerThatHangsIsAskedOnceAndSaidInWords() throws Exception {
    HostNames names = new HostNames(this::hanging, Duration.ofMillis(20));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.lookup("influx.example"))
          .isInstanceOf(HostNames.Unanswered.class)
          .hasMessageContaining("influx.example could not be looked up");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void whoWaitedLongEnoughGetsTheAnswer() throws Exception {
    HostNames names = new HostNames(this::hanging, Duration.ofSeconds(50));
    answer.countDown();
    assertThat(names.lookup("influx.example")).hasSize(1);
    assertThat(names.lookup("influx.example")).hasSize(1);
    assertThat(asked).as("an answer is not kept").hasValue(2);
  }

  @Test
  void anInterruptEndsTheWaitAndStays() throws Exception {
    HostNames names = new HostNames(this::hanging, Duration.ofDays(1));
    AtomicInteger interrupted = new AtomicInteger();
    Thread waiting =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    names.lookup("influx.example");
                  } catch (UnknownHostException e) {
                    if (Thread.currentThread().isInterrupted()) {
                      interrupted.incrementAndGet();
                    }
                  }
                });
    asking.await();
    waiting.interrupt();
    waiting.join();
    assertThat(interrupted).hasValue(1);
  }

  @Test
  void aHostThatIsNotKnownIsSaidSo() {
    Dns none =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThatThrownBy(() -> new HostNames(none, Duration.ofSeconds(50)).lookup("influx.example"))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessage("influx.example");
  }

  @Test
  void anUnansweredQuestionIsTriedAgain() {
    HostNames names = new HostNames(this::hanging, Duration.ofMillis(20));
    assertThatThrownBy(() -> names.lookup("influx.example"))
        .satisfies(
            e ->
                assertThat(Answers.of(new InfluxException(e), "http://influx.example", true))
                    .isInstanceOfSatisfying(
                        Delivery.Retry.class,
                        retry -> assertThat(retry.why()).contains("could not be looked up")));
  }
}
