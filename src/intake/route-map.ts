/** Which methods an address takes, so that a wrong one is told apart from nothing there. */
import type { FastifyInstance } from 'fastify';

export type RouteMap = { methodsAt(path: string): readonly string[] };

export function makeRouteMap(server: FastifyInstance): RouteMap {
  const routes = new Map<string, { readonly shape: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    const known = routes.get(url) ?? { shape: shapeOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) known.methods.add(one.toUpperCase());
    routes.set(url, known);
  });
  return {
    methodsAt(path) {
      const found = [...routes.values()].filter(({ shape }) => shape.test(path));
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].toSorted();
    },
  };
}

/** `/api/leads/:ref` as what it matches. */
function shapeOf(pattern: string): RegExp {
  const parts = pattern
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}
