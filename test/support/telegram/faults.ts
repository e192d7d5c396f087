/** What can go wrong on the way: by method, by chat, for so many calls, or for a share of them. */
import type { Call } from './types.ts';

export type FaultKind =
  | 'answer lost' // it was done; the connection breaks
  | 'reset' // nothing was done; the connection breaks
  | 'hang' // nothing was done, nothing is answered
  | 'hang after' // it was done, nothing is answered
  | '500' // nothing was done
  | '502' // nothing was done; a page of HTML
  | '502 after' // it was done; a page of HTML
  | '429'
  | '401'
  | '403'
  | '400' // the content is refused
  | 'slow'; // it is done, later

export type Fault = {
  readonly kind: FaultKind;
  /** Without: what writes (send…, edit…, delete…). `*`: everything. */
  readonly methods?: readonly string[];
  readonly chat?: number;
  /** How many calls; without: every one until they are healed. */
  readonly times?: number;
  /** How many pass first. */
  readonly after?: number;
  /** Of each hundred so many, drawn by a seed. */
  readonly percent?: number;
  /** `slow`: how slow. */
  readonly ms?: number;
  /** `429`: how long to wait, and for what. */
  readonly seconds?: number;
  readonly scope?: 'chat' | 'all';
};

export type Faults = ReturnType<typeof makeFaults>;

export function makeFaults() {
  let faults: { readonly fault: Fault; left: number; toPass: number }[] = [];
  let state = 1;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % 100;
  };

  return {
    add(fault: Fault) {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY, toPass: fault.after ?? 0 });
    },
    heal() {
      faults = [];
    },
    meet(call: Pick<Call, 'method' | 'chat'>): Fault | null {
      for (const one of faults) {
        if (one.left <= 0 || !meets(one.fault, call)) continue;
        if (one.toPass > 0) {
          one.toPass -= 1;
          continue;
        }
        if (one.fault.percent !== undefined && draw() >= one.fault.percent) continue;
        one.left -= 1;
        return one.fault;
      }
      return null;
    },
  };
}

function meets({ methods, chat }: Fault, call: Pick<Call, 'method' | 'chat'>): boolean {
  if (chat !== undefined && chat !== call.chat) return false;
  if (methods === undefined) return /^(send|edit|delete(?!Webhook|MyCommands))/.test(call.method);
  return methods.includes('*') || methods.includes(call.method);
}
