package dev.sluice.state;

import dev.sluice.model.Note;
import java.sql.SQLException;
import java.util.List;

/** Retained messages and wills in the state store. */
final class SqliteBrokerState implements BrokerState {

  private static final String POSITION = "SELECT applied_through FROM broker_position";

  private final Database database;

  SqliteBrokerState(Database database) {
    this.database = database;
  }

  @Override
  public long appliedThrough() {
    return database.read(on -> on.number(POSITION));
  }

  @Override
  public void apply(List<Noted> notes, long through) {
    NoteOrder.check(notes, through);
    database.write(
        on -> {
          long before = on.number(POSITION);
          for (Noted noted : notes) {
            if (noted.seq() > before) {
              take(on, noted.note());
            }
          }
          if (through > before) {
            on.update("UPDATE broker_position SET applied_through = ?", through);
          }
          return true;
        });
  }

  @Override
  public List<Note.Retained> retained() {
    return database.read(
        on ->
            on.list(
                "SELECT topic, qos, payload, properties FROM retained",
                row ->
                    new Note.Retained(
                        row.getString(1), row.getInt(2), row.getBytes(3), row.getBytes(4))));
  }

  @Override
  public List<Note.Will> wills() {
    return database.read(
        on ->
            on.list(
                "SELECT client, will FROM will",
                row -> new Note.Will(row.getString(1), row.getBytes(2))));
  }

  private static void take(Statements on, Note note) throws SQLException {
    switch (note) {
      case Note.Retained message when message.payload().length == 0 ->
          on.update("DELETE FROM retained WHERE topic = ?", message.topic());
      case Note.Retained message ->
          on.update(
              """
              INSERT INTO retained VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                qos = excluded.qos, payload = excluded.payload, properties = excluded.properties\
              """,
              message.topic(),
              message.qos(),
              message.payload(),
              message.properties());
      case Note.Will will when will.will() == null ->
          on.update("DELETE FROM will WHERE client = ?", will.client());
      case Note.Will will ->
          on.update(
              "INSERT INTO will VALUES (?, ?) ON CONFLICT DO UPDATE SET will = excluded.will",
              will.client(),
              will.will());
      case Note.Malformed malformed -> {}
    }
  }
}
