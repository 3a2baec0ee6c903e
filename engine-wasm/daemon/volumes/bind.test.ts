import { expect, test } from 'vitest';
import { parseBind } from './bind.ts';

test.each([
  ['/data', { kind: 'anonymous', source: '', destination: '/data', readOnly: false, copyUp: true }],
  ['/a:/b', { kind: 'bind', source: '/a', destination: '/b', readOnly: false, copyUp: false }],
  ['/a:/b:ro', { kind: 'bind', mode: 'ro', readOnly: true }],
  ['vol:/b:ro,nocopy', { kind: 'volume', source: 'vol', mode: 'ro,nocopy', readOnly: true, copyUp: false }],
])('%s', (text, bind) => {
  expect(parseBind(text)).toMatchObject(bind);
});

// Recorded from a real engine.
test.each([
  ['/a:/b:zz', 'invalid mode: zz'],
  ['/a:/b:c:d', "invalid volume specification: '/a:/b:c:d'"],
  ['/tmp:/', `invalid volume specification: '/tmp:/': invalid mount config for type "bind": invalid specification: destination can't be '/'`],
  ['rel:path', `invalid volume specification: 'rel:path': invalid mount config for type "volume": invalid mount path: 'path' mount path must be absolute`],
])('%s is refused', (text, message) => {
  expect(() => parseBind(text)).toThrow(message);
});
