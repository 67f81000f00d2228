package dev.sluice.app;

import dev.sluice.config.ConfigException;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.UplinkSection;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice uplink test}: tries the destination from the command's own process. */
@Command(
    name = "test",
    description = {
      "Find out from here, with the configuration as it is now, whether the destination would take"
          + " readings; none is sent, and a running gateway is left alone.",
      "A bridge connects as its usual client id with -test behind it. If clientId is set, the broker"
          + " would take it for the gateway itself: then no gateway may run on the data folder; use"
          + " Test in the console instead."
    })
final class UplinkTestCommand extends Action {

  @Parameters(paramLabel = "ID", description = "The uplink's name in the configuration.")
  private String id = "";

  UplinkTestCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() throws CommandFailed, ConfigException, InterruptedException {
    GatewayConfig config = tools().config().load(where().config).config();
    UplinkSection section = config.uplinks().get(id);
    if (section == null) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE, "there is no uplink '" + id + "' in " + where().config);
    }
    UplinkFactory<?> factory = tools().uplinks().find(section.type()).orElseThrow();
    refuseToDisturb(factory, section);
    // Under the same name it would end the connection of a gateway that runs.
    try (Uplink uplink = open(factory, section, config.gateway().name(), id + "-test")) {
      String fault =
          switch (uplink.probe()) {
            case Delivery.Delivered _ -> "";
            case Delivery.Retry retry -> retry.why();
            case Delivery.Refused refused -> refused.why();
            case Delivery.Rejected rejected -> rejected.why();
            case Delivery.Poison poison -> String.join("; ", poison.why().values());
          };
      if (!fault.isEmpty()) {
        throw new CommandFailed(ExitCode.UNAVAILABLE, id + ": " + fault);
      }
    }
    out().println(id + ": would take readings");
    return ExitCode.OK.number();
  }

  private <C extends Record> void refuseToDisturb(UplinkFactory<C> factory, UplinkSection section)
      throws CommandFailed {
    if (factory.onlyOnce(factory.settings().cast(section.settings())) && running()) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          "a gateway runs on "
              + where().data
              + ", and a second connection with the clientId of '"
              + id
              + "' would end its own; use Test in the console");
    }
  }

  private <C extends Record> Uplink open(
      UplinkFactory<C> factory, UplinkSection section, String gateway, String name) {
    return factory.open(
        name,
        factory.settings().cast(section.settings()),
        new UplinkFactory.Surroundings(gateway, "test", tools().clock(), tools().random()));
  }
}
