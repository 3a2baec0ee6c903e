import type { AgentRequest, AgentResponse } from '../api/link.ts';
import type { Sys } from '../sys/sys.ts';
import { readLines } from '../wire/http/client.ts';
import type { LinkStream } from '../wire/link/mux.ts';

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function usage({ files }: Sys): AgentResponse {
  const memory = files.readText('/proc/meminfo');
  const bytes = (name: string): number => Number(new RegExp(`${name}: +(\\d+)`).exec(memory)?.[1] ?? 0) * 1024;
  const [, user, nice, system, , , irq, softirq] = files.readText('/proc/stat').split(/\s+/, 8).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ticksPerSecond = 100;
  const uptimeMs = Number(files.readText('/proc/uptime').split(' ')[0]) * 1000;
  return {
    kind: 'usage',
    memoryTotal: bytes('MemTotal'),
    memoryAvailable: bytes('MemAvailable'),
    cpuMs: ((user + nice + system + irq + softirq) * 1000) / ticksPerSecond,
    uptimeMs,
  };
}

function answer(sys: Sys, request: AgentRequest): AgentResponse {
  switch (request.kind) {
    case 'resume':
      sys.clock.set(request.timeMs);
      sys.clock.addEntropy(fromHex(request.entropy));
      return { kind: 'ok' };
    case 'usage':
      return usage(sys);
    case 'quiesce':
      sys.files.writeExisting('/proc/sys/vm/drop_caches', '3');
      return { kind: 'ok' };
  }
}

/** Answers the host's requests, one line each. */
export async function serveAgent(sys: Sys, stream: LinkStream): Promise<void> {
  const encoder = new TextEncoder();
  for await (const line of readLines(stream)) {
    let response: AgentResponse;
    try {
      response = answer(sys, JSON.parse(line) as AgentRequest);
    } catch (error) {
      response = { kind: 'error', message: (error as Error).message };
    }
    await stream.write(encoder.encode(`${JSON.stringify(response)}\n`));
  }
  stream.close();
}
