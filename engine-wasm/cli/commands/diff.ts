import { Refusal, type Command } from '../command.ts';

interface Change {
  readonly Path: string;
  /** 0 changed, 1 added, 2 deleted. */
  readonly Kind: number;
}

export const command: Command = {
  usage: 'CONTAINER',
  args: [1, 1],
  async run({ client, args: [name = ''], print }) {
    if (name === '') throw new Refusal('Container name cannot be empty');
    const changes = (await client.json<Change[] | null>('GET', `/containers/${name}/changes`)) ?? [];
    print(changes.map(({ Kind, Path }) => `${'CAD'[Kind] ?? '?'} ${Path}\n`).join(''));
    return 0;
  },
};
