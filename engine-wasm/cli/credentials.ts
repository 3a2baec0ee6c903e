/** Names and passwords for registries, kept in the client's configuration file as Docker's client does without a helper program. */
import type { Sys } from '../sys/sys.ts';
import { fromBase64, toBase64 } from './base64.ts';

export const defaultServer = 'https://index.docker.io/v1/';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface ConfigFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
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

/** The key in the file: Docker's own registry has one of long ago. */
const serverOf = (domain: string): string => (domain === 'docker.io' || domain === '' ? defaultServer : domain);

export function findCredentials(sys: Sys, server: string): Credentials | null {
  const auth = readConfig(sys).auths?.[server]?.auth;
  if (auth === undefined) return null;
  const [, username = '', password = ''] = /^([^:]*):([^]*)$/.exec(fromBase64(auth)) ?? [];
  return { username, password };
}

export function saveCredentials(sys: Sys, server: string, { username, password }: Credentials): void {
  const config = readConfig(sys);
  writeConfig(sys, { ...config, auths: { ...config.auths, [server]: { auth: toBase64(`${username}:${password}`) } } });
}

export function forgetCredentials(sys: Sys, server: string): void {
  const config = readConfig(sys);
  const auths = Object.entries(config.auths ?? {}).filter(([name]) => name !== server);
  writeConfig(sys, { ...config, auths: Object.fromEntries(auths) });
}

/** The header's value with which the daemon asks the registry: JSON in URL-safe base64 (API, "Authentication"). */
export function registryAuth(sys: Sys, domain: string): string {
  const server = serverOf(domain);
  const found = findCredentials(sys, server);
  return toBase64(JSON.stringify(found ? { ...found, serveraddress: server } : {}), true);
}

/** All of them, for a build whose images may come from anywhere (API, `X-Registry-Config`). */
export function registryAuths(sys: Sys): string {
  const servers = Object.keys(readConfig(sys).auths ?? {});
  return toBase64(JSON.stringify(Object.fromEntries(servers.map((server) => [server, findCredentials(sys, server)]))), true);
}
