/**
 * Takes the values out of a database's error: parameters and details may hold contacts, and errors end in logs. What
 * went wrong, where and with which code stays.
 */
export function plainError(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) {
    for (const part of telling) if (part in error) Reflect.deleteProperty(error, part);
  }
  return error;
}

const telling = ['params', 'detail', 'query', 'internalQuery', 'where', 'queryOptions'] as const;

export async function withPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw plainError(error);
  }
}
