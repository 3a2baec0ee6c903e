/** A small `curl`: HTTP over a unix socket or TCP, for asking the daemon by hand. */
import { sys } from '../../sys/quickjs.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import { HttpConnection } from '../../wire/http/client.ts';
import { parseFlags } from '../flags.ts';

const options = `
  -d, --data string          Request body
  -H, --header list          Request header
  -i, --include              Show response headers
  -N, --no-buffer            No buffering (always so here)
  -X, --request string       Request method
  -s, --silent               No progress
      --unix-socket string   Connect through this Unix domain socket
`;

const encoder = new TextEncoder();

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
  const data = given['data'] as string | undefined;
  const headers = Object.fromEntries(
    ((given['header'] as readonly string[] | undefined) ?? []).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const type = data === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' };
  const method = (given['request'] as string | undefined) ?? (data === undefined ? 'GET' : 'POST');
  const response = await new HttpConnection(new FdStream(sys, fd), host).request({
    method,
    target: path,
    headers: { ...type, ...headers },
    ...(data === undefined ? {} : { body: data }),
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
