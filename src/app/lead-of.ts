/**
 * A lead as the API tells of it (`GET /api/leads/{ref}`): where it stands and what happened. It holds no contact, and
 * nothing that anybody typed.
 */
import type { Answer } from '../core/contact.ts';
import type { EventType, LeadEvent } from '../core/event.ts';
import { custodianOf, type Lead, type MemberId, type Moment, type Ref, type Stage } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Via } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import type { FieldKind, Playbook } from '../core/policy.ts';

export type PublicLead = {
  readonly ref: Ref;
  /** `L-1042` */
  readonly number: string;
  readonly stage: Stage;
  readonly direction: string;
  readonly source: string | null;
  readonly custodian: MemberId | null;
  /** Only what was chosen or counted; texts are told by a reveal. */
  readonly brief: readonly Answer[];
  readonly dueAt: string | null;
  readonly receivedAt: string;
  readonly account?: PublicAccount;
  readonly history: readonly {
    readonly at: string;
    readonly event: EventType;
    readonly member: MemberId | null;
    readonly via: Via;
  }[];
};

export type PublicAccount = {
  readonly custodian: MemberId | null;
  readonly convertedAt: string;
  /** In the smallest unit of the currency. */
  readonly value: number | null;
  readonly currency: string | null;
};

export function leadOf(view: LeadView, history: readonly LeadEvent[], playbook: Playbook): PublicLead {
  const { lead } = view;
  const account = accountOf(lead);
  return {
    ref: lead.ref,
    number: formatNumber(lead.number),
    stage: lead.stage,
    direction: lead.direction,
    source: lead.source,
    custodian: custodianOf(lead),
    brief: view.brief.filter(({ question }) => isHarmless(question, lead, playbook)),
    dueAt: lead.dueAt === null ? null : isoOf(lead.dueAt),
    receivedAt: isoOf(lead.receivedAt),
    ...(account ? { account } : {}),
    history: history.map(({ at, type, by, via }) => ({ at: isoOf(at), event: type, member: by, via })),
  };
}

/** A question that the playbook does not know any more may have had any kind of answer. */
function isHarmless(id: string, lead: Lead, playbook: Playbook): boolean {
  const kind = playbook.directions[lead.direction]?.brief.find((question) => question.id === id)?.kind;
  return kind !== undefined && !freeText.includes(kind);
}

const freeText: readonly FieldKind[] = ['text', 'long text'];

function accountOf(lead: Lead): PublicAccount | null {
  if (lead.stage !== 'converted') return null;
  return {
    custodian: lead.accountManager,
    convertedAt: isoOf(lead.convertedAt),
    value: lead.value,
    currency: lead.currency,
  };
}

const isoOf = (moment: Moment) => new Date(moment).toISOString();
