import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHeadless, type Headless, type HeadlessOptions } from '../../engine-wasm/machine/node/headless.ts';
import type { RunShell } from './golden.ts';
import { shellFor } from './shell.ts';

/** A restored machine with its engine's socket bridged to this machine, and busybox pulled. */
export interface TestEngine {
  readonly machine: Headless['machine'];
  readonly socket: string;
  /** A shell command on this machine, with the real `docker` CLI pointed at the engine. */
  readonly run: RunShell;
  /** `docker ARGUMENTS`: its trimmed output; throws when it fails. */
  docker(command: string): Promise<string>;
  /** Runs a command in the machine's own shell and returns what its terminal showed. */
  inMachine(command: string): Promise<string>;
  stop(): Promise<void>;
}

/** From the snapshot, if the options do not say otherwise. */
export async function startEngine(options: HeadlessOptions = {}): Promise<TestEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-'));
  const socket = join(directory, 'docker.sock');
  const { machine, bridge, stop } = await startHeadless(options);
  await bridge(socket);
  const run = shellFor(socket);
  const docker = async (command: string): Promise<string> => {
    const { code, stdout, stderr } = await run(`docker ${command}`);
    if (code !== 0) throw new Error(`docker ${command}: ${stderr}`);
    return stdout.trim();
  };
  await docker('pull -q busybox');
  return {
    machine,
    socket,
    run,
    docker,
    async inMachine(command) {
      const session = await machine.openPty({ argv: ['/bin/sh', '-c', command], rows: 24, columns: 200 });
      const decoder = new TextDecoder();
      let text = '';
      for (let bytes = await session.stream.read(); bytes !== null; bytes = await session.stream.read()) text += decoder.decode(bytes, { stream: true });
      return text.replaceAll('\r\n', '\n');
    },
    async stop() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
