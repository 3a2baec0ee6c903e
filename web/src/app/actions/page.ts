import Accessibility from '@lucide/svelte/icons/accessibility';
import Box from '@lucide/svelte/icons/box';
import Container from '@lucide/svelte/icons/container';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Info from '@lucide/svelte/icons/info';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Layers from '@lucide/svelte/icons/layers';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Network from '@lucide/svelte/icons/network';
import PanelLeft from '@lucide/svelte/icons/panel-left';
import Search from '@lucide/svelte/icons/search';
import SquareTerminal from '@lucide/svelte/icons/square-terminal';
import Sun from '@lucide/svelte/icons/sun';
import { always, type Action } from './action.ts';
import { focusNextRegion, focusRegion } from './regions.ts';

export const openPalette: Action<void> = {
  id: 'page.palette',
  title: () => 'Search commands',
  icon: Search,
  shortcuts: [
    { code: 'KeyK', label: 'K', ctrl: true, notInTerminal: true },
    { code: 'F1', label: 'F1' },
  ],
  available: always,
  run: (app) => app.dialogs.show('palette'),
};

const shortcuts: Action<void> = {
  id: 'page.shortcuts',
  title: () => 'Keyboard shortcuts',
  icon: Keyboard,
  available: always,
  run: (app) => app.dialogs.show('shortcuts'),
};

export const openHub: Action<void> = {
  id: 'page.hub',
  title: () => 'Hub: browse images, accounts, export and import',
  icon: Container,
  available: always,
  run: async (app) => {
    // When it cannot be fetched, that is told now.
    await import('../../hub/HubDialog.svelte');
    app.dialogs.show('hub');
  },
};

const lists = {
  containers: { title: 'List the containers', icon: Box },
  images: { title: 'List the images', icon: Layers },
  volumes: { title: 'List the volumes', icon: HardDrive },
  networks: { title: 'List the networks', icon: Network },
} as const;

function listAction(section: keyof typeof lists): Action<void> {
  const { title, icon } = lists[section];
  return {
    id: `page.list-${section}`,
    title: () => title,
    icon,
    available: always,
    run: ({ layout }) => {
      layout.showSection(section);
      return focusRegion(section);
    },
  };
}

/** To the lists of the side bar. */
export const showList = {
  containers: listAction('containers'),
  images: listAction('images'),
  volumes: listAction('volumes'),
  networks: listAction('networks'),
};

const about: Action<void> = {
  id: 'page.about',
  title: () => 'About Drydock',
  icon: Info,
  available: always,
  run: (app) => app.dialogs.show('about'),
};

const light: Action<void> = {
  id: 'page.light',
  title: () => 'Light theme',
  icon: Sun,
  available: (app) => app.theme.dark,
  run: (app) => app.theme.choose('light'),
};

const dark: Action<void> = {
  id: 'page.dark',
  title: () => 'Dark theme',
  icon: Moon,
  available: (app) => !app.theme.dark,
  run: (app) => app.theme.choose('dark'),
};

const system: Action<void> = {
  id: 'page.system-theme',
  title: () => 'Theme of the system',
  icon: Monitor,
  available: (app) => app.theme.choice !== 'system',
  run: (app) => app.theme.choose('system'),
};

const screenReader: Action<void> = {
  id: 'page.screen-reader',
  title: (app) => (app.layout.screenReader ? 'Screen reader support: turn off' : 'Screen reader support: turn on'),
  icon: Accessibility,
  available: always,
  run: (app) => app.layout.toggleScreenReader(),
};

const sidebar: Action<void> = {
  id: 'page.sidebar',
  title: (app) => (app.layout.sidebarHidden ? 'Show the side bar' : 'Hide the side bar'),
  icon: PanelLeft,
  shortcuts: [{ code: 'KeyB', label: 'B', ctrl: true, notInTerminal: true }],
  available: (app) => !app.layout.narrow,
  run: (app) => app.layout.toggleSidebar(),
};

const nextRegion: Action<void> = {
  id: 'page.next-region',
  title: () => 'Go to the next part of the page',
  icon: SquareTerminal,
  shortcuts: [{ code: 'F6', label: 'F6' }],
  available: always,
  run: focusNextRegion,
};

export const themeActions: readonly Action<void>[] = [light, dark];
export const pageActions: readonly Action<void>[] = [
  openPalette,
  openHub,
  light,
  dark,
  system,
  sidebar,
  ...Object.values(showList),
  nextRegion,
  screenReader,
  shortcuts,
  about,
];
