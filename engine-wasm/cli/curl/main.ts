/** A small `curl`: HTTP over a unix socket or TCP, for asking the daemon by hand. */
import { sys } from '../../sys/quickjs.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import { O_RDONLY } from '../../sys/constants.ts';
import { HttpConnection } from '../../wire/http/client.ts';
import type { Body } from '../../wire/http/message.ts';
import { parseFlags } from '../flags.ts';

const options = `
  -d, --data string          Request body
      --data-binary string   Request body, a file's as it is with @FILE, standard input's with @-
  -H, --header list          Request header
  -i, --include              Show response headers
  -N, --no-buffer            No buffering (always so here)
  -X, --request string       Request method
  -s, --silent               No progress
      --unix-socket string   Connect through this Unix domain socket
`;

const encoder = new TextEncoder();

/** What `--data` says, or `--data-binary`. @throws SysError for a file that cannot be opened */
function bodyOf({ data, 'data-binary': binary }: Readonly<Record<string, unknown>>): string | Body | undefined {
  if (typeof binary !== 'string' || !binary.startsWith('@')) return (binary ?? data) as string | undefined;
  return new FdStream(sys, binary === '@-' ? 0 : sys.files.open(binary.slice(1), O_RDONLY));
}

async function main(words: readonly string[]): Promise<number> {
  const { flags: given, args } = await parseFlags(options, words, true);
  const [, host = '', port = '80', path = '/'] = /^(?:http:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(args[0] ?? '') ?? [];
  if (host === '') throw new Error('usage: curl [--unix-socket PATH] [-X METHOD] [-d DATA] [-H HEADER] [-i] http://HOST[:PORT]/PATH');
  const socket = given['unix-socket'] as string | undefined;
  const known = sys.files
    .readText('/etc/hosts')
    .split('\n')
    .find((line) => line.split(/\s+/).slice(1).includes(host));
  const fd = socket === undefined ? await sys.sockets.connectTcp(known?.split(/\s+/)[0] ?? host, Number(port)) : sys.sockets.connectUnix(socket);
  const body = bodyOf(given);
  const headers = Object.fromEntries(
    ((given['header'] as readonly string[] | undefined) ?? []).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const type = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' };
  const method = (given['request'] as string | undefined) ?? (body === undefined ? 'GET' : 'POST');
  const response = await new HttpConnection(new FdStream(sys, fd), host).request({
    method,
    target: path,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const output = new FdStream(sys, 1);
  if (given['include'] === true)
    await output.write(encoder.encode(`HTTP/1.1 ${response.status}\r\n${[...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`));
  for (let bytes = await response.body.read(); bytes !== null; bytes = await response.body.read()) await output.write(bytes);
  return 0;
}

try {
  sys.processes.exit(await main(sys.processes.argv.slice(1)));
} catch (error) {
  console.error(`curl: ${(error as Error).message}`);
  sys.processes.exit(7);
}
