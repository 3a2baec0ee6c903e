/** Comlink carries an error's name and message over the worker's boundary; both ends load this so that its `code` comes along. */
import { transferHandlers, type TransferHandler } from 'comlink';

interface Thrown {
  readonly value: unknown;
}

/** How Comlink's own handler writes an error; it copies every field of `value` to the error that it throws on the other side. */
interface SerializedThrown {
  readonly isError: boolean;
  readonly value: unknown;
}

const handler = transferHandlers.get('throw') as TransferHandler<Thrown, SerializedThrown>;

transferHandlers.set('throw', {
  canHandle: (value: unknown): value is Thrown => handler.canHandle(value),
  serialize: (thrown: Thrown) => {
    const { value } = thrown;
    if (!(value instanceof Error) || !('code' in value)) return handler.serialize(thrown);
    return [{ isError: true, value: { name: value.name, message: value.message, stack: value.stack, code: value.code } }, []];
  },
  deserialize: (serialized: SerializedThrown) => handler.deserialize(serialized),
} as TransferHandler<unknown, unknown>);
