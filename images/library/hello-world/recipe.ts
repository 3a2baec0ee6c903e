import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/run.ts';
import type { Recipe } from '../lib/recipe.ts';
import { Tree } from '../lib/tree.ts';

const options = [
  '-static',
  '-nostdlib',
  '-Os',
  '-march=i686',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fno-pie',
  '-no-pie',
  '-Wl,--build-id=none',
  '-Wl,-z,noseparate-code',
  '-s',
];

async function compile(): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'hello-'));
  try {
    await run('i686-linux-gnu-gcc', [...options, join(import.meta.dirname, 'hello.c'), '-o', join(directory, 'hello')]);
    return await readFile(join(directory, 'hello'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Nothing of Debian is in it, so its date is ours. */
const created = Date.UTC(2026, 0, 1) / 1000;

export const helloWorld: Recipe = {
  name: 'hello-world',
  title: 'hello-world',
  description: 'One static program that prints what had to work for it to print',
  licenses: 'MIT',
  tags: ['linux'],
  packages: [],
  withDependencies: false,
  async assemble() {
    const tree = new Tree();
    tree.newest = created;
    tree.file('hello', await compile(), { mode: 0o755 });
    return {
      version: '1.0',
      created,
      steps: [{ createdBy: 'COPY hello / # hello.c, compiled without a C library', layer: tree }, { createdBy: 'CMD ["/hello"]' }],
      config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['/hello'], WorkingDir: '/' },
    };
  },
};
