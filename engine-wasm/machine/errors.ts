/** What can go wrong with a machine; the page has a sentence and an offer for each. */
export type MachineErrorCode = 'no-webassembly' | 'download-failed' | 'download-corrupt' | 'out-of-memory' | 'boot-failed' | 'stopped';

export class MachineError extends Error {
  readonly code: MachineErrorCode;
  constructor(code: MachineErrorCode, message: string) {
    super(message);
    this.name = 'MachineError';
    this.code = code;
  }
}
