/** dockerd's side of a monitor (sys/monitor.ts): one container process, or one exec. */
import type { Plan } from '../../api/plan.ts';
import { MNT_DETACH, SIGKILL } from '../../sys/constants.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { readLineBatches } from '../../wire/http/client.ts';
import { inBackground } from '../background.ts';
import { TaskWatch, type PlanWatchers } from './task-watch.ts';
import { encodePlan } from './encode-plan.ts';
import { startFailure } from './start-failure.ts';

export interface ExitRecord {
  readonly code: number;
  readonly oomKilled: boolean;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
}

export interface LogTarget {
  /** Empty: no log. */
  readonly path: string;
  /** A file is rotated before it outgrows this. */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

export interface MonitorOptions {
  readonly id: string;
  /** The container that the steps are told of in the trace. */
  readonly container: string;
  /** The request that asks for it; 0 for none. */
  readonly request: number;
  readonly kind: 'create' | 'exec';
  readonly plan: Plan;
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly log: LogTarget;
  readonly cgroup: string;
  readonly waitAttach: number;
}

export interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly framed: boolean;
  /** Hex bytes; empty = none. */
  readonly detachKeys: string;
}

const bundles = '/run/docker/task';
const encoder = new TextEncoder();
export const bundleOf = (id: string): string => `${bundles}/${id}`;

function parseExit(fields: readonly string[]): ExitRecord {
  return { code: Number(fields[0]), oomKilled: fields[1] === '1', finishedAt: Number(fields[2]) };
}

function removeLeftovers({ files }: Sys, bundle: string, merged: string | null): void {
  files.removeAll(bundle);
  if (merged === null || !files.exists(merged)) return;
  try {
    files.umount(merged, MNT_DETACH);
  } catch {
    // It was not mounted: the plan did not come so far.
  }
}

export class MonitorTask {
  readonly exited: Promise<ExitRecord>;
  readonly #sys: Sys;
  readonly #bundle: string;
  #pid = 0;
  #control: FdStream | null = null;
  #resolveExit: (record: ExitRecord) => void = () => undefined;
  #failed = false;
  #started: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #watch: TaskWatch | null = null;
  #onFailed: (index: number, errno: number) => Error = (index, errno) => new Error(`step ${index} failed with errno ${errno}`);

  private constructor(sys: Sys, id: string) {
    this.#sys = sys;
    this.#bundle = bundleOf(id);
    this.exited = new Promise((resolve) => (this.#resolveExit = resolve));
  }

  get pid(): number {
    return this.#pid;
  }

  /** Writes the bundle and starts the monitor; nothing of the plan runs before {@link start}. */
  static create(sys: Sys, watchers: PlanWatchers, options: MonitorOptions): MonitorTask {
    const task = new MonitorTask(sys, options.id);
    const plan = encodePlan(options.plan);
    const { files, sockets, processes } = sys;
    files.removeAll(task.#bundle);
    files.mkdirAll(task.#bundle, 0o700);
    files.writeAtomic(`${task.#bundle}/plan`, plan);
    const lines = [
      `tty=${Number(options.tty)}`,
      `rows=${options.rows}`,
      `cols=${options.columns}`,
      `stdin=${Number(options.stdin)}`,
      `stdin-once=${Number(options.stdinOnce)}`,
      `wait-attach=${options.waitAttach}`,
      `log=${options.log.path}`,
      `log-bytes=${options.log.maxBytes}`,
      `log-files=${options.log.maxFiles}`,
      `cgroup=${options.cgroup}`,
    ];
    files.writeAtomic(`${task.#bundle}/options`, `${lines.join('\n')}\n`);
    const listener = sockets.listenUnix(`${task.#bundle}/socket`, 0o600);
    sockets.setBlocking(listener, true);
    void processes.wait(processes.spawn({ path: '/proc/self/exe', argv: ['monitor', task.#bundle], cwd: '/', stdio: [null, null, 2, listener], setsid: true }));
    files.close(listener);
    task.#watch = new TaskWatch(watchers, options, plan);
    task.#onFailed = (index, errno) => {
      const step = options.plan[index];
      return step ? startFailure(step, errno, options.kind) : new Error('the plan could not be read');
    };
    task.#connect();
    return task;
  }

  /** The task of a monitor that was started by an earlier dockerd; `null` when there is no bundle. */
  static find(sys: Sys, id: string): MonitorTask | null {
    const task = new MonitorTask(sys, id);
    if (!sys.files.exists(`${task.#bundle}/options`)) return null;
    if (sys.files.exists(`${task.#bundle}/pid`)) task.#pid = Number(sys.files.readText(`${task.#bundle}/pid`));
    try {
      task.#connect();
    } catch {
      task.#readExit();
    }
    return task;
  }

  /** Runs the plan. @throws StartFailure */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      this.#watch?.planned();
      this.#proceed(0);
    });
  }

  signal(number: number): void {
    this.#say(`signal ${number}`);
  }

  resize(rows: number, columns: number): void {
    this.#say(`resize ${rows} ${columns}`);
  }

  /** Hands a client's socket, and the input that was already read from it, to the monitor. */
  attach(client: Fd, options: AttachOptions, pending: Uint8Array): void {
    this.#watch?.attached();
    const { files, sockets } = this.#sys;
    const flag = (name: string, value: boolean): string => `${name}=${Number(value)}`;
    const line = `attach ${flag('stdin', options.stdin)} ${flag('stdout', options.stdout)} ${flag('stderr', options.stderr)} ${flag('framed', options.framed)} detach=${options.detachKeys}\n`;
    const head = encoder.encode(line);
    const bytes = new Uint8Array(head.length + pending.length);
    bytes.set(head);
    bytes.set(pending, head.length);
    try {
      const fd = sockets.connectUnix(`${this.#bundle}/socket`);
      sockets.sendWithFd(fd, bytes, client);
      files.close(fd);
    } catch {
      // The process has ended meanwhile: the client sees the end of its stream.
    }
    files.close(client);
  }

  /** Removes what the monitor leaves. */
  cleanUp(merged: string | null): void {
    this.#control?.close();
    removeLeftovers(this.#sys, this.#bundle, merged);
  }

  /** Tasks of which there is a bundle. */
  static ids({ files }: Sys): readonly string[] {
    return files.exists(bundles) ? files.readDir(bundles) : [];
  }

  /** Ends a process that an earlier dockerd began to start, and its monitor, and removes what they leave. */
  static async abandon(sys: Sys, id: string, merged: string): Promise<void> {
    try {
      const control = new FdStream(sys, sys.sockets.connectUnix(`${bundleOf(id)}/socket`));
      await control.write(encoder.encode(`control\nsignal ${SIGKILL}\n`));
      control.closeWrite();
      while ((await control.read()) !== null);
      control.close();
    } catch {
      // There is no monitor, or it has ended.
    }
    removeLeftovers(sys, bundleOf(id), merged);
  }

  #say(line: string): void {
    this.#control?.write(encoder.encode(`${line}\n`)).catch(() => undefined);
  }

  #connect(): void {
    this.#control = new FdStream(this.#sys, this.#sys.sockets.connectUnix(`${this.#bundle}/socket`));
    this.#say('control');
    inBackground(this.#listen(this.#control), `monitor of ${this.#bundle}`);
  }

  async #listen(control: FdStream): Promise<void> {
    for await (const lines of readLineBatches(control)) for (const line of lines) this.#take(line.split(' '));
    this.#readExit();
  }

  /** Runs the plan from a step on; in step mode once the learner says so. */
  #proceed(index: number): void {
    const order = this.#watch?.beforeStep(index);
    if (!order) return this.#say('run');
    void order.then((given) => {
      if (given.go === 'on') this.#say('run');
      else if (given.until === null || given.until <= index) this.#say('next');
      else this.#say(`break ${given.until}\nrun`);
    });
  }

  #take([word, ...fields]: string[]): void {
    const numbers = fields.map(Number);
    if (word === 'step') return this.#watch?.step(numbers);
    this.#watch?.flush();
    if (word === 'stopped') this.#proceed(numbers[0] as number);
    else if (word === 'output') this.#watch?.output(numbers[0] as number, numbers[1] as number);
    else if (word === 'started') {
      this.#pid = numbers[0] as number;
      this.#watch?.started(this.#pid);
      this.#started?.resolve();
    } else if (word === 'failed') {
      this.#failed = true;
      this.#started?.reject(this.#onFailed(numbers[0] as number, numbers[1] as number));
    } else if (word === 'exited') {
      this.#resolveExit(parseExit(fields));
      // The monitor keeps the clients until then.
      this.#control?.close();
    }
  }

  /** The monitor is gone: its exit record tells, or it was killed and took the process's fate with it. */
  #readExit(): void {
    if (this.#failed) return;
    const path = `${this.#bundle}/exit`;
    const fields = this.#sys.files.exists(path) ? this.#sys.files.readText(path).trim().split(' ') : [];
    if (fields.length === 3) this.#resolveExit(parseExit(fields));
    else {
      this.#started?.reject(new Error('the monitor ended unexpectedly'));
      this.#resolveExit({ code: 137, oomKilled: false, finishedAt: this.#sys.clock.now() });
    }
  }
}
