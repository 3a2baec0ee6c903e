import type { EngineEvent } from './events.ts';
import type { Filters } from './filters.ts';

/** These actions carry more after a colon, and are asked for without it. */
const openEnded = ['health_status', 'exec_create', 'exec_start'];

function withoutTag(name: string): string {
  return name.replace(/:[^:/]*$/, '');
}

function matchesImage(filters: Filters, { Type, Actor }: EngineEvent): boolean {
  const name = Actor.Attributes[Type === 'image' ? 'name' : 'image'] ?? '';
  return [Actor.ID, name, withoutTag(Actor.ID), withoutTag(name)].some((value) => filters.matches('image', value));
}

/** Whether an event is one that a client asked for (moby daemon/events/filter.go). */
export function matchesEvent(filters: Filters, event: EngineEvent): boolean {
  const { Type, Action, Actor, scope } = event;
  const matchesAction = filters.get('event').some((action) => openEnded.includes(action))
    ? filters.matchesPrefix('event', Action)
    : filters.matches('event', Action);
  return (
    matchesAction &&
    filters.matches('type', Type) &&
    filters.matches('scope', scope) &&
    ['daemon', 'container', 'volume', 'network', 'plugin'].every(
      (kind) => filters.matchesPrefix(kind, Actor.ID) || filters.matchesPrefix(kind, Actor.Attributes['name'] ?? ''),
    ) &&
    matchesImage(filters, event) &&
    filters.matchesLabels(Actor.Attributes)
  );
}
