/**
 * The files for containers, checked as far as they can be without an engine: that they can be read, that what they
 * copy is there and is all that the program needs, and that secrets and rights are kept. The start itself is tried
 * with exactly the files that the image would hold.
 */
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSettings } from '../../src/settings.ts';
import { readDockerfile } from '../support/dockerfile.ts';
import type { Stage } from '../support/dockerfile.ts';
import { importsOf, root, sourcesUnder } from '../support/project-files.ts';

const read = (name: string) => readFileSync(join(root, name), 'utf8');
const stages = readDockerfile(read('Dockerfile'));
const [packages, image] = stages;
if (!packages || !image || stages.length !== 2) throw new Error('The Dockerfile has not two stages.');

const texts = (stage: Stage, name: string) =>
  stage.instructions.filter((one) => one.name === name).map(({ text }) => text);
const environment = Object.fromEntries(
  texts(image, 'ENV').flatMap((text) =>
    text.split(/\s+/).map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  ),
);
const list = (text: string) => z.array(z.string()).parse(JSON.parse(text));
/** What a stage takes from the project. */
const copied = (stage: Stage) =>
  texts(stage, 'COPY')
    .filter((text) => !text.startsWith('--from='))
    .flatMap((text) => text.split(/\s+/).slice(0, -1));

describe('the Dockerfile', () => {
  it('copies what is there, and what is not kept out', () => {
    const ignore = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignore[0]).toBe('*');
    const letIn = ignore.slice(1).map((line) => line.replace(/^!/, ''));
    const all = [...copied(packages), ...copied(image)];
    expect(all.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    expect([...new Set(all)].toSorted()).toEqual(letIn.toSorted());
    expect(letIn.filter((name) => /^\.env|data|node_modules|\.git/.test(name))).toEqual([]);
  });

  it('copies a folder to where it belongs', () => {
    for (const text of texts(image, 'COPY').filter((one) => !one.startsWith('--from='))) {
      const [from = '', to = '', ...more] = text.split(/\s+/);
      const isFolder = statSync(join(root, from)).isDirectory();
      expect([text, isFolder ? to : 'file']).toEqual([text, isFolder ? `./${from}` : 'file']);
      expect(isFolder && more.length > 0).toBe(false);
    }
  });

  it('copies everything that the program imports, and installs every package that it needs', () => {
    const inImage = copied(image);
    const dependencies = Object.keys(
      z.object({ dependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
        .dependencies,
    );
    const names = sourcesUnder('src', 'adapters', 'migrations').flatMap((file) =>
      // What the page's scripts import is fetched by browsers; types are gone by the time the program runs.
      file.path.startsWith('adapters/web/page/')
        ? []
        : importsOf({ ...file, text: file.text.replaceAll(/^(?:import|export) type /gm, '// ') }),
    );
    const files = names.filter((name) => existsSync(join(root, name)) && name.includes('/'));
    expect(files.filter((name) => !inImage.includes(name.split('/')[0] ?? ''))).toEqual([]);
    const wanted = names
      .filter((name) => !name.startsWith('node:') && !files.includes(name))
      .map((name) => (name.startsWith('@') ? name.split('/', 2).join('/') : (name.split('/')[0] ?? '')));
    expect([...new Set(wanted)].filter((name) => !dependencies.includes(name))).toEqual([]);
  });

  it('runs on Node 26, without the one that the packages bring along', () => {
    for (const { from } of stages) expect(from).toMatch(/^node:26(\.\d+)*-(slim|[a-z]+-slim)$/);
    const [install = ''] = texts(packages, 'RUN');
    expect(install).toContain('npm ci --omit=dev');
    expect(install).toContain('rm -rf node_modules/node-linux-*');
    expect(texts(image, 'COPY')[0]).toBe(
      `--from=${packages.name} ${texts(packages, 'WORKDIR')[0]}/node_modules ./node_modules`,
    );
  });

  it('starts as `npm start` does, as somebody who may do little', () => {
    const { start } = z
      .object({ scripts: z.object({ start: z.string() }) })
      .parse(JSON.parse(read('package.json'))).scripts;
    expect(`exec ${list(texts(image, 'CMD')[0] ?? '[]').join(' ')}`).toBe(start);
    expect(texts(image, 'USER')).toEqual(['node']);
    const order = image.instructions.map(({ name }) => name);
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'));
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('COPY'));
    expect(texts(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('has settings that Baton takes, no secret among them, and folders that may be written', () => {
    const settings = readSettings(environment);
    expect(settings).toMatchObject({
      ok: true,
      settings: {
        host: '0.0.0.0',
        port: Number(texts(image, 'EXPOSE')[0]),
        dataDir: texts(image, 'VOLUME')[0],
      },
    });
    expect(Object.keys(environment).filter((name) => /TOKEN|SECRET|PASSWORD|URL/.test(name))).toEqual([]);
    const owned = texts(image, 'RUN').join(' ');
    for (const name of ['DATA_DIR', 'NODE_COMPILE_CACHE']) {
      expect(owned).toMatch(
        new RegExp(`chown node:node[^&]* ${RegExp.escape(environment[name] ?? '?')}( |$)`),
      );
    }
  });

  it('asks for health in a way that works, and says no where there is none', async () => {
    const asked = texts(image, 'HEALTHCHECK')[0] ?? '';
    const [, ...command] = list(/CMD (\[.*\])$/.exec(asked)?.[1] ?? '[]');
    let status = 200;
    const paths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const check = async (PORT: number) => {
      const child = spawn(process.execPath, command, { env: { PORT: String(PORT) }, stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      return code;
    };
    expect(await check(port)).toBe(0);
    status = 503;
    expect(await check(port)).toBe(1);
    server.close();
    server.closeAllConnections();
    expect(await check(1)).toBe(1);
    expect(paths).toEqual(['/healthz', '/healthz']);
  });

  it('starts with nothing but what it copies', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-image-'));
    try {
      for (const name of copied(image)) await cp(join(root, name), join(folder, name), { recursive: true });
      await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
      const { PATH, HOME } = process.env;
      const child = spawn(process.execPath, list(texts(image, 'CMD')[0] ?? '[]').slice(1), {
        cwd: folder,
        env: {
          ...environment,
          PATH,
          HOME,
          HOST: '127.0.0.1',
          PORT: '0',
          DATA_DIR: join(folder, 'data'),
          NODE_COMPILE_CACHE: join(folder, 'cache'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let printed = '';
      const started = Promise.withResolvers<string>();
      const listen = (text: string) => {
        printed += text;
        const url = /(http:\/\/127\.0\.0\.1:\d+)\/api\/leads/.exec(printed)?.[1];
        if (url) started.resolve(url);
      };
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen);
      const ended = once(child, 'exit').then(([code]) => {
        started.reject(new Error(`It ended with ${String(code)}:\n${printed}`));
        return code;
      });
      const url = await started.promise;
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/docs`)).status).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(existsSync(join(folder, 'cache'))).toBe(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const compose = z
  .strictObject({
    services: z.strictObject({
      baton: z.looseObject({
        build: z.literal('.'),
        restart: z.string(),
        depends_on: z.strictObject({ database: z.strictObject({ condition: z.literal('service_healthy') }) }),
        environment: z.record(z.string(), z.string()),
        ports: z.array(z.string()),
        volumes: z.array(z.string()),
        read_only: z.literal(true),
        tmpfs: z.array(z.string()),
        cap_drop: z.tuple([z.literal('ALL')]),
        security_opt: z.tuple([z.literal('no-new-privileges:true')]),
      }),
      database: z.looseObject({
        image: z.string().regex(/^postgres:1[4-7](-alpine)?$/),
        environment: z.record(z.string(), z.string()),
        healthcheck: z.looseObject({ test: z.array(z.string()).min(2) }),
        volumes: z.array(z.string()),
      }),
    }),
    volumes: z.record(z.string(), z.null()),
  })
  .parse(parse(read('compose.yaml')));

describe('compose.yaml', () => {
  const { baton, database } = compose.services;

  it('gives Baton settings that it takes, once the secrets are given', () => {
    const given: Readonly<Record<string, string>> = {
      POSTGRES_PASSWORD: 'aPassword1',
      API_TOKEN: 'aToken1234',
    };
    const filled = Object.fromEntries(
      Object.entries(baton.environment).map(([name, text]) => [
        name,
        text.replaceAll(
          /\$\{(\w+)(?::[-?]([^}]*))?\}/g,
          (_, variable: string, usual: string | undefined) => given[variable] ?? usual ?? '',
        ),
      ]),
    );
    const settings = readSettings({ ...environment, ...filled });
    expect(settings).toMatchObject({
      ok: true,
      settings: { isWebOn: true, databaseUrl: 'postgres://baton:aPassword1@database:5432/baton' },
    });
    const url = new URL(filled['DATABASE_URL'] ?? '');
    expect([url.hostname, url.username, url.pathname.slice(1)]).toEqual([
      'database',
      database.environment['POSTGRES_USER'],
      database.environment['POSTGRES_DB'],
    ]);
  });

  it('holds no secret, and does not start without them', () => {
    const secrets = { ...baton.environment, ...database.environment };
    for (const [name, text] of Object.entries(secrets)) {
      if (/PASSWORD|API_TOKEN|DATABASE_URL/.test(name))
        expect([name, text]).toEqual([name, expect.stringMatching(/\$\{\w+:\?/)]);
    }
  });

  it('is reached from this machine alone, at the port that the image listens on', () => {
    for (const port of baton.ports) expect(port).toMatch(/^127\.0\.0\.1:.*:3000$/);
    expect(database['ports']).toBeUndefined();
    expect(environment['PORT']).toBe('3000');
  });

  it('mounts what is there, keeps data in volumes of their own, and can write where it must', () => {
    const mounts = [...baton.volumes, ...database.volumes].map((text) => text.split(':'));
    const folders = mounts.filter(([from = '']) => from.startsWith('./'));
    for (const [from = '', , mode] of folders) {
      expect([from, existsSync(join(root, from)), mode]).toEqual([from, true, 'ro']);
    }
    const named = mounts.map(([from = '']) => from).filter((from) => !from.startsWith('./'));
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect(baton.volumes).toContain(`data:${environment['DATA_DIR']}`);
    expect(baton.tmpfs.map((text) => text.split(':')[0])).toContain(environment['NODE_COMPILE_CACHE']);
  });

  it('asks the database for health as the user that Baton is', () => {
    expect(database.healthcheck.test.join(' ')).toContain(
      `pg_isready --username=${database.environment['POSTGRES_USER']} --dbname=${database.environment['POSTGRES_DB']}`,
    );
  });
});
