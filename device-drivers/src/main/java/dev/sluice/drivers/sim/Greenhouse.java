package dev.sluice.drivers.sim;

/**
 * A greenhouse: the sun warms it, a vent opens when it gets hot, the soil dries and a pump waters
 * it.
 */
final class Greenhouse implements Plant {

  private static final double LITRES = 0.35; // per second while the pump runs

  private final Chance chance;
  private final Chance cloudiness;
  private final Chance humidityNoise;
  private final Chance soilNoise;
  private double air;
  private double soil;
  private double water;
  private boolean vent;
  private boolean pump;

  Greenhouse(Chance chance, long micros) {
    this.chance = chance.of("greenhouse");
    cloudiness = this.chance.of("clouds");
    humidityNoise = this.chance.of("humidity");
    soilNoise = this.chance.of("soil");
    air = 19 + 6 * Plant.daily(micros);
    soil = 33 + 9 * this.chance.at(Math.floorDiv(micros, 3_600_000_000L));
    water = 8_300 + Math.floorMod(micros / 1_000_000, 31_536_000L) * 0.01;
  }

  @Override
  public void live(double seconds, long micros) {
    double outside = 11 + 7 * Plant.daily(micros) + 2 * chance.wander(micros, 2400);
    vent = vent ? air > 23.5 : air > 26.5;
    double aim = outside + 8 + light(micros) / 5_000 - (vent ? 9 : 0);
    air += (aim - air) * (1 - Math.exp(-seconds / (vent ? 240 : 600)));
    pump = pump ? soil < 42 : soil < 31;
    soil = Math.clamp(soil + seconds * (pump ? 0.06 : -0.0004 - air * 0.00004), 5, 70);
    water += pump ? seconds * LITRES : 0;
  }

  private double light(long micros) {
    double height = Math.sin((Plant.dayPart(micros) - 0.25) * 2 * Math.PI);
    double clouds = 0.65 + 0.3 * cloudiness.wander(micros, 200);
    return Math.max(0, height) * clouds * 72_000;
  }

  @Override
  public void show(Panel panel, long micros) {
    double humidity = 78 - 1.6 * (air - 18) - (vent ? 8 : 0) + (pump ? 4 : 0);
    panel
        .number("temperature", air + 0.06 * chance.noise(micros), 1, "°C")
        .number(
            "humidity", Math.clamp(humidity + 0.3 * humidityNoise.noise(micros), 15, 99), 1, "%")
        .number("soil-moisture", soil + 0.1 * soilNoise.noise(micros), 1, "%")
        .number("light", light(micros), 0, "lx")
        .onOff("vent", vent)
        .onOff("pump", pump)
        .number("water", water, 1, "l");
  }
}
