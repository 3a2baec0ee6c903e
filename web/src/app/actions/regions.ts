import { tick } from 'svelte';

const focusable = 'button:not(:disabled), textarea, input, [tabindex="0"]';

function focusIn(region: HTMLElement | null | undefined): void {
  const first = region?.querySelector<HTMLElement>('[data-region-focus], textarea') ?? region?.querySelector<HTMLElement>(focusable);
  first?.focus();
}

/** Moves the focus to the next part of the page: the way out of a terminal, which takes the Tab key for itself. */
export function focusNextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  focusIn(regions[(at + 1) % regions.length]);
}

/** Moves the focus to that part of the page, which may have to be drawn first. */
export async function focusRegion(name: string): Promise<void> {
  await tick();
  const region = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
  region?.scrollIntoView({ block: 'nearest' });
  focusIn(region);
}
