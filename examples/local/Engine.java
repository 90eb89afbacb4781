import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camunda.zeebe.process.test.api.RecordStreamSource;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import io.camunda.zeebe.protocol.record.Record;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.value.ProcessInstanceRelated;
import io.grpc.ServerBuilder;
import io.grpc.ServerProvider;
import io.grpc.ServerRegistry;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Engine GATEWAY_PORT CONTROL_PORT: Zeebe's in-memory engine, which only this machine can reach.
 *
 * <p>GET /records?after=POSITION&type=INCIDENT&processInstanceKey=KEY answers the events of its log as a JSON array;
 * each of the three may be left out. POST /time?ms=60000 moves its clock forward.
 */
public final class Engine {
  public static void main(String[] args) {
    try {
      start(args);
    } catch (Throwable cause) {
      cause.printStackTrace();
      // Threads that were begun already would keep the process alive.
      System.exit(1);
    }
  }

  private static void start(String[] args) throws Exception {
    ServerRegistry.getDefaultRegistry().register(new LoopbackServers());
    var engine = EngineFactory.create(Integer.parseInt(args[0]));
    engine.start();
    var events = new Events(engine.getRecordStreamSource());
    var control = HttpServer.create(loopback(Integer.parseInt(args[1])), 0);
    control.createContext("/records", exchange -> {
      var query = query(exchange);
      var after = Long.parseLong(query.getOrDefault("after", "-1"));
      var body = events.after(after, query.get("type"), query.get("processInstanceKey")).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    control.createContext("/time", exchange -> {
      engine.increaseTime(Duration.ofMillis(Long.parseLong(query(exchange).get("ms"))));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    control.start();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var values = new HashMap<String, String>();
    var query = exchange.getRequestURI().getQuery();
    if (query == null) return values;
    for (var part : query.split("&")) {
      var equals = part.indexOf('=');
      if (equals > 0) values.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return values;
  }

  /** The events of the engine's log. The log grows for ever, so each of its records is looked at once. */
  private static final class Events {
    private final RecordStreamSource log;
    private final List<Record<?>> events = new ArrayList<>();
    private int read;

    Events(RecordStreamSource log) {
      this.log = log;
    }

    /** The events after a position as a JSON array; of one type, or of one process instance, where these are not null. */
    String after(long position, String type, String processInstanceKey) {
      readOn();
      var json = new StringJoiner(",\n", "[", "]");
      for (var event : events.subList(firstAfter(position), events.size())) {
        if (type != null && !type.equals(event.getValueType().name())) continue;
        if (processInstanceKey != null && !processInstanceKey.equals(processInstanceKey(event))) continue;
        json.add(event.toJson());
      }
      return json.toString();
    }

    private void readOn() {
      var records = (List<Record<?>>) log.getRecords();
      for (; read < records.size(); read++) {
        if (records.get(read).getRecordType() == RecordType.EVENT) events.add(records.get(read));
      }
    }

    private int firstAfter(long position) {
      var low = 0;
      var high = events.size();
      while (low < high) {
        var middle = (low + high) / 2;
        if (events.get(middle).getPosition() <= position) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    private static String processInstanceKey(Record<?> event) {
      if (!(event.getValue() instanceof ProcessInstanceRelated related)) return "";
      return String.valueOf(related.getProcessInstanceKey());
    }
  }

  /** The engine opens its gateway on all of the machine's addresses; this way of making its server leaves it one. */
  private static final class LoopbackServers extends ServerProvider {
    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 10;
    }

    @Override
    protected ServerBuilder<?> builderForPort(int port) {
      return NettyServerBuilder.forAddress(loopback(port));
    }
  }

  private Engine() {}
}
