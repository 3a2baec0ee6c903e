import { withDefaultTag, type Reference } from '../../wire/reference.ts';
import { parse, tagged } from '../images/resolve.ts';

/** The name that `repo` and `tag` of a request ask for. @throws DaemonError bad-request */
export function wantedName(query: Readonly<Record<string, string>>): Reference | null {
  if (!query['repo']) return null;
  const repository = parse(query['repo']);
  return query['tag'] ? tagged(repository, query['tag']) : withDefaultTag(repository);
}
