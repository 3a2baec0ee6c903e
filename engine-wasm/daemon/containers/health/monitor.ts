import { logError } from '../../background.ts';
import type { Container } from '../container.ts';
import type { Engine } from '../engine.ts';
import { probeOf, type Probe } from './config.ts';
import { nextInterval, noResults, withResult } from './result.ts';
import { runProbe } from './run-probe.ts';

/** Runs a container's health check again and again; returns what ends that. */
function repeat(engine: Engine, container: Container, probe: Probe): () => void {
  const { clock } = engine.sys;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const schedule = (): void => {
    const interval = nextInterval(container.state.health ?? noResults, probe, clock.now() - Date.parse(container.state.startedAt));
    timer = setTimeout(() => void once(), interval);
  };
  const once = async (): Promise<void> => {
    try {
      const result = await runProbe(engine, container, probe);
      if (stopped) return;
      const before = container.state.health ?? noResults;
      container.state.health = withResult(before, result, probe, container.state.startedAt);
      engine.containers.save(container);
      const { Status } = container.state.health;
      if (Status !== before.Status) engine.events.emit('container', `health_status: ${Status}`, container.id, engine.attributesOf(container));
    } catch (error) {
      logError(`health check of ${container.name}`, error);
    }
    if (!stopped) schedule();
  };
  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** From a start of the container (or of the daemon) on. */
export function watchHealth(engine: Engine, container: Container): void {
  const probe = probeOf(container.config);
  if (!probe) return;
  container.state.health = noResults;
  engine.containers.save(container);
  resumeHealth(engine, container);
}

/** After a pause: what was found before stays until the next run. */
export function resumeHealth(engine: Engine, container: Container): void {
  const probe = probeOf(container.config);
  if (probe) engine.healthChecks.set(container.id, repeat(engine, container, probe));
}

/** A container that is not looked at counts as unhealthy. */
export function ignoreHealth(engine: Engine, container: Container): void {
  engine.healthChecks.get(container.id)?.();
  if (!engine.healthChecks.delete(container.id) || !container.state.health) return;
  container.state.health = { ...container.state.health, Status: 'unhealthy' };
}
