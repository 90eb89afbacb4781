#!/usr/bin/env node
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
// Whatever else is asked for ends with its terminal. Windows sends the signal to a process whose console was closed, and ends the
// process soon after that.
const isWorker = args.length === 0 && process.platform !== 'win32';
const hangUps = isWorker ? catchHangUps() : { on: () => {} };
// All that is imported takes long enough for a signal to come meanwhile.
const { main } = await import('./command-line.ts');
await main(args, hangUps);
