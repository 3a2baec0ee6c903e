import { expect, test } from 'vitest';
import type { RequestEvent } from '../../../../engine-wasm/api/trace.ts';
import { asCurl, commandFor, shellWord } from './four-ways.ts';

const id = '0a'.repeat(32);
const request = (method: string, path: string, body?: unknown): RequestEvent => ({
  seq: 1,
  time: 1,
  kind: 'request',
  request: 1,
  method,
  path,
  client: { pid: 1, argv: [] },
  agent: '',
  ...(body !== undefined && { body }),
});
const create = request('POST', '/containers/create', { Image: 'busybox', Cmd: ['echo', "it's"], AttachStdout: true, HostConfig: { AutoRemove: true } });
const detached = request('POST', '/containers/create?name=web', {
  Image: 'httpd',
  Env: ['A=b c'],
  HostConfig: { Binds: ['data:/srv'], NetworkMode: 'default', PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
});

test.each([
  [[request('POST', `/containers/${id}/stop?t=5`)], 'docker stop -t 5 0a0a0a0a0a0a'],
  [[request('DELETE', '/v1.51/containers/web?force=1&v=1')], 'docker rm -f -v web'],
  [[request('DELETE', '/images/busybox%3Alatest')], 'docker rmi busybox:latest'],
  [[request('POST', '/images/create?fromImage=busybox&tag=latest')], 'docker pull busybox:latest'],
  [[request('POST', '/volumes/create', { Name: 'data' })], 'docker volume create data'],
  [[request('POST', '/networks/n/connect', { Container: 'web' })], 'docker network connect n web'],
  [[request('DELETE', '/networks/n')], 'docker network rm n'],
  [[request('POST', '/containers/a/rename?name=b')], 'docker rename a b'],
  [[create], String.raw`docker create --rm busybox echo 'it'\''s'`],
  [[create, request('POST', `/containers/${id}/start`)], String.raw`docker run --rm busybox echo 'it'\''s'`],
  [[detached, request('POST', '/containers/web/start')], `docker run -d --name web -e 'A=b c' -p 8080:80 -v data:/srv httpd`],
  [[request('GET', `/containers/${id}/json`), request('GET', `/containers/${id}/logs?stdout=1&follow=1&tail=20`)], 'docker logs -f -n 20 0a0a0a0a0a0a'],
  [[request('GET', '/v1.51/containers/json?all=1')], 'docker ps -a'],
  [[request('GET', '/images/a/b%3A1/json')], 'docker image inspect a/b:1'],
  [[request('GET', '/networks')], 'docker network ls'],
  [[request('GET', '/networks/n')], 'docker network inspect n'],
  [[request('GET', '/info')], 'docker info'],
  [[request('GET', '/events')], ''],
])('what was asked is typed as %#', (requests, command) => expect(commandFor(requests)).toBe(command));

test('a request is said with curl', () =>
  expect(asCurl(request('POST', '/containers/create?name=a', { Image: 'x' }))).toBe(
    `curl --unix-socket /var/run/docker.sock -X POST -H 'Content-Type: application/json' -d '{"Image":"x"}' 'http://localhost/containers/create?name=a'`,
  ));

test.each([
  [['docker', 'build', '-t', 'a', '/my site'], `tar -c -C '/my site' . | curl`],
  [[], 'cat context.tar | curl'],
])('a build of %j has its folder sent with it', (argv, start) => {
  const said = asCurl({ ...request('POST', '/v1.51/build?t=a'), client: { pid: 9, argv } });
  expect(said.startsWith(start)).toBe(true);
  expect(said.endsWith(`-X POST -H 'Content-Type: application/x-tar' --data-binary @- 'http://localhost/v1.51/build?t=a'`)).toBe(true);
});

test('words that the shell would read are quoted', () => expect(['a b', 'plain', '$x'].map(shellWord)).toEqual(["'a b'", 'plain', "'$x'"]));
