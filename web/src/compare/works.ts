/** The work that both are given: the same script in the machine's shell and in the container's. */
export interface Work {
  readonly id: 'line' | 'page' | 'program';
  readonly title: string;
  readonly script: string;
  /** It never ends: its output is the answer to a request at this port. */
  readonly port?: number;
}

const port = 8099;

export const works: readonly [Work, ...Work[]] = [
  { id: 'line', title: 'Print a line', script: 'echo "Hello from $(hostname), process $$."' },
  {
    id: 'page',
    title: 'Serve a page',
    script: `mkdir -p /tmp/page && echo "<h1>Served by $(hostname)</h1>" > /tmp/page/index.html && exec httpd -f -p ${port} -h /tmp/page`,
    port,
  },
  {
    id: 'program',
    title: 'Run a small program',
    script: `awk 'BEGIN { for (n = 2; n < 1000; n++) { for (d = 2; d * d <= n && n % d; d++); if (d * d > n) primes++ } print primes " primes below 1000" }'`,
  },
];
