/** What a daemon is asked about registries, but for pull and push. It is loaded when it is first asked for. */
import { json, type Route } from '../http/router.ts';
import { parse } from '../images/resolve.ts';
import { credentialsFrom, type AuthConfig } from './credentials.ts';
import type { Registries } from './registries.ts';

export function registryRoutes(registries: Registries): Route[] {
  return [
    {
      method: 'POST',
      path: '/auth',
      body: 'optional-json',
      handle: async ({ body }) => json(await (await import('./login.ts')).login(registries, body as AuthConfig | undefined)),
    },
    {
      method: 'GET',
      path: '/images/search',
      handle: async (request) => json(await (await import('./search.ts')).search(registries, request.query, credentialsFrom(request))),
    },
    {
      method: 'GET',
      path: '/distribution/{name...}/json',
      handle: async (request) =>
        json(await (await import('./describe.ts')).describe(registries, parse(request.params['name'] ?? ''), credentialsFrom(request))),
    },
    {
      method: 'GET',
      path: '/drydock/manifests/{name...}',
      handle: async (request) =>
        json(await (await import('./manifest.ts')).readManifests(registries, parse(request.params['name'] ?? ''), credentialsFrom(request))),
    },
  ];
}
