/** What stands before several processes of the program: hands each request to the next of them, letter by letter. */
import { createServer, request as ask } from 'node:http';
import { once } from 'node:events';

export async function spread(
  urls: readonly string[],
): Promise<{ readonly url: string; close(): Promise<void> }> {
  let next = 0;
  // Longer than anybody is idle here: a connection that is closed as it is used again looks like a program that is down.
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    const to = new URL(urls[next % urls.length] ?? '');
    next += 1;
    const passed = ask(
      {
        host: to.hostname,
        port: to.port,
        path: request.url,
        method: request.method,
        headers: request.headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.writeHead(502).end());
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The door has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
