export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly title: string;
  readonly text: string;
}

const infoMs = 5000;

/** Short messages over the page. Errors stay until they are closed. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  info(title: string, text = ''): void {
    const id = this.#add('info', title, text);
    setTimeout(() => this.close(id), infoMs);
  }

  error(title: string, text: string): void {
    this.#add('error', title, text);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(kind: Toast['kind'], title: string, text: string): number {
    const id = this.#next++;
    // Said again it is said once.
    const others = this.list.filter((toast) => toast.kind !== kind || toast.title !== title || toast.text !== text);
    this.list = [...others.slice(-3), { id, kind, title, text }];
    return id;
  }
}
