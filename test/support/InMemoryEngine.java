import io.camunda.zeebe.process.test.engine.EngineFactory;
import io.camunda.zeebe.protocol.record.RecordType;
import java.time.Duration;

/** InMemoryEngine GATEWAY_PORT CONTROL_PORT: Zeebe's test engine; POST /time?ms=60000 moves its clock forward. */
public final class InMemoryEngine {
  public static void main(String[] args) throws Exception {
    var engine = EngineFactory.create(Integer.parseInt(args[0]));
    engine.start();
    var control = RecordsServer.start(Integer.parseInt(args[1]), (after, type, json) -> {
      for (var record : engine.getRecordStreamSource().getRecords()) {
        if (record.getRecordType() != RecordType.EVENT || record.getPosition() <= after) continue;
        if (type == null || type.equals(record.getValueType().name())) json.accept(record.toJson());
      }
    });
    control.createContext("/time", exchange -> {
      engine.increaseTime(Duration.ofMillis(Long.parseLong(RecordsServer.query(exchange).get("ms"))));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
  }

  private InMemoryEngine() {}
}
