/** One series of a scrape, with its labels as they are written. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A family of a scrape. */
export interface ScrapedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const HELP = /^# HELP ([a-zA-Z_:][\w:]*) (.+)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|\+Inf|NaN|Nan)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/y;

/**
 * Reads a scrape in Prometheus' text format, strictly: each family begins with HELP and TYPE, and has its own series only, none
 * twice. Throws what is wrong. https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function readExposition(text: string): ReadonlyMap<string, ScrapedFamily> {
  if (!text.endsWith('\n')) throw new Error('The last line has no end');
  const families = new Map<string, ScrapedFamily & { samples: Sample[] }>();
  const seen = new Set<string>();
  let help: RegExpExecArray | null = null;
  let family: (ScrapedFamily & { samples: Sample[] }) | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('# HELP')) {
      help = HELP.exec(line);
      if (help === null) throw new Error(`No help: ${line}`);
    } else if (line.startsWith('#')) {
      const [, name, type] = TYPE.exec(line) ?? [];
      if (name === undefined || type === undefined || help?.[1] !== name) throw new Error(`No type: ${line}`);
      if (families.has(name)) throw new Error(`Twice: ${name}`);
      family = { name, type, help: help[2] as string, samples: [] };
      families.set(name, family);
    } else {
      const sample = readSample(line);
      if (family === undefined || !belongs(sample.name, family)) throw new Error(`Of no family: ${line}`);
      const series = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(series)) throw new Error(`Twice: ${line}`);
      seen.add(series);
      family.samples.push(sample);
    }
  }
  for (const { type, samples } of families.values()) if (type === 'histogram') refuseOddHistogram(samples);
  return families;
}

function readSample(line: string): Sample {
  const [, name, written = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`No sample: ${line}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < written.length) {
    const [, label, text] = LABEL.exec(written) ?? [];
    if (label === undefined || text === undefined || label in labels) throw new Error(`No labels: ${line}`);
    labels[label] = text;
  }
  return { name, labels, value: Number(value?.replace('Inf', 'Infinity').replace('Nan', 'NaN')) };
}

function belongs(name: string, { name: family, type }: ScrapedFamily): boolean {
  if (type !== 'histogram' && type !== 'summary') return name === family;
  const part = name.startsWith(family) ? name.slice(family.length) : undefined;
  return part === '_sum' || part === '_count' || (type === 'histogram' ? part === '_bucket' : part === '');
}

function refuseOddHistogram(samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _bound, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, parts] of series) {
    const buckets = parts.filter(({ name }) => name.endsWith('_bucket'));
    const count = parts.find(({ name }) => name.endsWith('_count'))?.value;
    const rising = buckets.every(({ value }, at) => at === 0 || value >= (buckets[at - 1] as Sample).value);
    if (!rising || buckets.at(-1)?.labels.le !== '+Inf' || buckets.at(-1)?.value !== count)
      throw new Error(`Odd: ${key}`);
  }
}

/**
 * Gives what Prometheus' conventions for names say against families, as `promtool check metrics` would.
 * https://prometheus.io/docs/practices/naming/
 */
export function namingFaults(families: Iterable<Pick<ScrapedFamily, 'name' | 'type' | 'help'>>): string[] {
  return [...families].flatMap(({ name, type, help }) => [
    ...(help.trim() === '' ? [`${name} has no help`] : []),
    ...((type === 'counter') === name.endsWith('_total') ? [] : [`${name} is a ${type}`]),
    ...(/_(?:count|sum|bucket)$/.test(name) ? [`${name} ends like a part of a histogram`] : []),
    ...(/(?:^|_)(?:milliseconds|ms|minutes|kilobytes|megabytes|percent)(?:_|$)/.test(name)
      ? [`${name}: no base unit`]
      : []),
    ...(/[A-Z:]/.test(name) ? [`${name}: no small letters`] : []),
    ...(new RegExp(`(?:^|_)${type}(?:_|$)`).test(name) ? [`${name} names its type`] : []),
  ]);
}

/** Gives the value of a series; undefined if there is none. */
export function seriesValue(
  families: ReadonlyMap<string, ScrapedFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const all = [...families.values()].flatMap(({ samples }) => samples);
  const wanted = JSON.stringify(Object.entries(labels).sort());
  return all.find((one) => one.name === name && JSON.stringify(Object.entries(one.labels).sort()) === wanted)?.value;
}
