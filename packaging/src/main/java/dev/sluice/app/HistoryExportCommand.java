package dev.sluice.app;

import dev.sluice.access.Role;
import dev.sluice.config.Glob;
import dev.sluice.history.ReadingSink;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.transfer.Instants;
import dev.sluice.transfer.ReadingFormat;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice history export}: readings into a file. */
@Command(
    name = "export",
    description = {
      "Write the readings of some or all signals to a file, signal by signal in the order of time.",
      "If a gateway runs on the data folder it is asked, over HTTP; if none does, the folder is read"
          + " as it is, and nothing in it changes.",
      "The file appears under its name when it is whole. Progress is on stderr."
    })
final class HistoryExportCommand extends Action {

  @Option(
      names = "--signal",
      paramLabel = "GLOB",
      description =
          "A signal's id, or a pattern: * within a level, ** across levels; may be repeated"
              + " (default: all).")
  private List<String> patterns = List.of("**");

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "The first time wanted, as 2026-11-24T14:00:00Z or ms since 1970.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "The first time not wanted.")
  private @Nullable String to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "csv (time,signal,value,quality) or ndjson (with reasons and whole messages); by the"
              + " output's name unless told, else csv.")
  private @Nullable String formatWord;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to; without it, standard output.")
  private @Nullable Path output;

  HistoryExportCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() throws Exception {
    ReadingFormat format = format();
    List<Glob> globs = globs();
    long first = time("--from", from, Long.MIN_VALUE);
    long end = time("--to", to, Long.MAX_VALUE);
    if (first >= end) {
      throw new CommandFailed(ExitCode.USAGE, "--to must be later than --from");
    }
    try (ReadingSource source = source()) {
      List<SignalId> signals =
          source.signals().stream()
              .filter(id -> globs.stream().anyMatch(glob -> glob.matches(id.toString())))
              .toList();
      if (signals.isEmpty()) {
        throw new CommandFailed(
            ExitCode.UNAVAILABLE, "no signal matches " + String.join(", ", patterns));
      }
      Progress progress = new Progress(tools().clock(), err());
      try {
        write(source, signals, first, end, format, progress);
      } catch (IOException e) {
        throw new CommandFailed(
            ExitCode.UNAVAILABLE, "the export was broken off: " + e.getMessage());
      }
      err()
          .printf(
              Locale.ROOT,
              "%,d readings of %,d signals, %s%n",
              progress.readings(),
              signals.size(),
              progress.took());
    }
    return ExitCode.OK.number();
  }

  private ReadingSource source() throws CommandFailed, IOException {
    if (!running()) {
      err().println("No gateway runs on " + where().data + "; it is read as it is.");
      return QuietFolder.open(where().data, tools().clock());
    }
    return new ConsoleReadings(
        new RunningGateway(where().data),
        RunningGateway.listener(tools().config(), where().config),
        PassToken.make(
            tools(), where().data, Role.VIEWER, "history-exported", String.join(" ", patterns)));
  }

  private void write(
      ReadingSource source,
      List<SignalId> signals,
      long first,
      long end,
      ReadingFormat format,
      Progress progress)
      throws Exception {
    Path file = output;
    if (file == null) {
      write(source, signals, first, end, new Rows(out(), format, progress));
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (Writer to = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        write(source, signals, first, end, new Rows(to, format, progress));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(
      ReadingSource source, List<SignalId> signals, long first, long end, Rows rows)
      throws Exception {
    rows.begin();
    for (int i = 0; i < signals.size(); i++) {
      rows.next(i, signals.size(), first, end);
      source.export(signals.get(i), first, end, rows);
    }
    rows.flush();
  }

  /** Rows on their way into a file. */
  private static final class Rows implements ReadingSink {

    private static final int CHUNK = 32 * 1024;

    private final Writer to;
    private final ReadingFormat format;
    private final Progress progress;
    private final StringBuilder chunk = new StringBuilder(CHUNK + 1024);
    private int signal;
    private int signals;
    private long first;
    private long end;
    private long time;

    Rows(Writer to, ReadingFormat format, Progress progress) {
      this.to = to;
      this.format = format;
      this.progress = progress;
    }

    void begin() {
      chunk.append(format.head());
    }

    void next(int number, int of, long from, long below) {
      signal = number;
      signals = of;
      first = from;
      end = below;
    }

    @Override
    public void reading(SignalId id, @Nullable Value value, Quality quality, long at)
        throws IOException {
      format.write(chunk, id, value, quality, at);
      time = at;
      if (chunk.length() >= CHUNK) {
        flush();
      }
      progress.reading(this::done);
    }

    /** Signals that are done, and of the range how much of the one under way. */
    private double done() {
      boolean open = first == Long.MIN_VALUE || end == Long.MAX_VALUE;
      double part = open ? 0 : ((double) time - first) / ((double) end - first);
      return (signal + part) / signals;
    }

    void flush() throws IOException {
      to.append(chunk);
      to.flush();
      chunk.setLength(0);
    }
  }

  private ReadingFormat format() throws CommandFailed {
    String word = formatWord;
    if (word == null) {
      String name = output == null ? "" : output.toString();
      return name.endsWith(".ndjson") || name.endsWith(".jsonl")
          ? ReadingFormat.NDJSON
          : ReadingFormat.CSV;
    }
    for (ReadingFormat format : ReadingFormat.values()) {
      if (format.word().equals(word)) {
        return format;
      }
    }
    throw new CommandFailed(ExitCode.USAGE, "--format is csv or ndjson, not '" + word + "'");
  }

  private List<Glob> globs() throws CommandFailed {
    List<Glob> globs = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        globs.add(new Glob(pattern));
      } catch (IllegalArgumentException e) {
        throw new CommandFailed(ExitCode.USAGE, "'" + pattern + "' " + e.getMessage());
      }
    }
    return globs;
  }

  private static long time(String option, @Nullable String text, long otherwise)
      throws CommandFailed {
    try {
      return text == null ? otherwise : Instants.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, option + ": " + e.getMessage());
    }
  }
}
