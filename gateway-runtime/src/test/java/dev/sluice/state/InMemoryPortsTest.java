package dev.sluice.state;

import org.junit.jupiter.api.Nested;

/** The fakes keep the contracts that the real store keeps. */
class InMemoryPortsTest {

  @Nested
  class AccountsInMemory implements AccountsContract {
    @Override
    public Accounts accounts() {
      return new InMemoryAccounts();
    }
  }

  @Nested
  class TokensInMemory implements TokensContract {
    @Override
    public Tokens tokens() {
      return new InMemoryTokens();
    }
  }

  @Nested
  class DeviceKeysInMemory implements DeviceKeysContract {
    @Override
    public DeviceKeys deviceKeys() {
      return new InMemoryDeviceKeys();
    }
  }

  @Nested
  class BrokerStateInMemory implements BrokerStateContract {
    @Override
    public BrokerState brokerState() {
      return new InMemoryBrokerState();
    }
  }

  @Nested
  class UplinkStateInMemory implements UplinkStateContract {
    @Override
    public UplinkState uplinkState() {
      return new InMemoryUplinkState();
    }
  }

  @Nested
  class AuditInMemory implements AuditContract {
    @Override
    public Audit audit() {
      return new InMemoryAudit();
    }
  }

  @Nested
  class GapBookInMemory implements GapBookContract {
    @Override
    public GapBook gaps() {
      return new InMemoryGapBook();
    }
  }
}
