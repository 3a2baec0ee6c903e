import { expect, test } from 'vitest';
import { parseSecret } from './secrets.ts';

const env = { TOKEN: 'x' };

test.each([
  ['id=a,src=/s', { id: 'a', file: '/s', env: '' }],
  ['type=file,id=a,source=/s', { id: 'a', file: '/s', env: '' }],
  ['id=a', { id: 'a', file: 'a', env: '' }],
  ['id=TOKEN', { id: 'TOKEN', file: '', env: 'TOKEN' }],
  ['id=a,env=TOKEN', { id: 'a', file: '', env: 'TOKEN' }],
  ['type=env,id=a,src=OTHER', { id: 'a', file: '', env: 'OTHER' }],
])('%s', (text, expected) => {
  expect(parseSecret(text, env)).toEqual(expected);
});

test.each([
  ['src=/s', 'secret missing ID'],
  ['id', "invalid field 'id' must be a key=value pair"],
  ['id=a,foo=b', "unexpected key 'foo' in 'foo=b'"],
  ['id=a,type=bad', 'unsupported secret type "bad"'],
])('%s is refused as buildx refuses it', (text, message) => {
  expect(() => parseSecret(text, env)).toThrow(message);
});
