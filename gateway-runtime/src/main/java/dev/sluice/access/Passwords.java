package dev.sluice.access;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes people's passwords with Argon2id. Each hash takes 19 MiB and some tens of ms, so at most
 * two run at once and the others wait: never call it on an event loop, and make one for the whole
 * gateway. Safe from any thread.
 */
public final class Passwords {

  private static final int MEMORY = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int AT_ONCE = 2;

  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final RandomGenerator random;
  private final Phc nobody;

  /**
   * Hashes with salts from a source of randomness.
   *
   * @param random a {@link java.security.SecureRandom}, except in tests
   */
  public Passwords(RandomGenerator random) {
    this.random = random;
    this.nobody = new Phc(MEMORY, PASSES, LANES, new byte[SALT_BYTES], new byte[HASH_BYTES]);
  }

  /** The hash to keep of a password, with a new salt, as a PHC string. */
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = derive(password, new Phc(MEMORY, PASSES, LANES, salt, new byte[HASH_BYTES]));
    return new Phc(MEMORY, PASSES, LANES, salt, hash).text();
  }

  /**
   * True if this is the password that was hashed. A stored text that is not a hash fits no
   * password, and takes as long.
   */
  public boolean verify(String password, String stored) {
    Optional<Phc> known = Phc.parse(stored);
    if (known.isEmpty() || password.length() > PasswordRule.LONGEST) {
      verifyNobody(password);
      return false;
    }
    return Secrets.same(derive(password, known.get()), known.get().hash());
  }

  /**
   * Takes as long as {@link #verify}: for a user that does not exist, so that the answer's time
   * does not tell.
   */
  public void verifyNobody(String password) {
    // Much longer input is cut, or it would take longer than a real one.
    derive(password.substring(0, Math.min(password.length(), PasswordRule.LONGEST)), nobody);
  }

  /**
   * True if a stored hash was made with other settings than today's: hash the password again at the
   * next log-in.
   */
  public boolean needsRehash(String stored) {
    return Phc.parse(stored)
        .map(
            known ->
                known.memory() != MEMORY
                    || known.passes() != PASSES
                    || known.lanes() != LANES
                    || known.salt().length < SALT_BYTES
                    || known.hash().length != HASH_BYTES)
        .orElse(true);
  }

  private byte[] derive(String password, Phc settings) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    byte[] hash = new byte[settings.hash().length];
    turns.acquireUninterruptibly();
    try {
      argon2.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(settings.memory())
              .withIterations(settings.passes())
              .withParallelism(settings.lanes())
              .withSalt(settings.salt())
              .build());
      // The same letters typed on another keyboard may come in another Unicode form.
      argon2.generateBytes(
          Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8),
          hash);
    } finally {
      turns.release();
    }
    return hash;
  }
}
