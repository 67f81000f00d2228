package dev.sluice.drivers.sim;

import dev.sluice.model.Value;

/**
 * A gas boiler that keeps the supply at its setpoint with a burner that is either on or off; the
 * house takes more heat when it is cold outside. Now and then the burner locks out for a minute.
 */
final class Boiler implements Plant {

  private static final double HYSTERESIS = 3;
  private static final double HEATS = 0.30; // °C per second while the burner is on
  private static final double GAS = 0.0011; // m³ per second while the burner is on
  private static final long LOCKOUT_SLOT = 900_000_000L;
  private static final long LOCKOUT = 60_000_000L;

  private final Chance chance;
  private final Chance taps;
  private final Chance lockoutBegin;
  private final Chance lockouts;
  private final Chance pressing;
  private final Chance returning;
  private double setpoint = 65;
  private double supply;
  private double back;
  private double gas;
  private boolean burner;
  private boolean lockedOut;

  Boiler(Chance chance, long micros) {
    this.chance = chance.of("boiler");
    taps = this.chance.of("taps");
    lockoutBegin = this.chance.of("lockout");
    lockouts = this.chance.of("lockouts");
    pressing = this.chance.of("pressure");
    returning = this.chance.of("return");
    supply = setpoint + HYSTERESIS * this.chance.wander(micros, 300);
    back = supply - 14;
    gas = 4_180 + Math.floorMod(micros / 1_000_000, 31_536_000L) * GAS * 0.5;
  }

  @Override
  public void live(double seconds, long micros) {
    double outside = 6 + 6 * Plant.daily(micros) + 3 * chance.wander(micros, 1800);
    lockedOut = isLockedOut(micros);
    if (lockedOut || supply > setpoint + HYSTERESIS) {
      burner = false;
    } else if (supply < setpoint - HYSTERESIS) {
      burner = true;
    }
    double taken = 0.0032 * (supply - outside) * (0.7 + 0.25 * taps.wander(micros, 120));
    supply = Math.clamp(supply + seconds * ((burner ? HEATS : 0) - taken), outside, 98);
    double followed = 1 - Math.exp(-seconds / 45);
    back += (supply - 70 * taken - back) * followed;
    gas += burner ? seconds * GAS : 0;
  }

  private boolean isLockedOut(long micros) {
    long slot = Math.floorDiv(micros, LOCKOUT_SLOT);
    long begin = (long) (lockoutBegin.at(slot) * (LOCKOUT_SLOT - LOCKOUT));
    long since = Math.floorMod(micros, LOCKOUT_SLOT) - begin;
    return lockouts.at(slot) < 0.12 && since >= 0 && since < LOCKOUT;
  }

  @Override
  public void show(Panel panel, long micros) {
    double pressure = 1.42 + 0.009 * (supply - 50) + 0.01 * pressing.noise(micros);
    panel
        .number("supply-temperature", supply + 0.05 * chance.noise(micros), 1, "°C")
        .number("return-temperature", back + 0.05 * returning.noise(micros), 1, "°C")
        .number("setpoint", setpoint, 1, "°C")
        .number("pressure", pressure, 2, "bar")
        .onOff("burner", burner)
        .number("gas", gas, 3, "m³")
        .text("state", lockedOut ? "FAULT" : burner ? "HEATING" : "IDLE");
  }

  @Override
  public boolean set(String name, Value value) {
    if (name.equals("setpoint") && value instanceof Value.Num(double wanted)) {
      if (wanted >= 30 && wanted <= 85) {
        setpoint = Math.round(wanted * 10) / 10.0;
        return true;
      }
    }
    return false;
  }
}
