import Scale from '@lucide/svelte/icons/scale';
import { always, type Action } from './action.ts';

export const toggleCompare: Action<void> = {
  id: 'compare.toggle',
  title: (app) => (app.layout.view === 'compare' ? 'Back to the terminals' : 'Virtual machine versus container'),
  icon: Scale,
  available: always,
  run: ({ layout, terminals }) => {
    const leaving = layout.view === 'compare';
    layout.view = leaving ? 'terminal' : 'compare';
    if (leaving && terminals.active) terminals.activate(terminals.active);
  },
};
