import { clientFacts } from '../client-version.ts';
import { text, type Command } from '../command.ts';

interface Component {
  readonly Name: string;
  readonly Version: string;
  readonly Details?: Readonly<Record<string, string>> | null;
}

interface Server {
  readonly Platform: { readonly Name: string };
  readonly Components?: readonly Component[];
  readonly Version: string;
}

const row = (indent: string, name: string, value: string): string => `${indent}${`${name}:`.padEnd(18)} ${value}\n`;

function clientText(): string {
  const { Version, ApiVersion, GitCommit, Os, Arch, Context } = clientFacts;
  const rows = { Version, 'API version': ApiVersion, 'Git commit': GitCommit, 'OS/Arch': `${Os}/${Arch}`, Context };
  return `Client: Drydock\n${Object.entries(rows)
    .map(([name, value]) => row(' ', name, value))
    .join('')}`;
}

/** The engine's own facts have names of old; another component's are told as they come. */
function componentText({ Name, Version, Details }: Component): string {
  const { ApiVersion = '', MinAPIVersion = '', GoVersion = '', GitCommit = '', BuildTime = '', Os = '', Arch = '', Experimental = 'false' } = Details ?? {};
  const engine = {
    'API version': `${ApiVersion} (minimum version ${MinAPIVersion})`,
    'Go version': GoVersion,
    'Git commit': GitCommit,
    Built: BuildTime,
    'OS/Arch': `${Os}/${Arch}`,
    Experimental,
  };
  const told = Object.entries(Name === 'Engine' ? engine : (Details ?? {})).filter(
    ([name, value]) => Name !== 'Engine' || name === 'Experimental' || !/^(|none)$/.test(value),
  );
  return ` ${Name}:\n${row('  ', 'Version', Version)}${told.map(([name, value]) => row('  ', name, value)).join('')}`;
}

function serverText({ Platform, Components = [] }: Server): string {
  return `\nServer:${Platform.Name === '' ? '' : ` ${Platform.Name}`}\n${Components.map(componentText).join('')}`;
}

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -f, --format string   Format output using a custom template (object)
`,
  args: [0, 0],
  async run(context) {
    const { client, flags, print } = context;
    const format = text(flags, 'format');
    let server: Server | null = null;
    let problem: Error | null = null;
    try {
      server = await client.json<Server>('GET', '/version');
    } catch (error) {
      problem = error as Error;
    }
    if (format === '') print(clientText() + (server ? serverText(server) : ''));
    else (await import('../format/object.ts')).printObject(context, format, { Client: clientFacts, Server: server }, 'system.versionInfo', 'version');
    if (problem) throw problem;
    return 0;
  },
};
