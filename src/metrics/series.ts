import type { Family } from './families.ts';

/** The values of the labels of a series, by their names. */
type Labels = Readonly<Record<string, string>>;

/** A line that is written of a series. */
interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** What a series counts. It keeps plain numbers, and makes samples of them only when it is scraped. */
interface Series {
  samples(family: Family, labels: Labels): Sample[];
}

/** Counts what happens. */
export class Sum implements Series {
  #sum = 0;

  add(amount: number): void {
    this.#sum += amount;
  }

  samples({ name }: Family, labels: Labels): Sample[] {
    return [{ metricName: name, labels, value: this.#sum }];
  }
}

/** Counts measured values by the first of some upper bounds that they do not exceed. */
export class Distribution implements Series {
  readonly #bounds: readonly number[];
  /** The last one is without an upper bound. */
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] as number)) at++;
    (this.#counts[at] as number)++;
    this.#sum += value;
  }

  /** Each bucket counts what is in the ones before it, too. */
  samples({ name }: Family, labels: Labels): Sample[] {
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, at) => {
      count += this.#counts[at] as number;
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}

/** Those values of labels that begin alike. */
interface Branch<S> {
  readonly next: Map<string, Branch<S>>;
  series: S | undefined;
}

/**
 * The series of a family. prom-client writes them, but they count by themselves: its own counters look at the names and values of
 * all labels each time.
 */
export class SeriesOf<S extends Series> {
  readonly name: string;
  readonly #family: Family;
  readonly #make: () => S;
  readonly #root: Branch<S> = { next: new Map(), series: undefined };

  constructor(family: Family, make: () => S) {
    this.name = family.name;
    this.#family = family;
    this.#make = make;
    // Without labels, its one series is there from the start.
    if (family.labels.length === 0) this.of();
  }

  /** Gives the series of these values, in the order of the family's labels. It is there from then on. */
  of(...values: readonly string[]): S {
    let branch = this.#root;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as string;
      let next = branch.next.get(value);
      if (next === undefined) {
        next = { next: new Map(), series: undefined };
        branch.next.set(value, next);
      }
      branch = next;
    }
    branch.series ??= this.#make();
    return branch.series;
  }

  /** Gives what prom-client writes. */
  async get(): Promise<Pick<Family, 'name' | 'help' | 'type'> & { readonly values: readonly Sample[] }> {
    const { name, help, type } = this.#family;
    return { name, help, type, values: this.#samples(this.#root, {}) };
  }

  #samples({ next, series }: Branch<S>, labels: Labels): Sample[] {
    if (series !== undefined) return series.samples(this.#family, labels);
    const label = this.#family.labels[Object.keys(labels).length] as string;
    return [...next].flatMap(([value, branch]) => this.#samples(branch, { ...labels, [label]: value }));
  }
}
