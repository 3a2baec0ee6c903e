import { signals } from '../../sys/constants.ts';
import type { Container } from './container.ts';
import type { Engine } from './engine.ts';

function nameOf(number: number): string {
  const name = Object.keys(signals).find((known) => signals[known] === number);
  return name === undefined ? String(number) : `SIG${name}`;
}

/** Has the monitor of a running container send its process a signal. */
export function sendSignal({ tasks, trace }: Engine, { id, state }: Container, number: number): void {
  tasks.get(id)?.signal(number);
  trace.emit({ kind: 'call', call: `kill(${state.pid}, ${nameOf(number)})`, durationMs: 0 });
}
