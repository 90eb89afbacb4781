import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** GET /records?after=POSITION&type=INCIDENT answers the engine's records after that position as a JSON array. */
final class RecordsServer {
  /** Hands over, in order, the JSON of each record after a position, of one type or (null) of all. */
  interface Source {
    void each(long after, String type, Consumer<CharSequence> json);
  }

  static HttpServer start(int port, Source source) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/records", exchange -> {
      var query = query(exchange);
      var records = new StringJoiner(",\n", "[", "]");
      source.each(Long.parseLong(query.getOrDefault("after", "-1")), query.get("type"), records::add);
      var body = records.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    return server;
  }

  static Map<String, String> query(HttpExchange exchange) {
    var values = new HashMap<String, String>();
    var query = exchange.getRequestURI().getQuery();
    if (query == null) return values;
    for (var part : query.split("&")) {
      var equals = part.indexOf('=');
      if (equals > 0) values.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return values;
  }

  private RecordsServer() {}
}
