/** The result expression of the connector's published page. */
const page = '{id: response.response.Attributes.id.S, number: response.response.Attributes.numberValue.N}';

const report = `{
  open: response.items[status = "OPEN"],
  ids: response.items[price > 50].id,
  total: sum(for i in response.items return i.price * i.qty),
  first: response.items[1].id,
  names: for i in response.items return upper case(i.customer.name),
  has: some i in response.items satisfies i.qty > 90,
  each: every i in response.items satisfies i.price >= 0,
  cities: distinct values(response.items.customer.city),
  few: count(response.items[qty > 10 and status != "DONE"]),
  top: response.items[-1].customer.name,
  label: "Orders: " + string(count(response.items)),
  level: if count(response.items) > 50 then "high" else "low",
  tagged: response.items[list contains(tags, "a")].id,
  mean: mean(response.items.price),
  most: max(response.items.price),
  middle: response.items[price between 10 and 20].id,
  ranged: response.items[qty in [5..10]].id,
  fallback: if response.missing = null then "none" else "some",
  dearest: sort(response.items, function(a, b) a.price > b.price)[1].id
}`;

const items = Array.from({ length: 100 }, (_, i) => ({
  id: `item-${i}`,
  price: (i * 37) % 100,
  qty: i,
  status: i % 3 === 0 ? 'DONE' : 'OPEN',
  customer: { name: `Customer ${i}`, city: `City ${i % 5}` },
  tags: ['a', 'b'],
}));

/** Expressions over the answers of an operation. */
export const feelCases = {
  page: {
    title: "the published page's result expression",
    text: page,
    context: { response: { response: { Attributes: { id: { S: 'o1' }, numberValue: { N: '42' } } } } },
  },
  report: {
    title: 'an expression of 20 lines over a scan of 100 items',
    text: report,
    context: { response: { items } },
  },
};

export type FeelCase = keyof typeof feelCases;
