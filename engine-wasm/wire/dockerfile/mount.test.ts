import { expect, test } from 'vitest';
import { parseMount } from './mount.ts';

const same = (value: string): string => value;

test.each([
  ['target=/c', { type: 'bind', target: '/c', readOnly: true }],
  ['type=bind,dst=/c,rw', { target: '/c', readOnly: false }],
  ['type=bind,destination=/c,readonly=false,src=a,from=stage', { source: 'a', from: 'stage', readOnly: false }],
  ['type=cache,target=/c,sharing=locked,mode=0700,uid=1,gid=2,id=x', { sharing: 'locked', mode: 0o700, uid: 1, gid: 2, id: 'x', readOnly: false }],
  ['type=tmpfs,target=/t,size=10MB', { size: '10M', readOnly: false }],
  ['type=secret,id=s,env=S,required', { id: 's', env: 'S', required: true, target: '' }],
  ['type=ssh,required=false', { type: 'ssh', required: false }],
])('%s', (text, expected) => {
  expect(parseMount(text, same)).toMatchObject(expected);
});

test('values have their variables replaced', () => {
  expect(parseMount('target=$T', (value) => value.replace('$T', '/there'))).toMatchObject({ target: '/there' });
});

test.each([
  ['ls', "invalid field 'ls' must be a key=value pair"],
  ['type=what', 'unsupported mount type "what"'],
  ['target=/c,foo=bar', "unexpected key 'foo' in 'foo=bar' (did you mean from?)"],
  ['target=/c,mode=0700', 'mode not allowed for "bind" type mounts'],
  ['target=/c,required=true', "unexpected key 'required' for mount type 'bind'"],
  ['target=/c,size=1', "unexpected key 'size' for mount type 'bind'"],
  ['target=/c,ro=maybe', 'invalid value for ro: maybe'],
  ['type=cache,target=/c,sharing=mine', 'unsupported sharing value "mine"'],
  ['target=/c,sharing=locked', 'invalid cache sharing set for bind mount'],
  ['type=secret', 'invalid secret mount. one of source, target required'],
  ['type=secret,id=a,from=b', 'secret mount should not have a from'],
  ['type=secret,id=a,mode=999', 'invalid value 999 for mode'],
])('%s is refused in the words of BuildKit', (text, message) => {
  expect(() => parseMount(text, same)).toThrow(message);
});
