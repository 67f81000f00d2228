package dev.sluice.app;

import dev.sluice.console.api.LinePort;
import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.LineProtocol;
import dev.sluice.lineprotocol.Parsed;
import dev.sluice.model.Sample;
import java.util.List;

/** The console's view of the line protocol. */
record ConsoleLines() implements LinePort {

  @Override
  public void read(byte[] text, Precision precision, Lines lines) {
    Parsed parsed =
        LineProtocol.parse(
            text,
            switch (precision) {
              case NS -> dev.sluice.lineprotocol.Precision.NS;
              case US -> dev.sluice.lineprotocol.Precision.US;
              case MS -> dev.sluice.lineprotocol.Precision.MS;
              case S -> dev.sluice.lineprotocol.Precision.S;
            });
    for (List<Sample> line : parsed.lines()) {
      line.forEach(lines::sample);
    }
    for (BadLine bad : parsed.bad()) {
      lines.bad(bad.line(), bad.toString(), bad.text());
    }
    // Those past the ones that are described count as well.
    for (int i = parsed.bad().size(); i < parsed.badLines(); i++) {
      lines.bad(0, "", "");
    }
  }
}
