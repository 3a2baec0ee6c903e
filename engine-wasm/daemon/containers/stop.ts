import { SIGKILL, signals } from '../../sys/constants.ts';
import { badRequest, conflict, DaemonError } from '../errors.ts';
import { isPaused, isRunning, type Container } from './container.ts';
import { waitersOf, type Engine } from './engine.ts';
import { resumeCgroup } from './pause.ts';
import { sendSignal } from './signal.ts';
import { startOnRequest } from './start.ts';

const defaultTimeoutSeconds = 10;
const killedMs = 5000;

/** By number or name, with or without SIG. @throws DaemonError bad-request `invalid signal: X` */
function signalNumber(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : signals[text.toUpperCase().replace(/^SIG/, '')];
  if (number === undefined || number < 1 || number > 64) throw badRequest(`invalid signal: ${text}`);
  return number;
}

function endOf(engine: Engine, container: Container): Promise<number> {
  return new Promise((resolve) => waitersOf(engine, container.id).exit.add(resolve));
}

function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function send(engine: Engine, container: Container, signal: number): void {
  sendSignal(engine, container, signal);
  engine.events.emit('container', 'kill', container.id, { ...engine.attributesOf(container), signal: String(signal) });
}

async function end(engine: Engine, container: Container, timeout: number | undefined): Promise<void> {
  const seconds = timeout ?? container.config.StopTimeout ?? defaultTimeoutSeconds;
  const ended = endOf(engine, container);
  if (isPaused(container)) resumeCgroup(engine, container);
  send(engine, container, signalNumber(container.config.StopSignal || 'TERM'));
  if (seconds < 0) await ended;
  else if (!(await within(ended, seconds * 1000))) await endNow(engine, container, ended);
  engine.events.emit('container', 'stop', container.id, engine.attributesOf(container));
}

async function endNow(engine: Engine, container: Container, ended: Promise<number>): Promise<void> {
  send(engine, container, SIGKILL);
  if (!(await within(ended, killedMs)))
    throw new DaemonError('internal', `cannot stop container: ${container.name}: tried to kill container, but did not receive an exit event`);
}

/** The stop signal, the grace period, SIGKILL. `timeout` in seconds; `undefined` = the container's or ten. */
export async function stopContainer(engine: Engine, container: Container, timeout: number | undefined): Promise<void> {
  container.stoppedByUser = true;
  if (container.state.restarting) {
    container.state.restarting = false;
    engine.containers.save(container);
    engine.events.emit('container', 'stop', container.id, engine.attributesOf(container));
    return;
  }
  if (!isRunning(container)) throw new DaemonError('not-modified', '');
  await end(engine, container, timeout);
}

/** With `--rm` too the container stays: it is not removed at the end that comes before the new start. */
export async function restartContainer(engine: Engine, container: Container, timeout: number | undefined, request: number): Promise<void> {
  container.state.restarting = false;
  if (isRunning(container)) {
    const { host } = container;
    container.stoppedByUser = true;
    container.host = { ...host, AutoRemove: false };
    await end(engine, container, timeout).finally(() => (container.host = host));
  }
  await startOnRequest(engine, container, request);
  engine.events.emit('container', 'restart', container.id, engine.attributesOf(container));
}

/** @throws DaemonError with Docker's texts; `name` is what the client called it. */
export function killContainer(engine: Engine, container: Container, name: string, signal: string): void {
  const number = ((): number => {
    try {
      return signalNumber(signal);
    } catch (error) {
      throw badRequest(`cannot kill container: ${name}: ${(error as Error).message}`);
    }
  })();
  if (!isRunning(container)) throw conflict(`cannot kill container: ${name}: container ${container.id} is not running`);
  // Any signal counts as a wish to end, except one beside a stop signal of the container's own (moby's ExitOnNext).
  const own = container.config.StopSignal;
  if (!own || number === SIGKILL || number === signalNumber(own)) container.stoppedByUser = true;
  send(engine, container, number);
}
