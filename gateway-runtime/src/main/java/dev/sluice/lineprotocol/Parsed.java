package dev.sluice.lineprotocol;

import dev.sluice.model.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * What a body of line protocol says.
 *
 * @param lines the samples of each good line, in order; at most {@value LineProtocol#MAX_FIELDS}
 *     each
 * @param bad the first bad lines, at most {@value LineProtocol#MAX_BAD}
 * @param badLines how many lines are bad in all
 */
public record Parsed(List<List<Sample>> lines, List<BadLine> bad, int badLines) {

  /**
   * The samples of all good lines in parcels of whole lines.
   *
   * @param most the most samples in a parcel; at least {@value LineProtocol#MAX_FIELDS}
   */
  public List<List<Sample>> parcels(int most) {
    if (most < LineProtocol.MAX_FIELDS) {
      throw new IllegalArgumentException("a line may have more than " + most + " samples");
    }
    List<List<Sample>> parcels = new ArrayList<>();
    List<Sample> parcel = new ArrayList<>();
    for (List<Sample> line : lines) {
      if (parcel.size() + line.size() > most) {
        parcels.add(List.copyOf(parcel));
        parcel.clear();
      }
      parcel.addAll(line);
    }
    if (!parcel.isEmpty()) {
      parcels.add(List.copyOf(parcel));
    }
    return parcels;
  }
}
