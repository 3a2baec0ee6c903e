import { readSetting, writeSetting } from './storage.ts';

/** What a narrow screen shows: one of these at a time. On a wide one `compare` takes the place of all others together. */
export type View = 'guide' | 'terminal' | 'stage' | 'editor' | 'docker' | 'details' | 'compare';
/** What a wide screen shows above the terminals. */
export type Pane = 'stage' | 'editor';
export type Section = 'guide' | 'containers' | 'images' | 'volumes' | 'networks';

interface Saved {
  readonly sidebar: number;
  readonly details: number;
  readonly closed: readonly Section[];
  readonly screenReader: boolean;
  readonly sidebarHidden: boolean;
  readonly stage: number;
  readonly stageHidden: boolean;
  readonly pane: Pane;
}

const defaults: Saved = {
  sidebar: 360,
  details: 280,
  closed: ['volumes', 'networks'],
  screenReader: false,
  sidebarHidden: false,
  stage: 430,
  stageHidden: false,
  pane: 'stage',
};

/** How the page is divided. Sizes are CSS pixels. */
export class Layout {
  view = $state.raw<View>('terminal');
  /** One view at a time. */
  narrow = $state.raw(false);
  #saved = $state.raw<Saved>({ ...defaults, ...readSetting<Partial<Saved>>('layout', {}) });
  readonly sidebar = $derived(this.#saved.sidebar);
  readonly details = $derived(this.#saved.details);
  readonly screenReader = $derived(this.#saved.screenReader);
  readonly sidebarHidden = $derived(this.#saved.sidebarHidden);
  readonly stage = $derived(this.#saved.stage);
  readonly stageHidden = $derived(this.#saved.stageHidden);
  /** Of a narrow screen, the view if it is one. */
  readonly pane = $derived(this.narrow && (this.view === 'stage' || this.view === 'editor') ? this.view : this.#saved.pane);

  isOpen(section: Section): boolean {
    return !this.#saved.closed.includes(section);
  }

  toggleSection(section: Section): void {
    const { closed } = this.#saved;
    this.#save({ closed: closed.includes(section) ? closed.filter((other) => other !== section) : [...closed, section] });
  }

  setSidebar(width: number): void {
    this.#save({ sidebar: Math.round(width) });
  }

  setDetails(height: number): void {
    this.#save({ details: Math.round(height) });
  }

  setStage(height: number): void {
    this.#save({ stage: Math.round(height) });
  }

  /** Away when it is there, and there when it is not, or covered by another one. */
  togglePane(pane: Pane): void {
    this.#save({ pane, stageHidden: !this.stageHidden && this.pane === pane });
  }

  /** Wherever it is. */
  showPane(pane: Pane): void {
    this.view = pane;
    this.#save({ pane, stageHidden: false });
  }

  /** Opens a list of the side bar. */
  showSection(section: Section): void {
    if (this.narrow) this.view = section === 'guide' ? 'guide' : 'docker';
    this.#save({ sidebarHidden: false, closed: this.#saved.closed.filter((other) => other !== section) });
  }

  toggleSidebar(): void {
    this.#save({ sidebarHidden: !this.sidebarHidden });
  }

  toggleScreenReader(): void {
    this.#save({ screenReader: !this.screenReader });
  }

  #save(change: Partial<Saved>): void {
    this.#saved = { ...this.#saved, ...change };
    writeSetting('layout', this.#saved);
  }
}
