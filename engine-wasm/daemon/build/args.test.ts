import { expect, test } from 'vitest';
import { BuildArgs } from './args.ts';

const none = new Map<string, string>();

test('an argument is known from its ARG on, in its stage only; what the client gives wins over the default', () => {
  const args = new BuildArgs({ a: 'given', never: 'x' });
  args.declareGlobal('base', 'busybox');
  const stage = args.forStage();
  expect(stage.without(none).has('a')).toBe(false);
  stage.declare('a', 'default');
  stage.declare('b', 'default');
  stage.declare('base', undefined);
  expect(Object.fromEntries(stage.without(none))).toEqual({ a: 'given', b: 'default', base: 'busybox' });
  expect(args.forStage().without(none).size).toBe(0);
  expect(args.unused()).toEqual(['never']);
});

test('the environment hides an argument of the same name', () => {
  const args = new BuildArgs({ a: 'given' });
  args.declare('a', undefined);
  expect(args.without(new Map([['a', 'env']])).has('a')).toBe(false);
});

test('proxies need no ARG and stay out of history unless there is one', () => {
  const args = new BuildArgs({ HTTP_PROXY: 'http://p' });
  expect(args.without(none).get('HTTP_PROXY')).toBe('http://p');
  expect(args.isShown('HTTP_PROXY')).toBe(false);
  args.declare('HTTP_PROXY', undefined);
  expect(args.isShown('HTTP_PROXY')).toBe(true);
  expect(args.unused()).toEqual([]);
});

test('the platform is known where an ARG names it', () => {
  const args = new BuildArgs({});
  expect(args.globals().get('TARGETARCH')).toBe('386');
  const stage = args.forStage();
  stage.declare('TARGETARCH', undefined);
  expect(stage.without(none).get('TARGETARCH')).toBe('386');
});
