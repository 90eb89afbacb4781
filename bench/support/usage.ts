const SAMPLE_MS = 50;

/** Begins to measure the CPU time and the peak memory of this process. Gives a function that ends it and gives the figures. */
export function measureUsage() {
  const start = process.cpuUsage();
  let peakRss = process.memoryUsage.rss();
  const sampler = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, SAMPLE_MS);

  return function stop(): Usage {
    clearInterval(sampler);
    const { user, system } = process.cpuUsage(start);
    return { cpuMicros: user + system, peakRssMb: Math.max(peakRss, process.memoryUsage.rss()) / 2 ** 20 };
  };
}

/** What a process used while it was measured: CPU time in microseconds, peak memory in MiB. */
export interface Usage {
  cpuMicros: number;
  peakRssMb: number;
}

/** What a process has used until a moment: its whole CPU time in milliseconds, and its memory in MiB. */
export interface Sample {
  /** When, as `Date.now` gives it, so that other processes of the machine can tell. */
  readonly at: number;
  readonly cpuMillis: number;
  readonly rssMb: number;
}

/** Looks at this process every so many milliseconds from now on. Gives a function that gives what was seen. */
export function sampleUsage(every: number): () => readonly Sample[] {
  const samples: Sample[] = [];
  const look = () => {
    const { user, system } = process.cpuUsage();
    samples.push({ at: Date.now(), cpuMillis: (user + system) / 1_000, rssMb: process.memoryUsage.rss() / 2 ** 20 });
  };
  look();
  setInterval(look, every);
  return () => {
    look();
    return samples;
  };
}

/** The CPU time that a process had used at a moment, in milliseconds; between two samples, as if it had run evenly. */
export function cpuAt(samples: readonly Sample[], at: number): number {
  const next = samples.findIndex((sample) => sample.at >= at);
  const [before, after] = [samples[Math.max(0, next - 1)], samples[next]];
  if (!before || !after) throw new Error('Nothing was sampled at that time');
  if (after.at === before.at) return after.cpuMillis;
  return before.cpuMillis + ((after.cpuMillis - before.cpuMillis) * (at - before.at)) / (after.at - before.at);
}
