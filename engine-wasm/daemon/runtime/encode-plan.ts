import type { Plan, Step } from '../../api/plan.ts';

/** The operands of each operation, in the order in which `host/plan.c` reads them. */
function operands(step: Step): readonly (string | number)[] {
  switch (step.op) {
    case 'mkdir':
      return [step.path, step.mode];
    case 'write':
      return [step.path, step.data];
    case 'mount':
      return [step.root, step.source, step.target, step.create, step.fstype, step.flags, step.data];
    case 'overlay':
      return [step.target, step.upper, step.work, step.lowers.length, ...step.lowers];
    case 'umount':
      return [step.target, step.flags];
    case 'mknod':
      return [step.path, step.mode, step.major, step.minor];
    case 'symlink':
      return [step.target, step.path];
    case 'clone':
      return [step.cgroup, step.namespaces.length, ...step.namespaces];
    case 'setns':
      return [step.path, step.namespace];
    case 'netlink':
      return [step.protocol, step.summary, step.pidOffset, step.message];
    case 'sethostname':
    case 'setdomainname':
      return [step.name];
    case 'pivot_root':
      return [step.root];
    case 'chdir':
      return [step.path];
    case 'rlimit':
      return [step.resource, step.soft, step.hard];
    case 'bounding':
      return [step.keep];
    case 'capabilities':
      return [step.effective, step.permitted, step.inheritable, step.ambient];
    case 'no_new_privs':
      return [];
    case 'seccomp':
      return [step.program];
    case 'devices':
      return [step.cgroup, step.program];
    case 'setuser':
      return [step.uid, step.gid, step.groups.length, ...step.groups];
    case 'terminal':
      return [step.console];
    case 'variable':
      return [step.name, step.path];
    case 'exec':
      return [step.argv.length, ...step.argv, step.env.length, ...step.env];
  }
}

/** The plan as the monitor reads it (api/plan.ts): per step its field count and its fields, each ended by NUL. */
export function encodePlan(plan: Plan): string {
  let text = '';
  for (const step of plan) {
    const fields = [step.by === 'monitor' ? 'm' : 'p', step.op, step.optional ? '?' : '', ...operands(step)];
    text += `${fields.length}\0${fields.join('\0')}\0`;
  }
  return text;
}
