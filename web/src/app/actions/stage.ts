import FastForward from '@lucide/svelte/icons/fast-forward';
import Footprints from '@lucide/svelte/icons/footprints';
import Rocket from '@lucide/svelte/icons/rocket';
import StepForward from '@lucide/svelte/icons/step-forward';
import Workflow from '@lucide/svelte/icons/workflow';
import { whenReady, type Action } from './action.ts';

const toggleStage: Action<void> = {
  id: 'stage.toggle',
  title: ({ layout }) => (layout.stageHidden || layout.pane !== 'stage' ? 'Show the stage' : 'Hide the stage'),
  icon: Workflow,
  shortcuts: [{ code: 'KeyG', label: 'G', ctrl: true, shift: true }],
  available: (app) => !app.layout.narrow,
  run: (app) => app.layout.togglePane('stage'),
};

const runContainer: Action<void> = {
  id: 'stage.run-container',
  title: () => 'Run a container…',
  icon: Rocket,
  available: whenReady,
  run: (app) => app.dialogs.run(''),
};

export const armStepMode: Action<void> = {
  id: 'stage.step-mode',
  title: () => 'Step mode: hold the daemon at the next command',
  icon: Footprints,
  available: (app) => app.machine.ready && !app.traceWatch.step.armed,
  run: (app) => {
    app.layout.showPane('stage');
    return app.traceWatch.arm();
  },
};

export const nextStep: Action<void> = {
  id: 'stage.next',
  title: () => 'Step mode: next',
  icon: StepForward,
  shortcuts: [{ code: 'F10', label: 'F10' }],
  available: (app) => app.traceWatch.step.stops.length > 0,
  run: (app) => app.traceWatch.next(),
};

export const runOn: Action<void> = {
  id: 'stage.run-on',
  title: () => 'Step mode: run on',
  icon: FastForward,
  shortcuts: [{ code: 'F9', label: 'F9' }],
  available: (app) => app.traceWatch.step.armed,
  run: (app) => app.traceWatch.run(),
};

export const stageActions: readonly Action<void>[] = [runContainer, toggleStage, armStepMode, nextStep, runOn];
