/** A question to Prometheus, and what its lines are called: `[expression, legend]`. In it, `$of` stands for the workers that are chosen. */
export type Query = readonly [expression: string, legend: string];

/** A picture on the dashboard. */
export interface Panel {
  readonly title: string;
  /** What it shows, and what to make of it. */
  readonly about: string;
  /** Of Grafana's units, like `s` or `reqps`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** The width of the whole is 24. */
  readonly width: number;
  readonly kind?: 'lines' | 'stacked' | 'number' | 'heatmap' | 'text';
  readonly maximum?: number;
  /** From which values on something is amiss: yellow, red. */
  readonly thresholds?: readonly [number, number];
  /** Words in place of values. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
  /** Fixed colours, by the names of lines. */
  readonly colors?: Readonly<Record<string, string>>;
}

/** Pictures under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** The Prometheus that is chosen at the top of the dashboard. */
export const datasource = { type: 'prometheus', uid: '$datasource' };
const HEIGHT = { number: 4, lines: 8 };

/** Gives the place of each panel, from left to right and from top to bottom, and the place after them. */
export function placed(
  panels: readonly Panel[],
  top: number,
): { places: { x: number; y: number; w: number; h: number }[]; end: number } {
  let [x, y, rowHeight] = [0, top, 0];
  const places = panels.map(({ width: w, kind }) => {
    const h = kind === 'number' || kind === 'text' ? HEIGHT.number : HEIGHT.lines;
    if (x + w > 24) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { x, y, w, h };
    x += w;
    rowHeight = Math.max(rowHeight, h);
    return place;
  });
  return { places, end: y + rowHeight };
}

/** Gives a panel as Grafana has it. https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function grafanaPanel(panel: Panel, id: number, gridPos: object): object {
  const { title, about, queries } = panel;
  const targets = queries.map(([expression, legendFormat], index) => ({
    refId: String.fromCharCode(65 + index),
    datasource,
    expr: expression.replaceAll('$of', 'namespace=~"$namespace",job=~"$job",instance=~"$instance"'),
    legendFormat,
    ...(panel.kind === 'heatmap' && { format: 'heatmap' }),
    ...((panel.kind === 'number' || panel.kind === 'text') && { instant: true }),
  }));
  return { id, title, description: about, datasource, gridPos, targets, ...looks(panel) };
}

function looks(panel: Panel): object {
  if (panel.kind === 'heatmap') {
    const options = { calculate: false, yAxis: { unit: panel.unit }, color: { scheme: 'Oranges', mode: 'scheme' } };
    return { type: 'heatmap', options };
  }
  if (panel.kind === 'number' || panel.kind === 'text') {
    const textMode = panel.kind === 'text' ? 'name' : 'auto';
    const reduceOptions = { calcs: ['lastNotNull'] };
    const options = { reduceOptions, textMode, colorMode: 'value', graphMode: 'none' };
    return { type: 'stat', fieldConfig: fieldConfig(panel, { mode: 'thresholds' }), options };
  }
  const options = {
    tooltip: { mode: 'multi', sort: 'desc' },
    legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
  };
  return { type: 'timeseries', fieldConfig: fieldConfig(panel, { mode: 'palette-classic' }, lines(panel)), options };
}

function lines({ kind }: Panel): object {
  const stacking = { mode: kind === 'stacked' ? 'normal' : 'none' };
  return { lineWidth: 1, fillOpacity: kind === 'stacked' ? 40 : 8, showPoints: 'never', spanNulls: false, stacking };
}

function fieldConfig({ unit, maximum, thresholds, words, colors }: Panel, color: object, custom?: object): object {
  const [yellow, red] = thresholds ?? [];
  const steps = [
    { color: words === undefined && thresholds === undefined ? 'blue' : 'green', value: null },
    ...(yellow === undefined ? [] : [{ color: 'yellow', value: yellow }]),
    ...(red === undefined ? [] : [{ color: 'red', value: red }]),
  ];
  const options = Object.fromEntries(
    Object.entries(words ?? {}).map(([value, word], index) => [value, { ...word, index }]),
  );
  return {
    defaults: {
      unit,
      min: 0,
      ...(maximum !== undefined && { max: maximum }),
      color,
      thresholds: { mode: 'absolute', steps },
      ...(words && { mappings: [{ type: 'value', options }] }),
      ...(custom && { custom }),
    },
    overrides: Object.entries(colors ?? {}).map(([name, fixedColor]) => ({
      matcher: { id: 'byName', options: name },
      properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
    })),
  };
}
