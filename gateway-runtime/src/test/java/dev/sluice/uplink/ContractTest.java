package dev.sluice.uplink;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test of a contract. Most of its time it waits, so in a module that enables it, it runs beside
 * the others of its class; each has a far side of its own.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = ContractTest.THREADS, mode = ResourceAccessMode.READ)
@interface ContractTest {

  /** All threads there are: locked by whoever counts them. */
  String THREADS = "dev.sluice.threads";
}
