import { describe, expect, test } from 'vitest';
import { readStatement } from '../../src/policy/statement.ts';

describe('the verb and the table of a statement', () => {
  test.each([
    ['SELECT * FROM orders', 'select', 'orders'],
    ['select * from "orders"', 'select', 'orders'],
    ['SeLeCt * FrOm "Orders" wHeRe id = ?', 'select', 'Orders'],
    ['  \n\tSELECT\t*\r\nFROM\n"orders"\n', 'select', 'orders'],
    ['SELECT*FROM"orders"WHERE"id"=?', 'select', 'orders'],
    ['SELECT "a"."b"[0], c FROM "orders" WHERE id IN [?, 1, -2.5]', 'select', 'orders'],
    ['SELECT "from", "select" FROM "orders" WHERE "delete" = ?', 'select', 'orders'],
    ['SELECT * FROM "orders"."by-status" WHERE status = \'open\'', 'select', 'orders'],
    ['SELECT * FROM "orders" . by_status WHERE status = 1 ORDER BY id DESC', 'select', 'orders'],
    ['SELECT * FROM "orders" ORDER BY id', 'select', 'orders'],
    ["SELECT * FROM orders WHERE a = 'it''s FROM \"vault\"; -- /* no'", 'select', 'orders'],
    ['SELECT * FROM "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"', 'select', ARN()],
    ['SELECT * FROM "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"."i"', 'select', ARN()],
    ["INSERT INTO \"orders\" VALUE {'id': 'o-1', 'from': ['x', {'select': 1}]}", 'insert', 'orders'],
    ["insert into orders value {'id': ?}", 'insert', 'orders'],
    ['UPDATE "orders" SET a = 1 SET b = ? REMOVE c WHERE id = ? RETURNING ALL OLD *', 'update', 'orders'],
    ['UPDATE orders REMOVE a WHERE id = 1', 'update', 'orders'],
    ["UPDATE orders SET tags = set_delete(tags, <<'a'>>) WHERE id = 1", 'update', 'orders'],
    ['DELETE FROM "orders" WHERE id = ? AND attribute_exists(x)', 'delete', 'orders'],
    ['DELETE FROM "orders"', 'delete', 'orders'],
  ])('%s', (text, verb, table) => {
    expect(readStatement(text)).toEqual({ verb, table });
  });

  function ARN() {
    return 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders';
  }
});

describe('what is not certain is not read', () => {
  test.each([
    // nothing, or no verb
    '',
    '   ',
    ';',
    'orders',
    'EXPLAIN SELECT * FROM orders',
    '"SELECT" * FROM orders',
    'ſELECT * FROM orders',
    'SELECT',
    'SELECT * FROM',
    'FROM orders SELECT *',
    // comments
    '-- x\nSELECT * FROM orders',
    'SELECT * FROM orders -- FROM vault',
    'SELECT /* x */ * FROM orders',
    'SELECT * FROM /* orders */ vault',
    'SELECT * FROM orders/**/',
    'SELECT * FROM orders WHERE a = 1--1',
    // several statements or tables
    'SELECT * FROM orders;',
    'SELECT * FROM orders; DELETE FROM vault',
    'SELECT * FROM orders, vault',
    'SELECT * FROM orders AS o',
    'SELECT * FROM orders o, vault v',
    'SELECT * FROM orders JOIN vault ON a = b',
    'SELECT * FROM orders CROSS JOIN vault',
    'SELECT * FROM orders WHERE id IN (SELECT id FROM vault)',
    'SELECT (SELECT * FROM vault) FROM orders',
    'SELECT * FROM (SELECT * FROM vault)',
    'SELECT * FROM orders UNION SELECT * FROM vault',
    'SELECT * FROM orders WHERE EXISTS (SELECT * FROM vault)',
    'EXISTS(SELECT * FROM vault)',
    'WITH x AS (SELECT * FROM vault) SELECT * FROM x',
    'SELECT * FROM orders LET x = vault',
    'INSERT INTO orders SELECT * FROM vault',
    'INSERT INTO vault INTO orders VALUE {}',
    'UPDATE orders SET a = (SELECT b FROM vault) WHERE id = 1',
    'UPDATE orders, vault SET a = 1',
    'UPDATE orders FROM vault SET a = 1',
    'DELETE vault FROM orders',
    'DELETE FROM orders USING vault',
    'DELETE FROM orders, vault WHERE id = 1',
    // tables of more than one reading
    'SELECT * FROM orders.vault',
    'SELECT * FROM "orders"."i"."j"',
    'SELECT * FROM "orders".',
    'SELECT * FROM "orders".\'i\'',
    "SELECT * FROM 'orders'",
    'SELECT * FROM ?',
    'SELECT * FROM orders-2024',
    'SELECT * FROM orders@vault',
    'SELECT * FROM `orders`',
    'SELECT * FROM [orders]',
    'SELECT * FROM <<1>>',
    'SELECT * FROM "orders" "vault"',
    'SELECT * FROM orders vault',
    'INSERT INTO "orders"."vault" VALUE {}',
    'INSERT INTO orders.x VALUE {}',
    'UPDATE "orders"."vault" SET a = 1',
    'DELETE FROM "orders"."vault"',
    // quotes that do not end, or may end elsewhere
    'SELECT * FROM "orders',
    "SELECT * FROM orders WHERE a = 'x",
    "SELECT * FROM orders WHERE a = '\\' OR b = ' FROM vault",
    'SELECT "\\" FROM vault --" FROM orders',
    "SELECT * FROM orders WHERE a = 'C:\\x'",
    // blanks that some readers do not take for any
    'SELECT\u00a0*\u00a0FROM orders',
    'SELECT * FROM orders\u2028WHERE a = 1',
    'SELECT * FROM orders\u0000',
    'SELECT * FROM örders',
  ])('%s', (text) => {
    expect(readStatement(text)).toBeUndefined();
  });

  test('nor is a name with quotes in it taken for the part before them', () => {
    expect(readStatement('SELECT * FROM "orders"".""vault"')).toEqual({ verb: 'select', table: 'orders"."vault' });
  });
});
