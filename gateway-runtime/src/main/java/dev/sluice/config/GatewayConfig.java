package dev.sluice.config;

import java.util.Map;

/** The whole of {@code sluice.yaml}. */
public record GatewayConfig(
    @Setting("Who this gateway is.") GatewaySection gateway,
    @Setting("The MQTT broker and how its messages become readings.") MqttSection mqtt,
    @Setting("What the gateway polls, by device name.") Map<String, DeviceSection> devices,
    @Setting("How signals are shown and checked, by id or glob; the first match wins.")
        Map<String, SignalSection> signals,
    @Setting("How readings are kept.") HistorySection history,
    @Setting("The web console and the HTTP API.") ConsoleSection console,
    @Setting("What the gateway tells about itself.") TelemetrySection telemetry) {}
