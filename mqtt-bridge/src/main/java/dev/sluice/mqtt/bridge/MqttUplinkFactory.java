package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.Names.Resolver;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory;

/** Makes bridges to other MQTT brokers: {@code type: mqtt}. */
public final class MqttUplinkFactory implements UplinkFactory<MqttSettings> {

  private final Resolver resolver;

  /** A factory whose uplinks ask the system for names. */
  public MqttUplinkFactory() {
    this(Resolver.ofSystem());
  }

  MqttUplinkFactory(Resolver resolver) {
    this.resolver = resolver;
    PahoLog.silence();
  }

  @Override
  public String type() {
    return "mqtt";
  }

  @Override
  public Class<MqttSettings> settings() {
    return MqttSettings.class;
  }

  @Override
  public boolean onlyOnce(MqttSettings settings) {
    return settings.clientId() != null || settings.preset() != null;
  }

  @Override
  public Uplink open(String id, MqttSettings settings, Surroundings surroundings) {
    return new MqttUplink(id, settings, surroundings, resolver);
  }
}
