/** Visible progress of set-up steps: one line each with its elapsed time; a live line while it runs when there is a terminal. */
const interactive = process.stdout.isTTY === true && process.env['CI'] === undefined;

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Runs `work` under the name `title`. `note` in the work's hands replaces the text behind the title. */
export async function step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const started = performance.now();
  let detail = '';
  const show = (): void => {
    process.stdout.write(`\r\x1b[K  … ${title}  ${seconds(started)}  ${detail}`.slice(0, (process.stdout.columns ?? 80) + 3));
  };
  if (!interactive) process.stdout.write(`  … ${title}\n`);
  const ticker = interactive ? setInterval(show, 200) : undefined;
  const finish = (mark: string): void => {
    clearInterval(ticker);
    process.stdout.write(`${interactive ? '\r\x1b[K' : ''}  ${mark} ${title}  ${seconds(started)}\n`);
  };
  try {
    const result = await work((text) => (detail = text));
    finish('✓');
    return result;
  } catch (error) {
    finish('✗');
    throw error;
  }
}
