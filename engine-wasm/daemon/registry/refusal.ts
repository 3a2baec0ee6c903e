/** What a registry's refusal becomes: Docker's error, with the registry's own words in it. */
import { readText, type HttpResponse } from '../../wire/http/client.ts';
import { familiarName, familiarString, type Reference } from '../../wire/reference.ts';
import { DaemonError, notFound, type ErrorKind } from '../errors.ts';
import { parseChallenge } from './challenge.ts';

interface RegistryError {
  readonly code: string;
  readonly message: string;
}

function parseErrors(text: string): readonly RegistryError[] {
  try {
    return (JSON.parse(text) as { errors?: readonly RegistryError[] }).errors ?? [];
  } catch {
    return [];
  }
}

/** A token that is not enough is a denial, whatever else is said (distribution's HandleErrorResponse). */
function firstError({ status, headers }: HttpResponse, text: string): RegistryError | undefined {
  if (status === 401 && parseChallenge(headers.get('www-authenticate'))?.parameters['error'] === 'insufficient_scope')
    return { code: 'DENIED', message: 'requested access to the resource is denied' };
  return parseErrors(text)[0];
}

function inWords({ code, message }: RegistryError): string {
  return `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`;
}

const kinds: Readonly<Record<string, ErrorKind>> = { DENIED: 'forbidden', UNAUTHORIZED: 'unauthorized' };

/** `url` is what was asked for. */
export async function refusalOf(response: HttpResponse, url: string): Promise<DaemonError> {
  const error = firstError(response, await readText(response));
  if (error) return new DaemonError(kinds[error.code] ?? 'internal', inWords(error));
  return new DaemonError('internal', `received unexpected HTTP status: ${response.status} for ${url}`);
}

/** moby's translatePullError. */
export async function pullRefusal(response: HttpResponse, reference: Reference): Promise<DaemonError> {
  const error = firstError(response, await readText(response));
  if (!error) return new DaemonError('internal', `received unexpected HTTP status: ${response.status}`);
  const said = inWords(error);
  if (error.code === 'DENIED')
    return notFound(`pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ${said}`);
  if (error.code === 'MANIFEST_UNKNOWN') return notFound(`manifest for ${familiarString(reference)} not found: ${said}`);
  if (error.code === 'NAME_UNKNOWN') return notFound(`repository ${familiarName(reference)} not found: ${said}`);
  return new DaemonError('internal', said);
}
