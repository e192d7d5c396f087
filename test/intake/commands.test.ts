/** The conveyor over the API: from a lead to a served account, and the order in which refusals are told. */
import { describe, expect, it } from 'vitest';
import { aPlaybook } from '../support/a-playbook.ts';
import { receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, pathsOf } from './a-server.ts';
import type { AServer } from './a-server.ts';

const test = withDatabase();
closeServers();

const brief = { need: 'Three windows', when: 'now', budget: '1500.50' };

async function claimed(served: AServer): Promise<string> {
  const { ref } = await receiveOne(served.app);
  expect((await served.command('ana', ref, 'claim')).status).toBe(200);
  return ref;
}
async function qualified(served: AServer): Promise<string> {
  const ref = await claimed(served);
  expect((await served.command('ana', ref, 'qualify', { brief })).status).toBe(200);
  return ref;
}
async function accepted(served: AServer): Promise<string> {
  const ref = await qualified(served);
  expect((await served.command('cleo', ref, 'accept')).status).toBe(200);
  return ref;
}

describe('a lead over the API', () => {
  it('goes from new to a served account, and tells its history', async () => {
    const served = await aServer(test);
    const { ref, number } = await receiveOne(served.app);
    await served.command('ana', `L-${number}`, 'claim');
    await served.command('ana', String(number), 'touch', { kind: 'call', outcome: 'reached', note: 'Nice' });
    await served.command('ana', ref, 'note', { text: 'Wants it soon' });
    await served.command('ana', ref, 'qualify', { brief });
    await served.command('cleo', ref, 'accept');
    const sold = { value: '1500.50', currency: 'UAH', what: 'Windows' };
    await served.command('cleo', ref, 'convert', sold);
    const { status, body } = await served.command('dan', ref, 'take');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ref,
      number: `L-${number}`,
      stage: 'converted',
      custodian: 'm_dan',
      account: { custodian: 'm_dan', value: 150_050, currency: 'UAH' },
    });
    expect(body).not.toHaveProperty('unchanged');
    const events = body.history.map(({ event }: { event: string }) => event);
    for (const event of [
      'received',
      'claimed',
      'touched',
      'noted',
      'qualified',
      'accepted',
      'converted',
      'taken',
    ]) {
      expect(events).toContain(event);
    }
    expect(await served.get(`/api/leads/${ref}`)).toMatchObject({ status: 200, body });
  });

  it('is quiet when there is nothing to do', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    const again = await served.command('ana', ref, 'claim');
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ ref, stage: 'claimed', unchanged: true });
  });

  it('tells the second who was first, and when', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    const late = await served.command('ben', ref, 'claim');
    expect(late.status).toBe(409);
    expect(late.headers['content-type']).toBe('application/problem+json');
    expect(late.body).toMatchObject({
      status: 409,
      code: 'already_claimed',
      by: 'm_ana',
      byName: 'Ana',
      at: new Date(served.app.clock.now()).toISOString(),
      detail: expect.stringContaining('Ana'),
    });
  });

  it('has one winner of many who claim it at once', async () => {
    const served = await aServer(test);
    const { ref } = await receiveOne(served.app);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => served.command(at % 2 === 0 ? 'ana' : 'ben', ref, 'claim')),
    );
    const won = answers.filter(({ status, body }) => status === 200 && !body.unchanged);
    expect(won).toHaveLength(1);
    const winner = won[0]?.body.custodian;
    const told = answers.filter(({ status }) => status === 409);
    expect(told).toHaveLength(10);
    for (const { body } of told) expect(body).toMatchObject({ code: 'already_claimed', by: winner });
  });

  it('is given back, sent back, closed, reopened and moved', async () => {
    const served = await aServer(test);
    const ref = await accepted(served);
    const { command } = served;
    expect(
      (await command('cleo', ref, 'return', { reason: 'thin_brief', note: 'Ask more' })).body,
    ).toMatchObject({
      stage: 'claimed',
      custodian: 'm_ana',
    });
    expect((await command('ana', ref, 'release')).body).toMatchObject({ stage: 'new', custodian: null });
    expect((await command('mo', ref, 'assign', { to: 'm_ben' })).body).toMatchObject({ custodian: 'm_ben' });
    expect((await command('ben', ref, 'disqualify', { reason: 'no_need' })).body).toMatchObject({
      stage: 'disqualified',
    });
    expect((await command('mo', ref, 'reopen')).body).toMatchObject({ stage: 'claimed', custodian: 'm_ben' });
    const until = new Date(served.app.clock.now() + 3_600_000).toISOString();
    expect((await command('ben', ref, 'snooze', { until, why: 'On holiday' })).status).toBe(200);
    // Of a manager it is a call that somebody else is to make; of a colleague it is nothing.
    const later = new Date(served.app.clock.now() + 7_200_000).toISOString();
    expect((await command('ana', ref, 'snooze', { until: later })).status).toBe(403);
    const { body: asked } = await command('mo', ref, 'snooze', { until: later });
    expect(asked).toMatchObject({ custodian: 'm_ben', dueAt: later });
    expect(asked['history']).toContainEqual(expect.objectContaining({ member: 'm_mo', event: 'snoozed' }));
    await command('ben', ref, 'qualify', { brief });
    await command('cleo', ref, 'accept');
    expect((await command('cleo', ref, 'lose', { reason: 'price' })).body).toMatchObject({ stage: 'lost' });
  });

  it('is corrected, and says that and by whom, not what', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    const answer = await served.command('ana', ref, 'correct', {
      phone: '050 123 45 67',
      name: 'Olena Novak',
      company: null,
    });
    expect(answer.status).toBe(200);
    expect(answer.body.history.at(-1)).toMatchObject({ event: 'corrected', member: 'm_ana' });
    expect(answer.text).not.toContain('Novak');
    const { body } = await served.command('ana', ref, 'reveal', { reason: 'call' });
    expect(body.contact).toMatchObject({ name: 'Olena Novak', phone: '+380501234567', company: null });
  });

  it('is not corrected into something that cannot be called', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    expect(pathsOf(await served.command('ana', ref, 'correct', { phone: '12', email: 'x' }))).toEqual([
      'email',
      'phone',
    ]);
    expect(pathsOf(await served.command('ana', ref, 'correct', { phone: null }))).toEqual(['phone']);
    expect((await served.command('ana', ref, 'correct')).status).toBe(422);
  });

  it('is not corrected into a living one of the same person', async () => {
    const served = await aServer(test);
    const other = await receiveOne(served.app, { phone: '+380501234567' });
    const ref = await claimed(served);
    const answer = await served.command('ana', ref, 'correct', { phone: '+380501234567' });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'duplicate_contact', ref: other.ref });
  });

  it('is erased only by whoever names it', async () => {
    const served = await aServer(test);
    const { ref, number } = await receiveOne(served.app);
    expect(pathsOf(await served.command('mo', ref, 'erase', { confirm: 'L-1' }))).toEqual(['confirm']);
    expect(pathsOf(await served.command('mo', ref, 'erase'))).toEqual(['confirm']);
    expect((await served.command('ana', ref, 'erase', { confirm: `L-${number}` })).status).toBe(403);
    expect((await served.command('mo', ref, 'erase', { confirm: `L-${number}` })).status).toBe(200);
    const contacts = await test.db.selectFrom('contacts').selectAll().where('lead', '=', ref).execute();
    expect(JSON.stringify(contacts)).not.toContain('Olena');
  });

  it('keeps the amount in the direction’s currency when none is named, and says when there is none', async () => {
    const served = await aServer(test);
    const first = await accepted(served);
    expect((await served.command('cleo', first, 'convert', { value: 99.5 })).body.account).toMatchObject({
      value: 9950,
      currency: 'UAH',
    });
    const second = await accepted(served);
    expect((await served.command('cleo', second, 'convert')).body.account).toMatchObject({ value: null });
  });
});

describe('a refused command', () => {
  it('is told first that there is no such lead, then what is wrong, then who may not, then how things stand', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    const ask = (path: string, body: object, token?: null) =>
      served.ask('POST', path, { body, ...(token === null ? { token } : {}) });

    expect((await ask('/api/leads/nobody/disqualify', {}, null)).status).toBe(401);
    expect((await ask('/api/leads/nobody/disqualify', { x: 1 })).status).toBe(404);
    expect((await ask('/api/leads/99999/disqualify', { member: 'm_ana', reason: 'spam' })).status).toBe(404);
    const wrong = await ask(`/api/leads/${ref}/disqualify`, { member: 'm_nobody', reason: 'boredom', x: 1 });
    expect(wrong.status).toBe(422);
    expect(pathsOf(wrong)).toEqual(['member', 'reason', 'x']);
    const unknownReason = await served.command('ben', ref, 'disqualify', { reason: 'boredom' });
    expect(unknownReason.status).toBe(422);
    expect(unknownReason.body.problems[0].says).toContain('spam, no_need');
    const notMine = await served.command('ben', ref, 'disqualify', { reason: 'spam' });
    expect(notMine.status).toBe(403);
    expect(notMine.body).toMatchObject({ code: 'not_custodian', custodian: 'm_ana' });
    const noCloser = await served.command('dan', ref, 'accept');
    expect(noCloser.status).toBe(403);
    expect(noCloser.body).toMatchObject({ code: 'not_allowed', needs: ['closer'] });
    const early = await served.command('cleo', ref, 'accept');
    expect(early.status).toBe(409);
    expect(early.body).toMatchObject({ code: 'wrong_stage', stage: 'claimed' });
  });

  it('names a member that nobody is, and one that cannot be assigned, before anything about the one who asks', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    expect(pathsOf(await served.command('nobody', ref, 'claim'))).toEqual(['member']);
    expect(pathsOf(await served.command('mo', ref, 'assign', { to: 'm_nobody' }))).toEqual(['to']);
    const notFit = await served.command('mo', ref, 'assign', { to: 'm_cleo' });
    expect(notFit.status).toBe(422);
    expect(notFit.body.problems).toEqual([{ path: 'to', says: expect.stringContaining('prospector') }]);
    expect(pathsOf(await served.command('ana', ref, 'assign', { to: 'm_cleo' }))).toEqual(['to']);
    expect((await served.command('ana', ref, 'assign', { to: 'm_ben' })).status).toBe(403);
  });

  it.each([
    ['claim', {}, ['member']],
    ['claim', { member: 5 }, ['member']],
    ['claim', { member: "m_ana'; drop table leads" }, ['member']],
    ['touch', { member: 'm_ana' }, ['kind', 'outcome']],
    ['touch', { member: 'm_ana', kind: 'fax', outcome: 'maybe' }, ['kind', 'outcome']],
    ['note', { member: 'm_ana', text: '  ' }, ['text']],
    ['note', { member: 'm_ana', text: 'x'.repeat(4001) }, ['text']],
    ['snooze', { member: 'm_ana', until: 'tomorrow' }, ['until']],
    ['snooze', { member: 'm_ana', until: '2020-01-01T00:00:00Z' }, ['until']],
    ['snooze', { member: 'm_ana', until: 1_800_000_000_000 }, ['until']],
    ['qualify', { member: 'm_ana' }, ['brief']],
    ['qualify', { member: 'm_ana', brief: [] }, ['brief']],
    [
      'qualify',
      { member: 'm_ana', brief: { when: 'never', colour: 'red' } },
      ['brief.colour', 'brief.need', 'brief.when'],
    ],
    ['disqualify', { member: 'm_ana' }, ['reason']],
    ['convert', { member: 'm_ana', value: -5 }, ['value']],
    ['convert', { member: 'm_ana', value: 1.005 }, ['value']],
    ['convert', { member: 'm_ana', value: '1,000' }, ['value']],
    ['convert', { member: 'm_ana', value: 1, currency: 'XYZ' }, ['currency']],
    ['convert', { member: 'm_ana', value: -5, currency: 'XYZ' }, ['currency', 'value']],
    ['convert', { member: 'm_ana', currency: 'EUR' }, ['currency']],
    ['assign', { member: 'm_mo' }, ['to']],
    ['reveal', { member: 'm_ana' }, ['reason']],
    ['release', { member: 'm_ana', force: true }, ['force']],
  ])('%s %j is told %j', async (command, body, paths) => {
    const served = await aServer(test);
    const ref = await claimed(served);
    const answer = await served.post(`/api/leads/${ref}/${command}`, body);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(paths);
  });

  it('tells the limit when somebody has enough', async () => {
    const served = await aServer(test, {
      playbook: aPlaybook({
        main: { limits: { claimed: 1, accepted: null, accounts: null, revealsADay: null } },
      }),
    });
    await claimed(served);
    const { ref } = await receiveOne(served.app);
    const answer = await served.command('ana', ref, 'claim');
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'limit_reached', limit: 1, held: 1, stage: 'claimed' });
  });

  it.each(['receive', 'escalate', 'expire', 'vacate', 'CLAIM', 'constructor', '__proto__', 'next'])(
    'does not know %s from outside',
    async (command) => {
      const served = await aServer(test);
      const { ref } = await receiveOne(served.app);
      expect((await served.command('mo', ref, command)).status).toBe(404);
    },
  );

  it('does not know somebody who left', async () => {
    const served = await aServer(test);
    const { ref } = await receiveOne(served.app);
    await served.ask('PATCH', '/api/members/m_ana', { body: { active: false } });
    const answer = await served.command('ana', ref, 'claim');
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('not_active');
  });
});

describe('a reveal over the API', () => {
  it('shows contact, brief and notes to the custodian, is recorded, and kept by nobody on the way', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    await served.command('ana', ref, 'note', { text: 'Call after six' });
    const { status, headers, body } = await served.command('ana', ref, 'reveal', { reason: 'To call' });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      ref,
      contact: { name: 'Olena Koval', phone: expect.stringMatching(/^\+380/) },
    });
    expect(JSON.stringify(body.notes)).toContain('Call after six');
    const { history } = (await served.get(`/api/leads/${ref}`)).body;
    expect(history.at(-1)).toMatchObject({ event: 'revealed', member: 'm_ana', via: 'api' });
  });

  it('shows nothing to anybody else', async () => {
    const served = await aServer(test);
    const ref = await claimed(served);
    const answer = await served.command('ben', ref, 'reveal', { reason: 'Curious' });
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('Olena');
  });

  it('is limited a day for whoever is not the custodian', async () => {
    const served = await aServer(test);
    for (let seen = 0; seen < 2; seen += 1) {
      const { ref } = await receiveOne(served.app);
      expect((await served.command('mo', ref, 'reveal', { reason: 'Check' })).status).toBe(200);
    }
    const { ref } = await receiveOne(served.app);
    const third = await served.command('mo', ref, 'reveal', { reason: 'Check' });
    expect(third.status).toBe(409);
    expect(third.body).toMatchObject({ code: 'reveal_limit_reached', limit: 2 });
  });
});

describe('pulling the next lead over the API', () => {
  it('gives the oldest free one, until none is left', async () => {
    const served = await aServer(test);
    const oldest = await receiveOne(served.app);
    served.app.clock.forward(1000);
    await receiveOne(served.app);
    const first = await served.post('/api/leads/next', { member: 'm_ana' });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ ref: oldest.ref, stage: 'claimed', custodian: 'm_ana' });
    expect((await served.post('/api/leads/next', { member: 'm_ben', direction: 'main' })).status).toBe(200);
    const none = await served.post('/api/leads/next', { member: 'm_ben' });
    expect(none.status).toBe(409);
    expect(none.body.code).toBe('nothing_free');
  });

  it('refuses who is nobody, a direction that is none, and who is no prospector', async () => {
    const served = await aServer(test);
    await receiveOne(served.app);
    expect(pathsOf(await served.post('/api/leads/next', { member: 'm_nobody', direction: 'moon' }))).toEqual([
      'direction',
      'member',
    ]);
    expect(pathsOf(await served.post('/api/leads/next', { member: 'm_nobody' }))).toEqual(['member']);
    expect((await served.post('/api/leads/next', { member: 'm_dan' })).status).toBe(403);
    expect(pathsOf(await served.post('/api/leads/next', {}))).toEqual(['member']);
  });
});
