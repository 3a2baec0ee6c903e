export type Detail =
  | { readonly kind: 'xray'; readonly id: string; readonly name: string }
  | { readonly kind: 'layers'; readonly id: string; readonly name: string }
  | { readonly kind: 'logs'; readonly id: string; readonly name: string }
  | { readonly kind: 'inspect'; readonly of: 'containers' | 'images' | 'volumes' | 'networks' | 'daemon'; readonly id: string; readonly name: string };

export function keyOf(detail: Detail): string {
  return `${detail.kind}:${detail.id}`;
}

/** The logs and inspections that are open, in tabs. */
export class Details {
  tabs = $state.raw<readonly Detail[]>([]);
  #activeKey = $state.raw('');
  readonly active = $derived(this.tabs.find((tab) => keyOf(tab) === this.#activeKey) ?? this.tabs[0]);

  show(detail: Detail): void {
    if (!this.tabs.some((tab) => keyOf(tab) === keyOf(detail))) this.tabs = [...this.tabs, detail];
    this.#activeKey = keyOf(detail);
  }

  close(detail: Detail): void {
    const at = this.tabs.indexOf(detail);
    if (detail === this.active) {
      const next = this.tabs[at + 1] ?? this.tabs[at - 1];
      this.#activeKey = next ? keyOf(next) : '';
    }
    this.tabs = this.tabs.filter((tab) => tab !== detail);
  }

  closeAll(): void {
    this.tabs = [];
  }
}
