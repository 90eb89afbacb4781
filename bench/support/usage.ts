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
