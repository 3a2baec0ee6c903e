import type { Sys } from '../sys/sys.ts';
import { O_APPEND, O_CREAT, O_WRONLY } from '../sys/constants.ts';

const quickDeathMs = 2000;
const longestPauseMs = 10_000;

/**
 * Starts dockerd and starts it again whenever it ends. A daemon that keeps dying at once is started ever less often, so that a broken one does not eat
 * the machine; /var/log/dockerd.log tells why.
 */
export function superviseDockerd(sys: Sys): void {
  const { files, processes, clock } = sys;
  const run = async (pauseMs: number): Promise<void> => {
    const log = files.open('/var/log/dockerd.log', O_WRONLY | O_CREAT | O_APPEND, 0o644);
    const started = clock.monotonic();
    try {
      const pid = processes.spawn({
        path: '/usr/bin/dockerd',
        argv: ['dockerd'],
        env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root'],
        cwd: '/',
        stdio: [null, log, log],
        setsid: true,
      });
      await processes.wait(pid);
    } catch (error) {
      // Somebody removed it, or there is no memory for it: that must not end process 1.
      files.write(log, new TextEncoder().encode(`dockerd is not started: ${(error as Error).message}\n`));
    }
    files.close(log);
    const pause = clock.monotonic() - started > quickDeathMs ? 0 : Math.min(longestPauseMs, pauseMs * 2 || 100);
    setTimeout(() => void run(pause), pause);
  };
  void run(0);
}
