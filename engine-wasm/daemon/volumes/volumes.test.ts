import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostConfig } from '../../api/containers.ts';
import { diskSys } from '../images/testing/disk-sys.ts';
import type { MountPoint } from '../runtime/rootfs-steps.ts';
import { mountsFor } from './mounts.ts';
import { anonymousLabel, Volumes } from './volumes.ts';

let root: string;
let volumes: Volumes;
let events: string[];
const sys = diskSys();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'volumes-'));
  events = [];
  volumes = new Volumes(sys, { emit: (_, action, id) => events.push(`${action} ${id}`) }, root);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('volumes', () => {
  test('are made once, found, listed by name and removed', () => {
    volumes.create('two', { a: 'b' });
    volumes.create('one', null);
    expect(volumes.create('two', { c: 'd' }).Labels).toEqual({ a: 'b' });
    expect(volumes.list().map(({ Name }) => Name)).toEqual(['one', 'two']);
    volumes.remove('one');
    expect(() => volumes.find('one')).toThrow('get one: no such volume');
    expect(events).toEqual(['create two', 'create one', 'destroy one']);
  });

  test('a directory that is none is passed over', () => {
    mkdirSync(join(root, 'stray'));
    expect(volumes.list()).toEqual([]);
  });

  test('without a name are marked so', () => {
    expect(volumes.createAnonymous().Labels).toEqual({ [anonymousLabel]: '' });
  });

  test.each([
    ['x', 'create x: volume name is too short, names should be at least two alphanumeric characters'],
    ['a!', 'create a!: "a!" includes invalid characters for a local volume name'],
    ['../up', 'create ../up: "../up" includes invalid characters for a local volume name'],
  ])('%s is refused', (name, message) => {
    expect(() => volumes.create(name, null)).toThrow(message);
  });
});

describe('mounts', () => {
  const others: Record<string, readonly MountPoint[]> = {};
  const mounts = (host: HostConfig, declared: readonly string[] = []): readonly MountPoint[] =>
    mountsFor({ volumes, files: sys.files, mountsOf: (name) => others[name] ?? [] }, host, declared);

  test('come from -v, --mount, --tmpfs and the image, each place once', () => {
    const made = mounts(
      {
        Binds: ['data:/data:ro', `${root}:/host`],
        Mounts: [
          { Type: 'volume', Source: 'cache', Target: '/cache', VolumeOptions: { NoCopy: true } },
          { Type: 'tmpfs', Target: '/run', TmpfsOptions: { SizeBytes: 1024, Mode: 0o700 } },
        ],
        Tmpfs: { '/tmp': 'size=1m' },
      },
      ['/data', '/log'],
    );
    expect(made).toMatchObject([
      { type: 'volume', name: 'data', destination: '/data', readOnly: true, copyUp: true, mode: 'ro' },
      { type: 'bind', source: root, destination: '/host', mode: '' },
      { type: 'volume', name: 'cache', destination: '/cache', copyUp: false },
      { type: 'tmpfs', destination: '/run', options: 'size=1024,mode=700', isListed: true },
      { type: 'tmpfs', destination: '/tmp', options: 'size=1m' },
      { type: 'volume', destination: '/log', isAnonymous: true, copyUp: true, mode: '' },
    ]);
  });

  test('of another container are taken over, read-only where asked, and one’s own go before them', () => {
    others['other'] = mounts({ Binds: ['one:/one', 'two:/two'], Tmpfs: { '/t': '' } });
    expect(mounts({ VolumesFrom: ['other:ro'], Binds: ['mine:/two'] })).toMatchObject([
      { name: 'one', destination: '/one', readOnly: true, copyUp: false },
      { name: 'mine', destination: '/two', readOnly: false },
    ]);
  });

  // Recorded from a real engine.
  test.each([
    [{ Mounts: [{ Type: 'bind', Source: '/nosuch', Target: '/x' }] }, 'invalid mount config for type "bind": bind source path does not exist: /nosuch'],
    [{ Mounts: [{ Type: 'volume', Target: 'x' }] }, `invalid mount config for type "volume": invalid mount path: 'x' mount path must be absolute`],
    [{ Mounts: [{ Type: 'x', Target: '' }] }, 'invalid mount config for type "x": field Target must not be empty'],
    [{ Mounts: [{ Type: 'foo', Target: '/x' }] }, 'invalid mount config for type "foo": mount type unknown'],
    [{ Mounts: [{ Type: 'tmpfs', Source: '/y', Target: '/x' }] }, 'invalid mount config for type "tmpfs": field Source must not be specified'],
    [{ Tmpfs: { rel: '' } }, "invalid mount path: 'rel' mount path must be absolute"],
    [{ Tmpfs: { '/x': 'foo=1' } }, 'invalid tmpfs option "foo"'],
    [{ VolumesFrom: ['other:zz'] }, 'invalid mode: zz'],
    [{ Binds: ['aa:/x', 'bb:/x'] }, 'Duplicate mount point: /x'],
  ])('%j is refused', (host, message) => {
    expect(() => mounts(host)).toThrow(message);
  });
});
