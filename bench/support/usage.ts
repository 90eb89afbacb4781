const SAMPLE_MS = 50;

/** Measures what this process uses from now on: CPU time, and the most memory it holds. */
export function measureUsage() {
  // tsx turns source maps on, which would make every stack trace dear.
  process.setSourceMapsEnabled(false);
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

/** What a process used while it was measured. */
export interface Usage {
  cpuMicros: number;
  peakRssMb: number;
}
