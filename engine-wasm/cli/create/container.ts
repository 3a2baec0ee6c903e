/** Creates a container; what it is made from is pulled first where it is missing, or where that is asked for. */
import type { FullCreateRequest } from '../../api/create-request.ts';
import { ApiFailure, query } from '../client.ts';
import { isSet, Refusal, text, type Context } from '../command.ts';
import { createRequest } from './request.ts';

/** As `run` and `create` refuse what they cannot make sense of. */
export function refusal(name: string, message: string, code = 125): Refusal {
  return new Refusal(`docker: ${message}\n\nRun 'docker ${name} --help' for more information`, code);
}

/** @throws Refusal */
export async function prepareRequest({ sys, flags, args, name }: Context): Promise<FullCreateRequest> {
  try {
    return await createRequest(sys, flags, args);
  } catch (error) {
    throw refusal(name, (error as Error).message);
  }
}

/** Most names are plain ones, for which the grammar need not be loaded. @throws InvalidReference */
async function fullNameOf(image: string): Promise<string> {
  if (/^[a-z0-9]+$/.test(image) && image.length < 64) return `${image}:latest`;
  const { familiarString, parseReference, withDefaultTag } = await import('../../wire/reference.ts');
  return /^[0-9a-f]{64}$/.test(image) ? image : familiarString(withDefaultTag(parseReference(image)));
}

async function pull(context: Context, image: string): Promise<void> {
  const { pullImage } = await import('../pull-image.ts');
  await pullImage({ ...context, print: context.printError }, image, { quiet: isSet(context.flags, 'quiet') }, 2);
}

function cidFile({ sys, flags }: Context): (id: string) => void {
  const path = text(flags, 'cidfile');
  if (path === '') return () => undefined;
  if (sys.files.exists(path)) throw new Error(`container ID file found, make sure the other container isn't running or delete ${path}`);
  return (id) => sys.files.writeAtomic(path, id);
}

interface Created {
  readonly Id: string;
  readonly Warnings?: readonly string[] | null;
}

/** The container's id. @throws Refusal, ApiFailure, StreamFailure, InvalidReference */
export async function createContainer(context: Context, request?: FullCreateRequest): Promise<string> {
  const { client, flags, args, printError } = context;
  const body = request ?? (await prepareRequest(context));
  const writeId = cidFile(context);
  const image = args[0] as string;
  const policy = text(flags, 'pull') || 'missing';
  if (!/^(always|missing|never)$/.test(policy)) throw new Error(`invalid pull option: '${policy}': must be one of "always", "missing" or "never"`);
  const fullName = await fullNameOf(image);
  const post = (): Promise<Created> =>
    client.json('POST', `/containers/create${query({ name: text(flags, 'name'), platform: text(flags, 'platform') })}`, body);
  if (policy === 'always') await pull(context, image);
  const created = await post().catch(async (error: unknown) => {
    const isMissing = error instanceof ApiFailure && error.status === 404 && error.message.startsWith('No such image');
    if (!isMissing || policy !== 'missing') throw error;
    printError(`Unable to find image '${fullName}' locally\n`);
    await pull(context, image);
    return post();
  });
  for (const warning of created.Warnings ?? []) printError(`WARNING: ${warning}\n`);
  writeId(created.Id);
  return created.Id;
}
