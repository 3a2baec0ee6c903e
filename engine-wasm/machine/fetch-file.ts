import { MachineError } from './errors.ts';

/** A file by HTTP; `progress` is told the bytes so far. @throws MachineError download-failed */
export async function fetchFile(url: URL, progress: (bytes: number) => void): Promise<Uint8Array> {
  const name = url.pathname.split('/').pop() ?? '';
  const failed = (reason: string): MachineError => new MachineError('download-failed', `${name}: ${reason}`);
  const response = await fetch(url).catch((error: Error) => Promise.reject(failed(error.message)));
  if (!response.ok || !response.body) throw failed(`the server answered ${response.status} ${response.statusText}`.trim());
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: Error) => Promise.reject(failed(error.message)));
    if (done) break;
    parts.push(value);
    length += value.length;
    progress(length);
  }
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
