import type { Command } from '../command.ts';
import { noContext } from '../contexts.ts';
import { inspectEach } from '../inspect.ts';

export const command: Command = {
  usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
  options: `
  -f, --format string   Format output using a custom template (object)
`,
  args: [0, Infinity],
  run(context) {
    const { client, sys, args } = context;
    const value = {
      Name: 'default',
      Metadata: {},
      Endpoints: { docker: { Host: client.host, SkipTLSVerify: false } },
      TLSMaterial: {},
      Storage: { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' },
    };
    return inspectEach({ ...context, args: args.length > 0 ? args : ['default'] }, (name) =>
      name === 'default' ? Promise.resolve({ value }) : Promise.reject(new Error(noContext(sys, name))),
    );
  },
};
