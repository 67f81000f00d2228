package dev.sluice.app;

import dev.sluice.access.PasswordRule;
import dev.sluice.access.Passwords;
import dev.sluice.access.Role;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.uplink.UplinkCatalogue;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The program {@code sluice} and its commands. */
@Command(
    name = "sluice",
    description = "A telemetry gateway that keeps every reading it acknowledges.")
public final class Main extends Group {

  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  private Main() {}

  /** Runs the command that the arguments name, and ends with its exit code. */
  public static void main(String[] args) {
    Logs.ofCommand();
    Build build = Build.read();
    SystemClock clock = new SystemClock(build.time());
    SecureRandom random = new SecureRandom();
    DriverCatalogue drivers = DriverCatalogue.load();
    UplinkCatalogue uplinks = UplinkCatalogue.load();
    Passwords passwords = new Passwords(random);
    PasswordRule passwordRule = new PasswordRule();
    Tools tools =
        new Tools(
            build,
            clock,
            random,
            System.in,
            new ConfigLoader(Kinds.ofDrivers(drivers.all()).withUplinks(uplinks.settings())),
            passwords,
            passwordRule,
            uplinks,
            new Wiring(build, clock, random, drivers, uplinks, passwords, passwordRule));
    System.exit(commandLine(tools).execute(args));
  }

  /** All commands. */
  static CommandLine commandLine(Tools tools) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new RunCommand(tools))
            .addSubcommand(new CheckConfigCommand(tools))
            .addSubcommand(TokenCommand.with(tools))
            .addSubcommand(UserCommand.with(tools))
            .addSubcommand(DeviceCommand.with(tools))
            .addSubcommand(UplinkCommand.with(tools))
            .addSubcommand(HistoryCommand.with(tools))
            .addSubcommand(new DoctorCommand(tools))
            .addSubcommand(new SelfTestCommand(tools))
            .addSubcommand(new VersionCommand(tools))
            .addSubcommand(new CommandLine.HelpCommand());
    line.getCommandSpec().version(VersionCommand.text(tools.build()));
    line.registerConverter(Role.class, Main::role);
    line.registerConverter(Duration.class, Main::span);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(28);
    Failures.handle(line);
    return line;
  }

  private static Role role(String word) {
    try {
      return Role.ofWord(word.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static Duration span(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "a time is a number and s, m, h or d, as 12h or 30d, not '" + text + "'");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
