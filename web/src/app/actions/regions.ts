const focusable = 'button:not(:disabled), textarea, input, [tabindex="0"]';

/** Moves the focus to the next part of the page: the way out of a terminal, which takes the Tab key for itself. */
export function focusNextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const region = regions[(at + 1) % regions.length];
  const first = region?.querySelector<HTMLElement>('[data-region-focus], textarea') ?? region?.querySelector<HTMLElement>(focusable);
  first?.focus();
}
