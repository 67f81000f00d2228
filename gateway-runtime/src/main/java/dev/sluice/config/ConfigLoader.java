package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code sluice.yaml}; knows the drivers and uplinks whose settings may stand in it. */
public final class ConfigLoader {

  /** The longest file. */
  static final int MAX_BYTES = 1 << 20;

  private final Kinds kinds;

  /** A loader for a gateway with these kinds of drivers and uplinks. */
  public ConfigLoader(Kinds kinds) {
    this.kinds = kinds;
  }

  /**
   * Reads a file. Opens nothing else.
   *
   * @throws ConfigException with everything that is wrong with it; also if there is no such file
   */
  public Loaded load(Path file) throws ConfigException {
    Problems problems = new Problems(file.toString());
    byte[] content = null;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException missing) {
      problems.add("there is no such file; write one, or name another with --config");
    } catch (AccessDeniedException denied) {
      problems.add("may not be read by this user; change its owner or mode");
    } catch (IOException failure) {
      problems.add("cannot be read (" + failure.getMessage() + "); check that it is a file");
    }
    if (content == null) {
      throw new ConfigException(problems.inOrder());
    }
    return parse(file.toString(), content);
  }

  /**
   * Reads the content of a file.
   *
   * @param file its name for messages
   * @throws ConfigException with everything that is wrong with it
   */
  public Loaded parse(String file, byte[] content) throws ConfigException {
    Problems problems = new Problems(file);
    GatewayConfig config = null;
    if (content.length > MAX_BYTES) {
      problems.add("is longer than 1MiB; a configuration is not, check that it is the right file");
    } else {
      String text = Yaml.decode(content, problems);
      Node root = text == null ? null : Yaml.compose(text, problems);
      if (root != null) {
        config = bind(root, problems);
      }
    }
    if (config == null || !problems.isEmpty()) {
      throw new ConfigException(problems.inOrder());
    }
    return new Loaded(config, new SignalSettings(config.signals()));
  }

  private @Nullable GatewayConfig bind(Node root, Problems problems) {
    try {
      return new Binder(problems, kinds).bind(GatewayConfig.class, root);
    } catch (Binder.TooMany tooMany) {
      problems.add(
          "has more than "
              + Binder.MAX_VALUES
              + " values once its aliases are followed; write them out, or use fewer");
      return null;
    }
  }
}
