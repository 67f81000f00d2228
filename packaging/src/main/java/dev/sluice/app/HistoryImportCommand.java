package dev.sluice.app;

import dev.sluice.access.Role;
import dev.sluice.config.ConfigException;
import dev.sluice.config.Loaded;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.transfer.SampleFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice history import}: readings from a file. */
@Command(
    name = "import",
    description = {
      "Take in readings from a file: csv or ndjson as the export writes them, or InfluxDB line"
          + " protocol.",
      "They go the way of all readings: through the journal, counted in the ledger, sent by the"
          + " uplinks. If a gateway runs on the data folder it takes them in, over HTTP; if none"
          + " does, they are stored at once.",
      "A line that cannot be read is named with its number and what to do, and costs no other line;"
          + " then the exit code is 65. After an interruption import the same file again: a reading"
          + " that is there already is replaced by itself.",
    })
final class HistoryImportCommand extends Action {

  @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "csv, ndjson or line; by the file's name unless told, else csv.")
  private @Nullable String formatWord;

  @Option(
      names = "--precision",
      paramLabel = "UNIT",
      defaultValue = "ns",
      description = "The unit of the times in line protocol: ns, us, ms or s (default: ns).")
  private String precisionWord = "ns";

  HistoryImportCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() throws Exception {
    SampleFormat format = format();
    Precision precision = Precision.of(precisionWord);
    if (precision == null) {
      throw new CommandFailed(
          ExitCode.USAGE, "--precision is ns, us, ms or s, not '" + precisionWord + "'");
    }
    boolean stdin = file.equals("-");
    long size = stdin ? 0 : size(Path.of(file));
    try (InputStream in = stdin ? tools().in() : Files.newInputStream(Path.of(file));
        SampleTarget target = target()) {
      HistoryImport run =
          new HistoryImport(target, new Progress(tools().clock(), err()), err(), file, size);
      try {
        run.read(in, format, precision);
      } catch (IOException e) {
        throw new CommandFailed(
            ExitCode.UNAVAILABLE,
            String.format(
                Locale.ROOT,
                "the import was broken off near line %,d, %,d readings are stored: %s%n"
                    + "Import the same file again; what is stored already is replaced by itself.",
                run.line(),
                target.stored(),
                e.getMessage()));
      }
      err().println(run.summary(target.stored()));
      return (run.badLines() == 0 ? ExitCode.OK : ExitCode.DATA).number();
    }
  }

  private static long size(Path path) throws CommandFailed {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, path + " cannot be read: " + e);
    }
  }

  private SampleTarget target() throws CommandFailed {
    if (running()) {
      return new ConsoleSamples(
          new RunningGateway(where().data),
          RunningGateway.listener(tools().config(), where().config),
          PassToken.make(tools(), where().data, Role.OPERATOR, "history-imported", file));
    }
    Loaded loaded;
    try {
      loaded = tools().config().load(where().config);
    } catch (ConfigException e) {
      throw new CommandFailed(ExitCode.CONFIG, String.valueOf(e.getMessage()));
    }
    err().println("No gateway runs on " + where().data + "; the readings are stored at once.");
    return QuietGateway.open(tools(), loaded, where().data, file);
  }

  private SampleFormat format() throws CommandFailed {
    String word = formatWord;
    if (word == null) {
      String name = file.toLowerCase(Locale.ROOT);
      int dot = name.lastIndexOf('.');
      word =
          switch (dot < 0 ? "" : name.substring(dot + 1)) {
            case "ndjson", "jsonl" -> "ndjson";
            case "lp", "line" -> "line";
            default -> "csv";
          };
    }
    return switch (word) {
      case "csv" -> SampleFormat.CSV;
      case "ndjson" -> SampleFormat.NDJSON;
      case "line" -> SampleFormat.LINE_PROTOCOL;
      default ->
          throw new CommandFailed(
              ExitCode.USAGE, "--format is csv, ndjson or line, not '" + word + "'");
    };
  }
}
