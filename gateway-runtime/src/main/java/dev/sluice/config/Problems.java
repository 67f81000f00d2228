package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file; the same thing said twice counts once. */
final class Problems {

  private final String file;
  private final TreeSet<Problem> found = new TreeSet<>();

  Problems(String file) {
    this.file = file;
  }

  /** Adds a problem that concerns the file as a whole. */
  void add(String reason) {
    found.add(new Problem(file, 0, 0, reason));
  }

  /** Adds a problem where the node begins. */
  void add(Node where, String reason) {
    Mark mark = where.getStartMark().orElseThrow();
    add(mark.getLine() + 1, mark.getColumn() + 1, reason);
  }

  /** Adds a problem at a line and column, both from 1. */
  void add(int line, int column, String reason) {
    found.add(new Problem(file, line, column, reason));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** All of them, in reading order. */
  List<Problem> inOrder() {
    return new ArrayList<>(found);
  }
}
