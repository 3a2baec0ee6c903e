/** `POST /auth`: whether a registry takes these credentials. Nothing is kept: the client keeps them. */
import { badRequest, DaemonError } from '../errors.ts';
import { credentialsOf, domainOf, type AuthConfig } from './credentials.ts';
import { refusalOf } from './refusal.ts';
import type { Registries } from './registries.ts';

/** @throws DaemonError */
export async function login(registries: Registries, auth: AuthConfig | undefined): Promise<{ readonly Status: string; readonly IdentityToken: string }> {
  if (!auth) throw new DaemonError('internal', 'EOF');
  const credentials = credentialsOf(auth);
  if (!credentials) throw badRequest('no username specified');
  const session = registries.forLogin(domainOf(auth.serveraddress ?? ''), credentials);
  const url = `${session.endpoint.base}/v2/`;
  const connection = await session.connect();
  try {
    const response = await session.request(connection, { method: 'GET', target: '/v2/' });
    if (response.status !== 200) throw await refusalOf(response, url);
    return { Status: 'Login Succeeded', IdentityToken: '' };
  } catch (error) {
    if (!(error instanceof DaemonError) || error.kind !== 'unauthorized') throw error;
    throw new DaemonError('unauthorized', `Get "${url}": ${error.message}`);
  } finally {
    connection.http.close();
  }
}
