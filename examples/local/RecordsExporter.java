import com.sun.net.httpserver.HttpServer;
import io.camunda.zeebe.exporter.api.Exporter;
import io.camunda.zeebe.exporter.api.context.Context;
import io.camunda.zeebe.exporter.api.context.Controller;
import io.camunda.zeebe.protocol.record.Record;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Keeps the broker's latest events in memory and serves them: what this broker has no other way to tell. */
public final class RecordsExporter implements Exporter {
  private static final int KEPT = 100_000;

  private record Event(long position, String type, String json) {}

  private final Deque<Event> events = new ArrayDeque<>();
  private int port;
  private Controller controller;
  private HttpServer server;

  @Override
  public void configure(Context context) {
    port = (int) Double.parseDouble(context.getConfiguration().getArguments().get("port").toString());
    context.setFilter(new Context.RecordFilter() {
      @Override
      public boolean acceptType(RecordType type) {
        return type == RecordType.EVENT;
      }

      @Override
      public boolean acceptValue(ValueType type) {
        return true;
      }
    });
  }

  @Override
  public void open(Controller controller) {
    this.controller = controller;
    try {
      server = RecordsServer.start(port, this::each);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  @Override
  public void export(Record<?> record) {
    synchronized (events) {
      if (events.size() == KEPT) events.removeFirst();
      events.add(new Event(record.getPosition(), record.getValueType().name(), record.toJson()));
    }
    controller.updateLastExportedRecordPosition(record.getPosition());
  }

  @Override
  public void close() {
    if (server != null) server.stop(0);
  }

  private void each(long after, String type, Consumer<CharSequence> json) {
    synchronized (events) {
      for (var event : events) {
        if (event.position > after && (type == null || type.equals(event.type))) json.accept(event.json);
      }
    }
  }
}
