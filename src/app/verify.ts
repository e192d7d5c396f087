/**
 * Checks that what is kept is what happened: folds the history of every lead anew, and compares. Reads a piece at a
 * time, while everybody goes on; changes nothing, and names leads by their numbers alone.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { fold } from '../core/evolve.ts';
import { custodianOf, isAlive } from '../core/lead.ts';
import type { Lead, MemberId } from '../core/lead.ts';
import { formatNumber } from '../core/number.ts';
import type { Db } from '../storage/open-database.ts';
import { countStrays, listHolders, listWholeLeads, readHoldings } from '../storage/whole-leads.ts';
import type { WholeLead } from '../storage/whole-leads.ts';

export const comparedParts = ['history', 'state', 'row', 'account', 'contact', 'keys'] as const;
export type ComparedPart = (typeof comparedParts)[number];

export const heldKinds = ['claimed', 'accepted', 'accounts'] as const;

export type Difference =
  /** A part of a lead is not what its history tells. */
  | { readonly type: 'lead'; readonly number: string; readonly part: ComparedPart }
  /** A member has more or less in hand than is counted. */
  | {
      readonly type: 'load';
      readonly member: MemberId;
      readonly held: (typeof heldKinds)[number];
      readonly is: number;
      readonly counted: number;
    }
  /** Rows of leads that are not there. */
  | { readonly type: 'strays'; readonly table: string; readonly count: number };

export type Checked = { readonly type: 'checked'; readonly leads: number };

const pieceSize = 50;
const pauseMs = 2;

/** What differs, and after each piece how many leads have been looked at. */
export async function* verify(db: Db): AsyncGenerator<Difference | Checked> {
  let leads = 0;
  let after = '';
  for (;;) {
    const piece = await listWholeLeads(db, after, pieceSize);
    const last = piece.length < pieceSize ? null : (piece.at(-1)?.ref ?? null);
    for (const strays of await countStrays(db, after, last)) yield { type: 'strays', ...strays };
    for (const lead of piece) {
      for (const part of differingParts(lead)) {
        yield { type: 'lead', number: formatNumber(lead.row.number), part };
      }
    }
    leads += piece.length;
    yield { type: 'checked', leads };
    if (last === null) break;
    after = last;
    await pause(pauseMs);
  }
  for (const member of await listHolders(db)) {
    const { counted, kept } = await readHoldings(db, member);
    for (const held of heldKinds) {
      if (counted[held] !== kept[held]) {
        yield { type: 'load', member, held, is: counted[held], counted: kept[held] };
      }
    }
  }
}

export function differingParts(whole: WholeLead): readonly ComparedPart[] {
  const folded = foldOf(whole);
  if (!folded) return ['history'];
  const isRight: Readonly<Record<ComparedPart, boolean>> = {
    history: true,
    state: isDeepStrictEqual(whole.state, folded),
    row: isDeepStrictEqual(whole.row, {
      number: folded.number,
      revision: folded.revision,
      stage: folded.stage,
      direction: folded.direction,
      source: folded.source,
      custodian: custodianOf(folded),
      receivedAt: folded.receivedAt,
      dueAt: folded.dueAt,
    }),
    account: isDeepStrictEqual(whole.account, accountOf(folded)),
    contact: whole.contact?.isAlike === true,
    keys: isDeepStrictEqual(whole.keys.map(keyText).sort(), keysOf(whole, folded).map(keyText).sort()),
  };
  return comparedParts.filter((part) => !isRight[part]);
}

/** Null for a history that has gaps, contradicts itself, or tells what cannot be. */
function foldOf({ ref, history }: WholeLead): Lead | null {
  const isSound = history.every(
    ({ revision, body, ...columns }, at) =>
      revision === at + 1 &&
      isDeepStrictEqual(columns, { at: body.at, type: body.type, by: body.by, via: body.via }),
  );
  if (!isSound) return null;
  try {
    const lead = fold(history.map(({ body }) => body));
    return lead.ref === ref ? lead : null;
  } catch {
    // `fold` throws on what the rules never yield: that is what is looked for here.
    return null;
  }
}

function accountOf(lead: Lead): WholeLead['account'] {
  if (lead.stage !== 'converted') return null;
  const { convertedAt, value, currency, accountManager } = lead;
  return { convertedAt, value, currency, custodian: accountManager };
}

/** What a lead is recognised by when the same person comes again: as long as it lives. */
function keysOf({ externalKey, contact }: WholeLead, lead: Lead): WholeLead['keys'] {
  if (!isAlive(lead) || !contact) return [];
  const { phone, phoneChecked, email } = contact;
  return [
    ...(externalKey === null ? [] : [{ kind: 'external', value: externalKey }]),
    ...(phone !== null && phoneChecked ? [{ kind: 'phone', value: phone }] : []),
    ...(email === null ? [] : [{ kind: 'email', value: email }]),
  ];
}

function keyText({ kind, value }: WholeLead['keys'][number]): string {
  return `${kind} ${value}`;
}
