/**
 * What dockerd and a monitor (C, one per running container or exec) say to each other. A monitor outlives dockerd.
 *
 * A *bundle* is a directory (`/run/docker/task/<id>/`). dockerd writes `plan` (plan.ts) and `options` there, creates the listening
 * unix socket `socket`, and spawns the monitor: `argv = ['monitor', bundle]`, the listening socket as fd 3. The monitor
 * calls setsid, waits for a first `control` connection, runs the plan, and then holds the process's stdio, log and exit record.
 *
 * `options` is text, one `key=value` a line:
 *   tty=0|1            a pseudo terminal is the process's stdio (else three pipes)
 *   rows=N cols=N      first size of the terminal
 *   stdin=0|1          keep stdin open for attachers (else /dev/null)
 *   stdin-once=0|1     close stdin when the first attacher's input ends
 *   log=PATH           JSON lines {"log":…,"stream":…,"time":…} are appended here ("json-file"); empty = no log
 *   log-bytes=N        size at which the log is rotated: PATH.1, PATH.2, …
 *   log-files=N        how many files are kept, with the one being written
 *   wait-attach=N      number of attach hand-overs to wait for before exec (their output is complete from the first byte)
 *   cgroup=PATH        the cgroup directory whose memory.events tells an OOM kill, or empty
 *
 * When the process has ended and its output is drained the monitor writes `exit` (atomically, by rename):
 *   `<wait status as exit code 0–255, 128+n for signals> <oom 0|1> <finished at, ms since the epoch, with fraction>\n`
 * then tells its control connections, waits until dockerd has closed them (it knows the exit code before a client can ask for it),
 * closes every attacher and ends. A failed plan writes `exit` too: `failed <step index> <errno> <time>\n`.
 * `pid` holds the process's PID in decimal once it runs.
 *
 * Connections to `socket` begin with one line from dockerd:
 *   `control\n`   a line protocol from then on (below). Several may be open.
 *   `attach stdin=0|1 stdout=0|1 stderr=0|1 framed=0|1 detach=HEX\n`  sent in one sendmsg(2) WITH the client's socket as
 *                 SCM_RIGHTS; bytes after the newline are input that was already read from the client. The monitor serves that client from
 *                 then on, with dockerd out of the path: input to stdin until end of file or the detach keys (HEX: a byte sequence; empty
 *                 = none), output raw, or framed (type byte 1 stdout / 2 stderr, three zero bytes, big-endian uint32 length, payload).
 *                 dockerd may close the connection once `ok\n` has come back.
 *
 * When the last control connection ends before the plan is through, the plan is given up as if its next step had failed (ECANCELED).
 *
 * A slow attacher never stops the container's log: it may stop the container's writes (as a pipe would), bounded by a 1 MiB buffer each.
 */

/** Lines from the monitor on a control connection. On connecting, the current state is repeated (`started` or `exited`). */
export type MonitorEvent =
  /** `step INDEX ERRNO START_US DURATION_US`: START_US on CLOCK_MONOTONIC. ERRNO 0 = done. Sent in batches. */
  | { readonly kind: 'step'; readonly index: number; readonly errno: number; readonly startedUs: number; readonly durationUs: number }
  /** `stopped INDEX`: step mode; the monitor waits before step INDEX for `next` or `run`. */
  | { readonly kind: 'stopped'; readonly index: number }
  /** `output STDOUT STDERR`: bytes written so far; at the first, whenever a total has doubled, and before `exited`. */
  | { readonly kind: 'output'; readonly stdout: number; readonly stderr: number }
  /** `started PID` */
  | { readonly kind: 'started'; readonly pid: number }
  /** `failed INDEX ERRNO` */
  | { readonly kind: 'failed'; readonly index: number; readonly errno: number }
  /** `exited CODE OOM TIME_MS` */
  | { readonly kind: 'exited'; readonly code: number; readonly oomKilled: boolean; readonly timeMs: number };

/** Lines from dockerd on a control connection. */
export type MonitorCommand =
  /** `break INDEX`: stop before that step (may be sent before `run`). */
  | { readonly kind: 'break'; readonly index: number }
  /** `run`: start, or go on after `stopped`, to the next breakpoint. Nothing is executed before the first `run` or `next`. */
  | { readonly kind: 'run' }
  /** `next`: execute one step, then stop. */
  | { readonly kind: 'next' }
  /** `signal N`: kill(2) the process; no race with PID reuse, the monitor is its parent. */
  | { readonly kind: 'signal'; readonly signal: number }
  /** `resize ROWS COLS` */
  | { readonly kind: 'resize'; readonly rows: number; readonly columns: number }
  /** `close-stdin` */
  | { readonly kind: 'close-stdin' };
