import { parseReference, type Reference } from '../wire/reference.ts';
import { registryAuth } from './credentials.ts';
import { query } from './client.ts';
import { text, type Context } from './command.ts';
import { showProgress, type Message } from './progress.ts';

export interface PullOptions {
  readonly all?: boolean;
  readonly quiet: boolean;
}

/** The name in full, as the daemon is asked for it. */
export const fullName = ({ domain, path }: Reference): string => `${domain}/${path}`;

/** Tells on `print` how the pull goes. @throws StreamFailure, ApiFailure, InvalidReference */
export async function pullImage(context: Context, name: string, { all = false, quiet }: PullOptions, fd = 1): Promise<void> {
  const { client, flags, sys } = context;
  const reference = parseReference(name);
  const tag = all ? '' : (reference.digest ?? reference.tag ?? 'latest');
  const path = `/images/create${query({ fromImage: fullName(reference), tag, platform: text(flags, 'platform') })}`;
  const messages = client.lines<Message>('POST', path, undefined, { 'X-Registry-Auth': await registryAuth(sys, reference.domain) });
  await showProgress(quiet ? { ...context, print: () => undefined } : context, messages, undefined, fd);
}
