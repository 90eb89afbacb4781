#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import type { HangUps } from './command-line.ts';

/** Catches SIGHUP from now on, which would end the process. */
function catchHangUps(): HangUps {
  let hasCome = false;
  let listener = () => {
    hasCome = true;
  };
  process.on('SIGHUP', () => listener());
  return {
    on(next) {
      listener = next;
      if (hasCome) next();
    },
  };
}

const args = process.argv.slice(2);
const isWorker = args.length === 0;
// V8 lets garbage grow to four times of what is used before it looks for it. Each job leaves some 10 KB of HTTP/2's, which makes 100 MB
// where 30 are used: half as much again is enough.
const isSet = `${process.execArgv} ${process.env.NODE_OPTIONS}`.includes('--heap-growing-percent');
if (isWorker && !isSet) setFlagsFromString('--heap-growing-percent=50');
// Whatever else is asked for ends with its terminal. Windows sends the signal to a process whose console was closed, and ends the
// process soon after that.
const hangUps = isWorker && process.platform !== 'win32' ? catchHangUps() : { on: () => {} };
// All that is imported takes long enough for a signal to come meanwhile.
const { main } = await import('./command-line.ts');
await main(args, hangUps);
