import { parseArgs } from 'node:util';
import { benchDialect } from './dialect.ts';
import { benchFairness } from './fairness.ts';
import { benchFeel } from './feel.ts';
import { benchIdle } from './idle.ts';
import { benchObserved } from './observed.ts';
import { benchOutages } from './outages.ts';
import { benchParallelScan } from './parallel-scan.ts';
import { benchPump } from './pump.ts';
import { benchPush } from './push.ts';
import { benchRace } from './race.ts';
import { benchSignIn } from './sign-in.ts';
import { benchSizing, benchSizingMemory } from './sizing.ts';
import { printRatios, readResult } from './support/against.ts';
import { resultFile } from './support/figures.ts';
import { benchTenants } from './tenants.ts';
import { benchValues } from './values.ts';

const parts: Record<string, () => Promise<void>> = {
  race: benchRace,
  pump: benchPump,
  push: benchPush,
  tenants: benchTenants,
  idle: benchIdle,
  observed: benchObserved,
  dialect: benchDialect,
  values: benchValues,
  feel: benchFeel,
  'parallel-scan': benchParallelScan,
  'sign-in': benchSignIn,
  fairness: benchFairness,
  outages: benchOutages,
  sizing: benchSizing,
  'sizing-memory': benchSizingMemory,
};
const options = { against: { type: 'string' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [wanted] = positionals;
if (wanted !== undefined && !(wanted in parts)) {
  throw new Error(`Expected one of ${Object.keys(parts).join(', ')}, got ${wanted}`);
}
if (values.against !== undefined && wanted === undefined) {
  throw new Error('--against compares one bench: expected its name too, as in npm run bench -- race --against FILE');
}
// Read first: it may be the file that the bench writes.
const earlier = values.against === undefined ? undefined : readResult(values.against);

for (const [name, part] of Object.entries(parts)) {
  if (wanted !== undefined && name !== wanted) continue;
  await part();
  if (earlier) printRatios(earlier, readResult(resultFile(name)));
}
