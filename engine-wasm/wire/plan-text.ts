/** The encoded form of a plan (api/plan.ts), read back: the trace carries it, because forming JSON of every step costs the machine too much. */
import type { Namespace, Operation, Plan, Step } from '../api/plan.ts';

/** Takes operands in their order. */
class Operands {
  readonly #fields: readonly string[];
  #at = 3;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  text(): string {
    const field = this.#fields[this.#at++];
    if (field === undefined) throw new Error('a step of the plan is cut short');
    return field;
  }

  number(): number {
    return Number(this.text());
  }

  list(): string[] {
    return Array.from({ length: this.number() }, () => this.text());
  }
}

type Decoders = { readonly [Op in Operation['op']]: (operands: Operands) => Omit<Extract<Operation, { op: Op }>, 'op'> };

const decoders: Decoders = {
  mkdir: (o) => ({ path: o.text(), mode: o.number() }),
  write: (o) => ({ path: o.text(), data: o.text() }),
  mount: (o) => ({
    root: o.text(),
    source: o.text(),
    target: o.text(),
    create: o.text() as '' | 'dir' | 'file',
    fstype: o.text(),
    flags: o.number(),
    data: o.text(),
  }),
  overlay: (o) => ({ target: o.text(), upper: o.text(), work: o.text(), lowers: o.list() }),
  umount: (o) => ({ target: o.text(), flags: o.number() }),
  mknod: (o) => ({ path: o.text(), mode: o.number(), major: o.number(), minor: o.number() }),
  symlink: (o) => ({ target: o.text(), path: o.text() }),
  clone: (o) => ({ cgroup: o.text(), namespaces: o.list() as Namespace[] }),
  setns: (o) => ({ path: o.text(), namespace: o.text() as Namespace }),
  netlink: (o) => ({ protocol: o.number(), summary: o.text(), pidOffset: o.number(), message: o.text() }),
  sethostname: (o) => ({ name: o.text() }),
  setdomainname: (o) => ({ name: o.text() }),
  pivot_root: (o) => ({ root: o.text() }),
  chdir: (o) => ({ path: o.text() }),
  rlimit: (o) => ({ resource: o.number(), soft: o.text(), hard: o.text() }),
  bounding: (o) => ({ keep: o.text() }),
  capabilities: (o) => ({ effective: o.text(), permitted: o.text(), inheritable: o.text(), ambient: o.text() }),
  no_new_privs: () => ({}),
  seccomp: (o) => ({ program: o.text() }),
  devices: (o) => ({ cgroup: o.text(), program: o.text() }),
  setuser: (o) => ({ uid: o.number(), gid: o.number(), groups: o.list().map(Number) }),
  terminal: (o) => ({ console: o.text() }),
  variable: (o) => ({ name: o.text(), path: o.text() }),
  exec: (o) => ({ argv: o.list(), env: o.list() }),
};

function decodeStep(fields: readonly string[]): Step {
  const [by, op = '', optional] = fields;
  if (!Object.hasOwn(decoders, op)) throw new Error(`the plan has a step that is not known: ${op}`);
  const decoded = decoders[op as Operation['op']](new Operands(fields));
  return { by: by === 'm' ? 'monitor' : 'process', op, ...decoded, ...(optional === '?' && { optional: true }) } as Step;
}

/** @throws Error when the text is no plan */
export function decodePlan(text: string): Plan {
  const fields = text.split('\0');
  const steps: Step[] = [];
  // The last field is ended by NUL too, so that one empty rest follows it.
  for (let at = 0; at < fields.length - 1;) {
    const count = Number(fields[at]);
    if (!Number.isInteger(count) || count < 3 || at + count > fields.length - 2) throw new Error('the plan is cut short');
    steps.push(decodeStep(fields.slice(at + 1, at + 1 + count)));
    at += count + 1;
  }
  return steps;
}
