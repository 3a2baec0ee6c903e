import type { Command } from '../command.ts';

interface Version {
  readonly Platform: { readonly Name: string };
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion: string;
  readonly Os: string;
  readonly Arch: string;
  readonly KernelVersion: string;
}

export const command: Command = {
  usage: 'docker version [OPTIONS]',
  flags: [],
  args: [0, 0],
  interspersed: true,
  async run({ client, print }) {
    print('Client: Drydock CLI\n API version:       1.51\n OS/Arch:           linux/386\n Context:           default\n');
    const server = await client.json<Version>('GET', '/version');
    print(
      `\nServer: ${server.Platform.Name}\n Engine:\n  Version:          ${server.Version}\n  API version:      ${server.ApiVersion} (minimum version ${server.MinAPIVersion})\n  OS/Arch:          ${server.Os}/${server.Arch}\n  Kernel Version:   ${server.KernelVersion}\n`,
    );
    return 0;
  },
};
