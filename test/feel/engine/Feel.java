import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.module.scala.DefaultScalaModule$;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.Function;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.FeelEngineClock;
import org.camunda.feel.api.EvaluationFailure;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FailedParseResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.api.SuccessfulParseResult;
import org.camunda.feel.impl.JavaValueMapper;
import org.camunda.feel.impl.interpreter.BuiltinFunctions;
import org.camunda.feel.syntaxtree.*;
import org.camunda.feel.valuemapper.CustomValueMapper;
import org.camunda.feel.valuemapper.JavaCustomValueMapper;
import org.camunda.feel.valuemapper.ValueMapper;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Evaluates FEEL with Camunda's feel-engine. One JSON object per line in, one per line out.
 *
 * <pre>
 * in:  {"id", "expr", "vars"}
 * out: {"id", "ok": true, "value", "connector"?, "zeebe"?, "warnings": [{"type", "message"}]}
 *      {"id", "ok": false, "phase": "parse" | "evaluate", "error": text, "warnings": [...]}
 * </pre>
 *
 * `value` keeps every digit of a number and writes temporal values as Zeebe does. `connector` and `zeebe` appear only
 * where the connector runtime or the Zeebe broker would store something else. A number that a double cannot hold is
 * written as {"$number": "digits"}, a function as {"$function": true}.
 *
 * With the argument `--functions` it prints the builtin functions and their parameters instead.
 *
 * Run: java -cp feel-engine-1.21.0-complete.jar Feel.java
 */
public class Feel {

  /** What now() and today() see. A fixed moment keeps the expected values stable. */
  static final ZonedDateTime NOW = ZonedDateTime.parse("2024-06-15T12:30:45.123Z");

  static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
  static final ObjectMapper LINES = new ObjectMapper().configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);

  /** Serialises results as the connector runtime does: ISO text for temporal values, scala collections as JSON. */
  static final ObjectMapper CONNECTOR_JSON =
      new ObjectMapper()
          .registerModule(DefaultScalaModule$.MODULE$)
          .registerModule(javaTime())
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  /** Number, list and context mapping of a connector: int64 or double, java.util.List, java.util.Map. */
  static final ValueMapper CONNECTOR_MAPPER = ValueMapper.CompositeValueMapper$.MODULE$.apply(scalaList(new JavaValueMapper()));

  public static void main(String[] args) throws IOException {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    Locale.setDefault(Locale.ROOT);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length == 1 && args[0].equals("--functions")) {
      out.println(LINES.writeValueAsString(builtins()));
      return;
    }
    FeelEngineApi engine = engine();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      if (!line.isBlank()) {
        out.println(LINES.writeValueAsString(answer(engine, LINES.readTree(line))));
      }
    }
  }

  static FeelEngineApi engine() {
    FeelEngineClock clock = () -> NOW;
    return new FeelEngineApi(new FeelEngine.Builder().customValueMapper(new KeepVal()).clock(clock).build());
  }

  @SuppressWarnings("unchecked")
  static ObjectNode answer(FeelEngineApi engine, JsonNode request) throws JsonProcessingException {
    ObjectNode reply = JSON.objectNode();
    reply.set("id", request.get("id"));
    JsonNode vars = request.hasNonNull("vars") ? request.get("vars") : JSON.objectNode();
    Map<String, Object> variables = LINES.convertValue(vars, Map.class);

    ParseResult parsed;
    try {
      parsed = engine.parseExpression(request.get("expr").textValue());
    } catch (StackOverflowError e) {
      return failed(reply, "parse", "StackOverflowError", List.of());
    }
    if (parsed instanceof FailedParseResult failure) {
      return failed(reply, "parse", failure.failure().message(), List.of());
    }
    EvaluationResult result;
    try {
      result = engine.evaluate(((SuccessfulParseResult) parsed).parsedExpression(), variables);
    } catch (StackOverflowError e) {
      return failed(reply, "evaluate", "StackOverflowError", List.of());
    }
    if (result.isFailure()) {
      return failed(reply, "evaluate", result.failure().message(), result.getSuppressedFailures());
    }
    Val val = (Val) result.result();
    JsonNode value;
    JsonNode connector;
    JsonNode zeebe;
    try {
      value = exact(val);
      connector = connector(val);
      zeebe = zeebe(val);
    } catch (RuntimeException e) {
      return failed(reply, "evaluate", e.toString(), result.getSuppressedFailures());
    }
    reply.put("ok", true);
    reply.set("value", value);
    if (!connector.equals(value)) reply.set("connector", connector);
    if (!zeebe.equals(value)) reply.set("zeebe", zeebe);
    reply.set("warnings", warnings(result.getSuppressedFailures()));
    return reply;
  }

  static ObjectNode failed(ObjectNode reply, String phase, String message, List<EvaluationFailure> failures) {
    reply.put("ok", false).put("phase", phase).put("error", message);
    reply.set("warnings", warnings(failures));
    return reply;
  }

  static ArrayNode warnings(List<EvaluationFailure> failures) {
    ArrayNode list = JSON.arrayNode();
    for (EvaluationFailure failure : failures) {
      list.addObject().put("type", failure.failureType().toString()).put("message", failure.failureMessage());
    }
    return list;
  }

  // ---- the engine's value as it is: all digits, temporal values as Zeebe writes them

  static JsonNode exact(Val val) {
    if (val instanceof ValNumber n) return number(n.value().bigDecimal());
    if (val instanceof ValList list) return array(list, Feel::exact);
    if (val instanceof ValContext context) return object(context, Feel::exact);
    if (val instanceof ValFunction) return JSON.objectNode().put("$function", true);
    return scalar(val);
  }

  // ---- what the Zeebe broker would store: int64 (the low 64 bits of a larger whole number) or double, no functions

  static JsonNode zeebe(Val val) {
    if (val instanceof ValNumber n) {
      BigDecimal number = n.value().bigDecimal();
      return n.value().isWhole() ? number(low64(number)) : floating(number.doubleValue());
    }
    if (val instanceof ValList list) return array(list, Feel::zeebe);
    if (val instanceof ValContext context) return object(context, Feel::zeebe);
    if (val instanceof ValFunction) return JSON.nullNode();
    return scalar(val);
  }

  static BigDecimal low64(BigDecimal whole) {
    return BigDecimal.valueOf(whole.longValue());
  }

  // ---- what the connector runtime would store

  static JsonNode connector(Val val) throws JsonProcessingException {
    JsonNode tree = LINES.readTree(CONNECTOR_JSON.writeValueAsString(CONNECTOR_MAPPER.unpackVal(val)));
    return wrapIntegers(val, tree);
  }

  /** A long that a double cannot hold is written like in `value`; functions keep their marker. */
  static JsonNode wrapIntegers(Val val, JsonNode tree) {
    if (val instanceof ValFunction) return JSON.objectNode().put("$function", true);
    if (val instanceof ValList list) {
      ArrayNode wrapped = JSON.arrayNode();
      int i = 0;
      for (Val item : CollectionConverters.asJava(list.itemsAsSeq())) wrapped.add(wrapIntegers(item, tree.get(i++)));
      return wrapped;
    }
    if (val instanceof ValContext context) {
      ObjectNode wrapped = JSON.objectNode();
      entries(context).forEach((key, item) -> wrapped.set(key, wrapIntegers(item, tree.get(key))));
      return wrapped;
    }
    if (tree.isIntegralNumber()) return number(new BigDecimal(tree.bigIntegerValue()));
    if (tree.isFloatingPointNumber()) return floating(tree.doubleValue());
    return tree;
  }

  // ---- JSON pieces

  static JsonNode scalar(Val val) {
    if (val instanceof ValNull$) return JSON.nullNode();
    if (val instanceof ValBoolean b) return JSON.booleanNode(b.value());
    if (val instanceof ValString s) return JSON.textNode(s.value());
    if (val instanceof ValDate d) return JSON.textNode(d.value().toString());
    if (val instanceof ValLocalTime t) return JSON.textNode(t.value().toString());
    if (val instanceof ValTime t) return JSON.textNode(t.value().format());
    if (val instanceof ValLocalDateTime t) return JSON.textNode(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(t.value()));
    if (val instanceof ValDateTime t) return JSON.textNode(DateTimeFormatter.ISO_ZONED_DATE_TIME.format(t.value()));
    if (val instanceof ValDayTimeDuration || val instanceof ValYearMonthDuration) return JSON.textNode(val.toString());
    throw new IllegalStateException("No JSON for " + val.getClass().getSimpleName() + ": " + val);
  }

  /** A JSON number, or {"$number": digits} if reading the number as a double would change it. */
  static JsonNode number(BigDecimal number) {
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    double asDouble = plain.doubleValue();
    boolean survives = Double.isFinite(asDouble) && new BigDecimal(Double.toString(asDouble)).compareTo(plain) == 0;
    return survives ? JSON.numberNode(new BigDecimal(plain.toPlainString())) : JSON.objectNode().put("$number", plain.toPlainString());
  }

  static JsonNode floating(double number) {
    if (!Double.isFinite(number)) return JSON.textNode(Double.toString(number));
    BigDecimal decimal = new BigDecimal(Double.toString(number));
    return JSON.numberNode(new BigDecimal((decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros()).toPlainString()));
  }

  static ArrayNode array(ValList list, Function<Val, JsonNode> convert) {
    ArrayNode array = JSON.arrayNode();
    for (Val item : CollectionConverters.asJava(list.itemsAsSeq())) array.add(convert.apply(item));
    return array;
  }

  static ObjectNode object(ValContext context, Function<Val, JsonNode> convert) {
    ObjectNode object = JSON.objectNode();
    entries(context).forEach((key, item) -> object.set(key, convert.apply(item)));
    return object;
  }

  static Map<String, Val> entries(ValContext context) {
    Map<String, Val> entries = new LinkedHashMap<>();
    CollectionConverters.asJava(context.context().variableProvider().getVariables())
        .forEach((key, item) -> entries.put(key, CONNECTOR_MAPPER.toVal(item)));
    return entries;
  }

  // ---- wiring

  /** Hands out the engine's own value, after checking that a connector could unpack it (a range, say, fails here). */
  static final class KeepVal extends JavaCustomValueMapper {
    @Override
    public Optional<Val> toValue(Object object, Function<Object, Val> inner) {
      return Optional.empty();
    }

    @Override
    public Optional<Object> unpackValue(Val value, Function<Val, Object> inner) {
      CONNECTOR_MAPPER.unpackVal(value);
      return Optional.of(value);
    }
  }

  /** The text forms of Jackson's JavaTimeModule with timestamps switched off. */
  static SimpleModule javaTime() {
    SimpleModule module = new SimpleModule();
    text(module, LocalDate.class, DateTimeFormatter.ISO_LOCAL_DATE::format);
    text(module, LocalTime.class, DateTimeFormatter.ISO_LOCAL_TIME::format);
    text(module, LocalDateTime.class, DateTimeFormatter.ISO_LOCAL_DATE_TIME::format);
    text(module, OffsetTime.class, OffsetTime::toString);
    text(module, ZonedDateTime.class, DateTimeFormatter.ISO_OFFSET_DATE_TIME::format);
    text(module, Duration.class, Duration::toString);
    text(module, Period.class, Period::toString);
    return module;
  }

  static <T> void text(SimpleModule module, Class<T> type, Function<T, String> format) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(format.apply(value));
          }
        });
  }

  static scala.collection.immutable.List<CustomValueMapper> scalaList(CustomValueMapper mapper) {
    return CollectionConverters.asScala(List.of(mapper)).toList();
  }

  static Map<String, List<String>> builtins() {
    BuiltinFunctions builtins = new BuiltinFunctions(() -> NOW, CONNECTOR_MAPPER);
    Map<String, List<String>> names = new TreeMap<>();
    CollectionConverters.asJava(builtins.functions())
        .forEach(
            (name, variants) -> {
              List<String> forms = new ArrayList<>();
              for (ValFunction f : CollectionConverters.asJava(variants)) {
                String parameters = String.join(", ", CollectionConverters.asJava(f.params()));
                forms.add("(" + parameters + (f.hasVarArgs() ? "..." : "") + ")");
              }
              names.put(name, forms);
            });
    return names;
  }
}
