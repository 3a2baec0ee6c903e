import type { Plan } from '../../../../engine-wasm/api/plan.ts';
import type {
  BuildStepEvent,
  ClientEvent,
  PlanEvent,
  ProcessEvent,
  PushState,
  RequestEvent,
  ResponseEvent,
  StepsEvent,
  StopEvent,
  TraceEvent,
  TransferEvent,
} from '../../../../engine-wasm/api/trace.ts';
import { decodePlan } from '../../../../engine-wasm/wire/plan-text.ts';
import { formatBytes, shortenIds } from '../../ui/format.ts';
import { sayBuildStep } from './build-text.ts';
import { pageAgent } from './page-agent.ts';
import { silent, type Command, type Moment, type Said } from './moments.ts';
import { systemCall, stepPurpose } from './step-text.ts';

const linkPid = 1;
/** A client outside the machine has no process that we could tell commands apart by: after a pause of this length it is another. */
const outsidePauseMs = 2000;
const pushStates: ReadonlySet<string> = new Set<PushState>(['uploading', 'present', 'mounted', 'pushed', 'published']);

interface Task {
  readonly command: number;
  readonly container: string;
  readonly plan: Plan;
}

function bare(path: string): string {
  return path.replace(/^\/v\d+\.\d+(?=\/)/, '');
}

/** Whether a request is for the pull, or the push, of that reference. */
function transfers({ path }: RequestEvent, reference: string, pushed: boolean): boolean {
  const [route = '', query] = bare(path).split('?');
  const name = reference.replace(/[:@][^/]*$/, '');
  if (pushed) return decodeURIComponent(route).endsWith(`${name}/push`);
  return route === '/images/create' && (new URLSearchParams(query).get('fromImage') ?? '').endsWith(name);
}

/** Turns the daemon's events into moments, and says whose they are. Keeps what it needs for that, and no moments. */
export class Recorder {
  readonly commands = new Map<number, Command>();
  #count = 0;
  #seq = 0;
  #out: Moment[] = [];
  #time = 0;
  readonly #byPid = new Map<number, number>();
  readonly #byAgent = new Map<string, { command: number; time: number }>();
  readonly #requests = new Map<number, { event: RequestEvent; command: number }>();
  readonly #tasks = new Map<string, Task>();
  readonly #containers = new Map<string, { command: number; name: string; image: string }>();
  readonly #stops = new Map<number, number>();
  /** Builds go on after the daemon began to answer. */
  readonly #builds = new Map<number, number>();
  /** The command of the build step that began last, and has not ended: the containers made now are its. */
  #building = 0;
  /** Commands by the reference that they pull or push: layers come after the answer has begun. */
  readonly #transfers = new Map<string, number>();

  /** @returns what is to be shown of it, in order */
  take(event: TraceEvent): Moment[] {
    this.#out = [];
    this.#time = event.time;
    // A daemon that was started again counts from one.
    const missed = event.seq > this.#seq && this.#seq > 0 ? event.seq - this.#seq - 1 : 0;
    if (missed > 0) this.#say({ kind: 'note', text: `${missed} events were not recorded: nobody listened` });
    this.#seq = event.seq;
    this.#dispatch(event);
    return this.#out;
  }

  /** Something that is told besides the trace. */
  note(text: string, time: number, lost = false): Moment[] {
    this.#out = [];
    this.#time = time;
    this.#say({ kind: 'note', text, failed: true, ...(lost && { change: { is: 'lost' } }) });
    return this.#out;
  }

  /** The daemon is gone, and what was under way with it. */
  lose(): void {
    this.#seq = 0;
    this.#byPid.clear();
    this.#byAgent.clear();
    this.#requests.clear();
    this.#stops.clear();
    this.#builds.clear();
    this.#building = 0;
    this.#transfers.clear();
  }

  #dispatch(event: TraceEvent): void {
    switch (event.kind) {
      case 'client':
        return this.#client(event);
      case 'request':
        return this.#request(event);
      case 'response':
        return this.#response(event);
      case 'plan':
        return this.#plan(event);
      case 'steps':
        return this.#steps(event);
      case 'call':
        return this.#call(event.call, event.durationMs);
      case 'attach':
        return this.#attached(event.container, event.task);
      case 'output':
        return this.#output(event.container, event.task, event.stdout, event.stderr);
      case 'process':
        return this.#process(event);
      case 'transfer':
        return this.#transfer(event);
      case 'build-step':
        return this.#buildStep(event);
      case 'step-mode':
        return this.#stepMode(event.armed, event.why);
      case 'stop':
        return this.#stop(event);
      case 'go':
        return this.#go(event.stop, event.why);
    }
  }

  #say(said: Said): void {
    this.#out.push({ ...silent, ...said, number: ++this.#count, time: this.#time });
  }

  #newCommand(command: Omit<Command, 'number'>): number {
    const number = this.commands.size + 1;
    this.commands.set(number, { ...command, number });
    return number;
  }

  #client({ state, client: { pid, argv } }: ClientEvent): void {
    if (state === 'left') {
      const command = this.#byPid.get(pid) ?? 0;
      this.#byPid.delete(pid);
      return this.#say({
        kind: 'client',
        command,
        text: `${argv[0] ?? 'the client'} (PID ${pid}) has left`,
        from: 'client',
        to: 'client',
        change: { is: 'client', alive: false },
      });
    }
    const command = this.#newCommand({ by: 'terminal', pid, argv, title: argv.join(' ') || `process ${pid}` });
    this.#byPid.set(pid, command);
    this.#say({
      kind: 'client',
      command,
      text: `${argv.join(' ')} runs as process ${pid}`,
      detail: 'the client: it only talks to the daemon',
      from: 'client',
      to: 'client',
      change: { is: 'client', alive: true },
    });
  }

  #commandOf({ client, agent, method, path }: RequestEvent): number {
    if (client.pid > linkPid) {
      const known = this.#byPid.get(client.pid);
      if (known !== undefined) return known;
      const command = this.#newCommand({ by: 'terminal', pid: client.pid, argv: client.argv, title: client.argv.join(' ') || `process ${client.pid}` });
      this.#byPid.set(client.pid, command);
      return command;
    }
    const page = agent.startsWith(pageAgent);
    // The page's own lists are nobody's command.
    if (agent === pageAgent && method === 'GET') return 0;
    const last = this.#byAgent.get(agent);
    const same = last && ((page && agent !== pageAgent) || (!page && this.#time - last.time < outsidePauseMs));
    const command = same
      ? last.command
      : this.#newCommand({
          by: page ? 'page' : 'outside',
          pid: 0,
          argv: [],
          title: page ? `A click: ${method} ${shortenIds(bare(path))}` : `${agent || 'A client outside'}: ${method} ${shortenIds(bare(path))}`,
        });
    this.#byAgent.set(agent, { command, time: this.#time });
    return command;
  }

  #request(event: RequestEvent): void {
    const command = this.#commandOf(event);
    this.#requests.set(event.request, { event, command });
    if (bare(event.path).startsWith('/build?')) this.#builds.set(event.request, command);
    const text = `${event.method} ${shortenIds(bare(event.path))}`;
    this.#say({
      kind: 'request',
      command,
      text,
      detail: event.body === undefined ? '' : shortenIds(JSON.stringify(event.body)),
      from: 'client',
      to: 'daemon',
      request: event,
      folds: command === 0 ? 'look' : '',
    });
  }

  #response({ request, status, durationMs, message }: ResponseEvent): void {
    const asked = this.#requests.get(request);
    this.#requests.delete(request);
    const what = asked ? `${asked.event.method} ${shortenIds(bare(asked.event.path).replace(/\?.*/, ''))}` : 'a request';
    const failed = status >= 400;
    this.#say({
      kind: 'response',
      command: asked?.command ?? 0,
      text: `${status} for ${what}`,
      detail: message ?? '',
      from: 'daemon',
      to: 'client',
      failed,
      durationMs,
      folds: asked?.command === 0 && !failed ? 'look' : '',
    });
  }

  #plan({ container, task, request, plan }: PlanEvent): void {
    const command =
      this.#requests.get(request)?.command ??
      this.#containers.get(container)?.command ??
      this.#newCommand({ by: 'daemon', pid: 0, argv: [], title: `Restart of ${container.slice(0, 12)}` });
    let steps: Plan;
    try {
      steps = decodePlan(plan);
    } catch (error) {
      return this.#say({ kind: 'note', command, text: `A plan could not be read: ${(error as Error).message}`, failed: true });
    }
    this.#tasks.set(task, { command, container, plan: steps });
    this.#own(container, command);
    this.#say({
      kind: 'plan',
      command,
      text: `A plan of ${steps.length} steps`,
      detail: 'what to ask of the kernel, in order',
      from: 'daemon',
      to: 'kernel',
      container,
    });
  }

  #steps({ task, since, results }: StepsEvent): void {
    const known = this.#tasks.get(task);
    for (const [index, errno, startedUs, durationUs] of results) {
      const step = known?.plan[index] ?? null;
      this.#time = since + startedUs / 1000;
      this.#say({
        kind: 'step',
        command: known?.command ?? 0,
        text: step ? systemCall(step) : `step ${index} of a plan that was not recorded`,
        detail: errno !== 0 ? `errno ${errno}${step?.optional ? ', passed over' : ''}` : step ? stepPurpose(step) : '',
        from: 'daemon',
        to: 'kernel',
        failed: errno !== 0 && !step?.optional,
        durationMs: durationUs / 1000,
        container: known?.container ?? '',
        step,
        folds: step ? `${step.op} ${stepPurpose(step)}` : 'unknown step',
      });
    }
  }

  /** Of the container that it names, or of the request under way. */
  #call(call: string, durationMs: number): void {
    const named = /[0-9a-f]{64}/.exec(call)?.[0];
    const owner = named === undefined ? undefined : (this.#openFor(named) ?? this.#containers.get(named));
    this.#say({
      kind: 'call',
      command: (owner ?? this.#openChange())?.command ?? 0,
      text: shortenIds(call),
      from: 'daemon',
      to: 'kernel',
      durationMs,
      folds: 'call',
    });
  }

  #attached(container: string, task: string): void {
    this.#say({
      kind: 'attach',
      command: this.#openFor(container)?.command ?? this.#tasks.get(task)?.command ?? this.#containers.get(container)?.command ?? 0,
      text: 'The client’s socket is handed over to the container',
      detail: 'what it prints no longer passes the daemon',
      from: 'client',
      to: 'container',
      container,
    });
  }

  #output(container: string, task: string, stdout: number, stderr: number): void {
    const parts = [...(stdout > 0 ? [`${formatBytes(stdout)} on stdout`] : []), ...(stderr > 0 ? [`${formatBytes(stderr)} on stderr`] : [])];
    this.#say({
      kind: 'output',
      command: this.#tasks.get(task)?.command ?? this.#containers.get(container)?.command ?? 0,
      text: `Attach output: ${parts.join(' and ')} so far`,
      from: 'container',
      to: 'client',
      container,
      folds: 'output',
    });
  }

  #process({ container, exec, state, pid, exitCode, name, image }: ProcessEvent): void {
    const open = this.#openFor(container);
    if (state === 'created') this.#containers.set(container, { command: open?.command ?? this.#openCreate(), name: name ?? '', image: image ?? '' });
    const owner = exec === undefined ? this.#containers.get(container) : undefined;
    const command =
      (state === 'removed' || state === 'exited' ? open?.command : undefined) ?? (exec === undefined ? owner?.command : this.#tasks.get(exec)?.command) ?? 0;
    const called = `${exec === undefined ? 'container' : 'exec in'} ${owner?.name || container.slice(0, 12)}`;
    const words: Record<ProcessEvent['state'], string> = {
      created: `${called} is created: a directory, nothing runs`,
      started: `${called} runs as process ${pid} of the machine`,
      exited: `${called}: exit ${exitCode ?? 'code unknown'}`,
      failed: `${called} could not be started`,
      removed: `${called} is removed: its files are gone`,
    };
    this.#say({
      kind: 'process',
      command,
      text: words[state] ?? `${called}: ${state}`,
      from: state === 'created' ? 'daemon' : 'container',
      to: state === 'created' ? 'container' : 'daemon',
      failed: state === 'failed' || (state === 'exited' && exitCode !== 0),
      container,
      ...(exec === undefined && { change: { is: 'container' as const, id: container, state, name: owner?.name ?? '', image: owner?.image ?? '' } }),
    });
    if (state === 'removed' && exec === undefined) this.#containers.delete(container);
  }

  #transfer({ reference, digest, state, bytes }: TransferEvent): void {
    const short = digest.replace(/^(sha256:[0-9a-f]{12}).*/, '$1');
    const words: Record<TransferEvent['state'], string> = {
      manifest: `Pull ${reference}: manifest ${short}`,
      exists: `Layer ${short} is here already`,
      downloading: `Layer ${short} comes from the registry, ${formatBytes(bytes)}`,
      verified: `Layer ${short} is verified: its bytes have that digest`,
      extracted: `Layer ${short} is unpacked`,
      uploading: `Layer ${short} is offered to the registry, ${formatBytes(bytes)}`,
      present: `Layer ${short}: the registry has it already`,
      mounted: `Layer ${short}: the registry takes it over from another repository`,
      pushed: `Layer ${short} went to the registry, ${formatBytes(bytes)}`,
      published: `Push ${reference}: the name stands for manifest ${short} now`,
      failed: `Layer ${short} failed`,
    };
    const pushed = pushStates.has(state);
    const asked = [...this.#requests.values()].find(({ event }) => transfers(event, reference, pushed));
    if (asked) this.#transfers.set(reference, asked.command);
    this.#say({
      kind: 'transfer',
      command: this.#transfers.get(reference) ?? 0,
      text: words[state] ?? `Layer ${short}: ${state}`,
      from: pushed ? 'daemon' : 'registry',
      to: pushed ? 'registry' : state === 'extracted' || state === 'exists' ? 'images' : 'daemon',
      failed: state === 'failed',
      change: { is: 'transfer', reference, digest, state, bytes },
    });
  }

  #buildStep(event: BuildStepEvent): void {
    const command = this.#builds.get(event.request) ?? 0;
    this.#building = event.state === 'started' ? command : 0;
    this.#say({ ...sayBuildStep(event), command });
  }

  #stepMode(armed: boolean, why: string): void {
    const off = why === 'time' ? 'Step mode is off: a stop was forgotten, and everything goes on' : 'Step mode is off';
    this.#say({ kind: 'note', text: armed ? 'Step mode is on: the daemon stops for the next command' : off, failed: why === 'time' });
  }

  #stop({ stop, before }: StopEvent): void {
    const task = 'task' in before ? this.#tasks.get(before.task) : undefined;
    const index = 'index' in before ? before.index : -1;
    const step = task?.plan[index];
    const asked = 'request' in before ? this.#requests.get(before.request) : undefined;
    const command = task?.command ?? asked?.command ?? 0;
    const what =
      'request' in before
        ? asked
          ? `it serves ${asked.event.method} ${shortenIds(bare(asked.event.path))}`
          : 'it serves a request'
        : step
          ? `step ${index + 1}: ${shortenIds(systemCall(step))}`
          : `step ${index + 1}`;
    this.#stops.set(stop, command);
    this.#say({
      kind: 'stop',
      command,
      text: `The daemon waits before ${what}`,
      container: task?.container ?? '',
      change: { is: 'stop', stop, task: 'task' in before ? before.task : '', index },
    });
  }

  #go(stop: number, why: string): void {
    const command = this.#stops.get(stop) ?? 0;
    this.#stops.delete(stop);
    this.#say({
      kind: 'go',
      command,
      text: why === 'time' ? 'Nobody answered: it goes on by itself' : 'It goes on',
      failed: why === 'time',
      change: { is: 'go', stop },
    });
  }

  /** The plan of a task, for whoever shows where it stands. */
  planOf(task: string): Plan {
    return this.#tasks.get(task)?.plan ?? [];
  }

  #own(container: string, command: number): void {
    const known = this.#containers.get(container);
    this.#containers.set(container, { name: known?.name ?? '', image: known?.image ?? '', command });
  }

  #openCreate(): number {
    return [...this.#requests.values()].find(({ event }) => bare(event.path).startsWith('/containers/create'))?.command ?? this.#building;
  }

  /** The latest request under way that changes something. */
  #openChange(): { readonly command: number } | undefined {
    return [...this.#requests.values()].findLast(({ event: { method, path } }) => method !== 'GET' && method !== 'HEAD' && !/\/(wait|attach)(\?|$)/.test(path));
  }

  /** A request under way that names this container. */
  #openFor(container: string): { readonly command: number } | undefined {
    const name = this.#containers.get(container)?.name;
    return [...this.#requests.values()].find(({ event }) => {
      const named = /^\/containers\/([^/?]+)/.exec(bare(event.path))?.[1];
      if (event.method === 'GET' || bare(event.path).includes('/wait') || named === undefined) return false;
      return (name !== undefined && name !== '' && named === name) || (/^[0-9a-f]{4,}$/.test(named) && container.startsWith(named));
    });
  }
}
