import type { MachineError } from '../../../engine-wasm/machine/client.ts';

/** What is said when the machine cannot run, and what is offered. */
export interface Failure {
  readonly title: string;
  readonly advice: string;
  /** The error's own words; empty when they add nothing. */
  readonly detail: string;
  /** What the button says that tries again; `null` when trying again is of no use. */
  readonly retry: string | null;
  /** Whether to offer the machine without what was saved. */
  readonly reset: boolean;
}

export function failureFor({ code, message }: Pick<MachineError, 'code' | 'message'>): Failure {
  switch (code) {
    case 'no-webassembly':
      return {
        title: 'This browser cannot run the machine',
        advice:
          'The machine needs WebAssembly, which this browser lacks or has switched off (a strict security mode does that). Use a current Firefox, Chrome, Edge or Safari.',
        detail: '',
        retry: null,
        reset: false,
      };
    case 'download-failed':
      return {
        title: 'The download broke off',
        advice: 'A part of the machine did not arrive. Check the connection, then go on.',
        detail: message,
        retry: 'Try again',
        reset: false,
      };
    case 'download-corrupt':
      return {
        title: 'The download arrived damaged',
        advice:
          'What arrived is not what was published. A proxy or a stale cache may have changed it; reloading the page with Ctrl+Shift+R asks for everything afresh.',
        detail: message,
        retry: 'Try again',
        reset: false,
      };
    case 'out-of-memory':
      return {
        title: 'There is not enough memory',
        advice: 'The machine needs about 700 MB. Close other tabs or programs, then try again; on a phone, a computer may be the better place.',
        detail: message,
        retry: 'Try again',
        reset: false,
      };
    case 'boot-failed':
    case 'stopped':
      return {
        title: 'The machine stopped',
        advice: 'Start it again from what was saved last, or as new. As new means without the containers, images and files that you made.',
        detail: message,
        retry: 'Start from the last save',
        reset: true,
      };
  }
}
