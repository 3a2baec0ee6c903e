import type { StepModeState } from '../../../engine-wasm/api/trace.ts';
import type { DockerClient, Query } from './client.ts';
import { boolean, listOf, number, record } from './shape.ts';

const isStepMode = record({ armed: boolean, stops: listOf(record({ stop: number })), patienceMs: number });

/** Each answers how step mode stands afterwards. @throws DockerError */
export const stepMode = (docker: DockerClient): Promise<StepModeState> => docker.json('/drydock/step', {}, isStepMode);

export const tellStepMode = (docker: DockerClient, verb: 'arm' | 'next' | 'run', query: Query): Promise<StepModeState> =>
  docker.json(`/drydock/step/${verb}`, query, isStepMode, 'POST');
