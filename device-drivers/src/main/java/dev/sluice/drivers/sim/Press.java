package dev.sluice.drivers.sim;

/**
 * A hydraulic press: it works in stretches with breaks between them, and each stroke lets pressure,
 * current and vibration jump.
 */
final class Press implements Plant {

  private static final double CYCLE = 3.7; // seconds from stroke to stroke
  private static final double STROKE = 0.9; // seconds that the ram is down

  private final Chance chance;
  private final Chance shift;
  private final Chance shaking;
  private final Chance oilNoise;
  private boolean running;
  private double inCycle;
  private long strokes;
  private double oil = 38;

  Press(Chance chance, long micros) {
    this.chance = chance.of("press");
    shift = this.chance.of("shift");
    shaking = this.chance.of("shake");
    oilNoise = this.chance.of("oil");
    strokes = 1_204_000 + Math.floorMod(micros / 1_000_000, 31_536_000L) / 4;
    live(0, micros);
  }

  @Override
  public void live(double seconds, long micros) {
    running = shift.wander(micros, 420) > -0.55;
    if (running) {
      inCycle += seconds;
      long done = (long) (inCycle / CYCLE);
      strokes += done;
      inCycle -= done * CYCLE;
    } else {
      inCycle = STROKE; // it stops with the ram up
    }
    double aim = running ? 52 : 31;
    oil += (aim - oil) * (1 - Math.exp(-seconds / 400));
  }

  @Override
  public void show(Panel panel, long micros) {
    boolean down = running && inCycle < STROKE;
    double push = down ? Math.sin(inCycle / STROKE * Math.PI) : 0;
    double shake = Math.abs(shaking.noise(micros));
    double vibration = (running ? 0.6 : 0.05) + (down ? 4.5 * push + 1.2 * shake : 0.15 * shake);
    double pressure = (running ? 42 : 3) + 145 * push + 0.8 * oilNoise.noise(micros);
    double current = (running ? 11.5 : 0) + 34 * push + (running ? 0.3 * chance.noise(micros) : 0);
    panel
        .onOff("running", running)
        .number("vibration", vibration, 2, "mm/s")
        .number("hydraulic-pressure", Math.max(0, pressure), 1, "bar")
        .number("motor-current", Math.max(0, current), 1, "A")
        .number("oil-temperature", oil, 1, "°C")
        .number("strokes", (double) strokes, 0, null);
  }
}
