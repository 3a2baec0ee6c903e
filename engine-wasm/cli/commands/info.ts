import type { Command } from '../command.ts';
import { binarySize } from '../output.ts';

type Info = Readonly<Record<string, string | number>> & { readonly RegistryConfig: { readonly Mirrors: readonly string[] } };

export const command: Command = {
  usage: 'docker info [OPTIONS]',
  flags: [],
  args: [0, 0],
  interspersed: true,
  async run({ client, print }) {
    const info = await client.json<Info>('GET', '/info');
    const lines = [
      'Server:',
      ` Containers: ${info['Containers']}`,
      `  Running: ${info['ContainersRunning']}`,
      `  Paused: ${info['ContainersPaused']}`,
      `  Stopped: ${info['ContainersStopped']}`,
      ` Images: ${info['Images']}`,
      ` Server Version: ${info['ServerVersion']}`,
      ` Storage Driver: ${info['Driver']}`,
      ` Logging Driver: ${info['LoggingDriver']}`,
      ` Cgroup Driver: ${info['CgroupDriver']}`,
      ` Cgroup Version: ${info['CgroupVersion']}`,
      ` Kernel Version: ${info['KernelVersion']}`,
      ` Operating System: ${info['OperatingSystem']}`,
      ` OSType: ${info['OSType']}`,
      ` Architecture: ${info['Architecture']}`,
      ` CPUs: ${info['NCPU']}`,
      ` Total Memory: ${binarySize(info['MemTotal'] as number)}`,
      ` Name: ${info['Name']}`,
      ` Docker Root Dir: ${info['DockerRootDir']}`,
      ' Registry Mirrors:',
      ...info.RegistryConfig.Mirrors.map((mirror) => `  ${mirror}`),
    ];
    print(`${lines.join('\n')}\n`);
    return 0;
  },
};
