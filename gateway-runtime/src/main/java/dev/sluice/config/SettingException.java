package dev.sluice.config;

import java.util.List;
import java.util.stream.Collectors;

/** A record of settings was made with values that cannot be used. */
public final class SettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<Complaint> complaints;

  SettingException(List<Complaint> complaints) {
    super(
        complaints.stream()
            .map(complaint -> Complaint.name("", complaint.path()) + " " + complaint.reason())
            .collect(Collectors.joining("\n")));
    this.complaints = List.copyOf(complaints);
  }

  /** What is wrong, at least one. */
  public List<Complaint> complaints() {
    return complaints;
  }
}
