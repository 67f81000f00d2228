package dev.sluice.mqtt.bridge;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The key and certificate of this gateway, if any; remembers whether the broker asked for one. */
final class ClientKeys extends X509ExtendedKeyManager {

  private static final String ALIAS = "gateway";

  private final @Nullable PrivateKey key;
  private final X509Certificate[] chain;
  private volatile boolean asked;

  /** Keys to show, or none. */
  ClientKeys(@Nullable PrivateKey key, X509Certificate... chain) {
    this.key = key;
    this.chain = chain.clone();
  }

  /** True if the broker asked for a certificate. */
  boolean asked() {
    return asked;
  }

  /**
   * Shows what there is, whichever authorities the broker names: it may know better than it says.
   */
  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    asked = true;
    if (key != null) {
      for (String type : types) {
        if (type.equals(key.getAlgorithm()) || type.startsWith(key.getAlgorithm() + "_")) {
          return ALIAS;
        }
      }
    }
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }
}
