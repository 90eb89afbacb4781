import { benchFairness } from './fairness.ts';
import { benchFeel } from './feel.ts';
import { benchIdle } from './idle.ts';
import { benchObserved } from './observed.ts';
import { benchOutages } from './outages.ts';
import { benchParallelScan } from './parallel-scan.ts';
import { benchPump } from './pump.ts';
import { benchPush } from './push.ts';
import { benchSignIn } from './sign-in.ts';
import { benchSizing } from './sizing.ts';
import { benchTenants } from './tenants.ts';
import { benchValues } from './values.ts';

const parts: Record<string, () => Promise<void>> = {
  pump: benchPump,
  push: benchPush,
  tenants: benchTenants,
  idle: benchIdle,
  observed: benchObserved,
  values: benchValues,
  feel: benchFeel,
  'parallel-scan': benchParallelScan,
  'sign-in': benchSignIn,
  fairness: benchFairness,
  outages: benchOutages,
  sizing: benchSizing,
};
const [wanted] = process.argv.slice(2);
const chosen = wanted === undefined ? Object.values(parts) : [parts[wanted]];

for (const part of chosen) {
  if (!part) throw new Error(`Expected one of ${Object.keys(parts).join(', ')}, got ${wanted}`);
  await part();
}
