/** `docker build --secret`: sent beside the build, in a session of its own (daemon/build/secrets.ts): the classic API carries none. */
import { O_RDONLY } from '../../sys/constants.ts';
import type { Sys } from '../../sys/sys.ts';
import { bodyOf } from '../tar/write.ts';
import { list, Refusal, type Context } from '../command.ts';

interface Secret {
  readonly id: string;
  /** One of the two is set. */
  readonly file: string;
  readonly env: string;
}

/** Bytes, as with BuildKit. */
const mostBytes = 500 * 1024;

/** `id=…[,src=…|,env=…][,type=file|env]`. @throws Error with buildx's texts */
export function parseSecret(text: string, env: Readonly<Record<string, string>>): Secret {
  const given: Record<string, string> = {};
  for (const field of text.split(',')) {
    const equals = field.indexOf('=');
    if (equals < 0) throw new Error(`invalid field '${field}' must be a key=value pair`);
    const [key, value] = [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
    if (!['type', 'id', 'source', 'src', 'env'].includes(key)) throw new Error(`unexpected key '${key}' in '${field}'`);
    if (key === 'type' && value !== 'file' && value !== 'env') throw new Error(`unsupported secret type ${JSON.stringify(value)}`);
    given[key === 'src' ? 'source' : key] = value;
  }
  const { id = '', source = '', type } = given;
  if (id === '') throw new Error('secret missing ID');
  const isVariable = type === 'env' || given['env'] !== undefined || (source === '' && env[id] !== undefined);
  return isVariable ? { id, file: '', env: given['env'] || source || id } : { id, file: source || id, env: '' };
}

function readFile({ files }: Sys, { id, file }: Secret): Uint8Array {
  if (!files.exists(file)) throw new Refusal(`failed to stat ${file}: stat ${file}: no such file or directory`);
  const { size } = files.stat(file);
  if (size > mostBytes) throw new Refusal(`secret ${id} too big. max size 500KiB`);
  const content = new Uint8Array(size);
  const fd = files.open(file, O_RDONLY);
  let at = 0;
  for (let got = -1; at < size && got !== 0; at += got) got = files.read(fd, content.subarray(at));
  files.close(fd);
  return content.subarray(0, at);
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(content);
}

/** Returns the session's name; empty when there are no secrets. @throws Refusal */
export async function sendSecrets({ sys, client, flags }: Context): Promise<string> {
  const { env } = sys.processes;
  const secrets = list(flags, 'secret').map((text) => parseSecret(text, env));
  if (secrets.length === 0) return '';
  const contents = secrets.map((secret) => (secret.env === '' ? readFile(sys, secret) : new TextEncoder().encode(env[secret.env] ?? '')));
  const session = sys.hashing.randomHex(16);
  for (const [i, { id }] of secrets.entries()) {
    const body = bodyOf(once(contents[i] as Uint8Array));
    await client.done('PUT', `/drydock/sessions/${session}/secrets/${encodeURIComponent(id)}`, body);
  }
  return session;
}

/** `--ssh`. @throws Refusal: no agent can be reached from here */
export function refuseAgents({ sys, flags }: Context): void {
  const [given] = list(flags, 'ssh');
  if (given === undefined) return;
  const [id = '', path = ''] = given.split('=', 2);
  if (path === '' && !sys.processes.env['SSH_AUTH_SOCK'])
    throw new Refusal(`failed to convert agent config {${id} [] false}: invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set`);
  throw new Refusal('SSH agents are not forwarded: the API that this engine builds with does not carry them');
}
