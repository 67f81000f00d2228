package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.journal.Entry;
import dev.sluice.meters.Cause;
import dev.sluice.meters.Ledger;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.LedgerView.HistoryCounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerReaderTest {

  private static final long NOW = 1_764_000_000_000_000L;

  private final Ledger ledger = new Ledger();
  private final LedgerReader reader = new LedgerReader(ledger);

  @Test
  void seqsThatCannotBeReadBackCountOnlyBehindTheLastTally() {
    reader.missing(1, 11, NOW);
    reader.missing(15, 25, NOW);
    reader.entry(new Entry.Tally(25, 20, 100, 100, 0, Map.of(), List.of()));
    reader.missing(26, 28, NOW);

    LedgerView view = ledger.view(new HistoryCounts(100, 0, 0, 0, 0));
    assertThat(view.received()).isEqualTo(107);
    assertThat(view.losses()).containsExactly(new LedgerView.Loss(Cause.DAMAGED, 7, NOW));
    assertThat(view.balanced()).isTrue();
  }
}
