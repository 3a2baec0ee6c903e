import type { Step } from '../../api/plan.ts';

/** A start that failed. `message` is Docker's text; `exitCode` what the container is left with. */
export class StartFailure extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What runc refuses before it makes anything. */
export function runcFailure(text: string): StartFailure {
  return new StartFailure(`failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ${text}`, 128);
}

const errnoTexts: Readonly<Record<number, string>> = {
  1: 'operation not permitted',
  2: 'no such file or directory',
  12: 'cannot allocate memory',
  13: 'permission denied',
  20: 'not a directory',
  21: 'is a directory',
  22: 'invalid argument',
  28: 'no space left on device',
};

/** moby's setExitCodeFromError: what a shell would say. */
const exitCodes: Readonly<Record<number, number>> = { 2: 127, 13: 126, 20: 127, 21: 126 };

function execText(program: string, errno: number): readonly [text: string, code: number] {
  if (errno === 2)
    return program.includes('/')
      ? [`exec: "${program}": stat ${program}: no such file or directory`, 127]
      : [`exec: "${program}": executable file not found in $PATH`, 127];
  if (errno === 21) return [`exec: "${program}": is a directory: permission denied`, 126];
  if (errno === 13) return [`exec: "${program}": permission denied`, 126];
  return [`exec: "${program}": ${errnoTexts[errno] ?? `errno ${errno}`}`, 126];
}

/** What the step's failure means, in the words of Docker and runc. */
export function startFailure(step: Step, errno: number, kind: 'create' | 'exec'): StartFailure {
  const prefix =
    kind === 'create'
      ? 'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: '
      : 'OCI runtime exec failed: exec failed: unable to start container process: ';
  if (step.op === 'exec') {
    const program = step.argv[0] === '/sbin/docker-init' ? (step.argv[2] as string) : (step.argv[0] as string);
    const [text, code] = execText(program, errno);
    return new StartFailure(prefix + text, code);
  }
  const what =
    step.op === 'mount'
      ? `mounting "${step.source}" to rootfs at "${step.target}"`
      : step.op === 'chdir'
        ? `chdir to cwd ("${step.path}") set in config.json failed`
        : step.op;
  return new StartFailure(`${prefix}${what}: ${errnoTexts[errno] ?? `errno ${errno}`}`, exitCodes[errno] ?? 128);
}
