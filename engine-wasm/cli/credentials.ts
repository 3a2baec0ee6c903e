/** Names and passwords for registries: with a helper program where the configuration names one (`credsStore`), in the configuration file itself without. */
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { Refusal } from './command.ts';

export const defaultServer = 'https://index.docker.io/v1/';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface ConfigFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  /** The helper's name after `docker-credential-`. */
  readonly credsStore?: string;
}

function directory(sys: Sys): string {
  return sys.processes.env['DOCKER_CONFIG'] || `${sys.processes.env['HOME'] || '/root'}/.docker`;
}

export const configPath = (sys: Sys): string => `${directory(sys)}/config.json`;

function readConfig(sys: Sys): ConfigFile {
  return sys.files.exists(configPath(sys)) ? (JSON.parse(sys.files.readText(configPath(sys))) as ConfigFile) : {};
}

function writeConfig(sys: Sys, config: ConfigFile): void {
  sys.files.mkdirAll(directory(sys), 0o700);
  sys.files.writeAtomic(configPath(sys), JSON.stringify(config, null, '\t'), 0o600);
}

/** Whether passwords stay out of the configuration file. */
export const hasHelper = (sys: Sys): boolean => readConfig(sys).credsStore !== undefined;

/** Asks a helper, by its protocol: the verb is its argument, `input` its stdin. @throws Refusal with what it says */
async function askHelper(sys: Sys, store: string, verb: string, input: string): Promise<string> {
  const [source, sink] = sys.sockets.pipe();
  const [output, result] = sys.sockets.pipe();
  for (const fd of [source, result]) sys.sockets.setBlocking(fd, true);
  const program = `docker-credential-${store}`;
  const pid = sys.processes.spawn({ path: `/usr/bin/${program}`, argv: [program, verb], stdio: [source, result, 2] });
  for (const fd of [source, result]) sys.files.close(fd);
  const ended = sys.processes.wait(pid);
  const pipe = new FdStream(sys, sink);
  await pipe.write(new TextEncoder().encode(input));
  pipe.close();
  const said = new FdStream(sys, output);
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await said.read(); bytes !== null; bytes = await said.read()) text += decoder.decode(bytes);
  said.close();
  if ((await ended) !== 0) throw new Refusal(`error getting credentials - err: exit status 1, out: \`${text.trim()}\``);
  return text;
}

/** The key in the file: Docker's own registry has one of long ago. */
const serverOf = (domain: string): string => (domain === 'docker.io' || domain === '' ? defaultServer : domain);

export async function findCredentials(sys: Sys, server: string): Promise<Credentials | null> {
  const { auths = {}, credsStore } = readConfig(sys);
  const found = Object.hasOwn(auths, server) ? auths[server] : undefined;
  if (!found) return null;
  if (credsStore !== undefined && found.auth === undefined) {
    const { Username, Secret } = JSON.parse(await askHelper(sys, credsStore, 'get', server)) as { Username: string; Secret: string };
    return { username: Username, password: Secret };
  }
  const [, username = '', password = ''] = /^([^:]*):([^]*)$/.exec(fromBase64(found.auth ?? '')) ?? [];
  return { username, password };
}

/** With a helper the file only says that there are some. */
export async function saveCredentials(sys: Sys, server: string, { username, password }: Credentials): Promise<void> {
  const config = readConfig(sys);
  const { credsStore } = config;
  if (credsStore !== undefined) await askHelper(sys, credsStore, 'store', JSON.stringify({ ServerURL: server, Username: username, Secret: password }));
  const entry = credsStore === undefined ? { auth: toBase64(`${username}:${password}`) } : {};
  writeConfig(sys, { ...config, auths: { ...config.auths, [server]: entry } });
}

export async function forgetCredentials(sys: Sys, server: string): Promise<void> {
  const config = readConfig(sys);
  if (config.credsStore !== undefined) await askHelper(sys, config.credsStore, 'erase', server);
  const auths = Object.entries(config.auths ?? {}).filter(([name]) => name !== server);
  writeConfig(sys, { ...config, auths: Object.fromEntries(auths) });
}

/** The header's value with which the daemon asks the registry: JSON in URL-safe base64 (API, "Authentication"). */
export async function registryAuth(sys: Sys, domain: string): Promise<string> {
  const server = serverOf(domain);
  const found = await findCredentials(sys, server);
  return toBase64(JSON.stringify(found ? { ...found, serveraddress: server } : {}), true);
}

/** All of them, for a build whose images may come from anywhere (API, `X-Registry-Config`). */
export async function registryAuths(sys: Sys): Promise<string> {
  const all: Record<string, Credentials | null> = {};
  for (const server of Object.keys(readConfig(sys).auths ?? {})) all[server] = await findCredentials(sys, server);
  return toBase64(JSON.stringify(all), true);
}
