/** What the Telegram adapter needs kept, handed in as functions; it knows nothing of how. */

/** Data as JSON knows it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** An update to keep. Its lane is the chat or the person it concerns: within one lane order is kept. */
export type KeptUpdate = { readonly id: number; readonly lane: string; readonly body: JsonObject };

/** An update in hand. `tries` counts the times it was taken, this one included. */
export type Update = KeptUpdate & { readonly tries: number };

export type Taking = { readonly worker: string; readonly atMost: number };

/** The form that a person is filling in, as a conversation; `lead` so that an erasure finds it. */
export type FormSession = {
  readonly person: string;
  /** Names this filling-in in the codes of its buttons and in a deep link. */
  readonly ref: string;
  readonly lead: string | null;
  readonly state: JsonObject;
  readonly expiresAt: number;
};

export interface TelegramStore {
  /**
   * Keeps updates before they are worked on; resolves when they are kept. Those kept before are left as they are. Who may
   * work on something takes it at once, as `take` does, which need not be what came.
   */
  keep(updates: readonly KeptUpdate[], taking?: Taking | null): Promise<readonly Update[]>;
  /** The oldest waiting update of each lane that nobody has in hand, under a lease; of one lane never two at once. */
  take(worker: string, atMost: number): Promise<readonly Update[]>;
  /** It has been worked on: its body is forgotten, its id stays (a week) so that a repeated one does nothing. Takes on. */
  done(id: number, worker: string, atMost: number): Promise<readonly Update[]>;
  /** It failed: it comes again after a pause; after some tries it is put aside (body forgotten) and never stops its lane. */
  failed(id: number, worker: string): Promise<'again' | 'put aside'>;
  /** Tells when something may be there to take, from another process too; answers how to stop listening. */
  onWake(run: () => void): () => void;
  /** What only one process may do: takes or renews it for `forMs`; false while another has it. */
  lease(name: string, holder: string, forMs: number): Promise<boolean>;
  giveBack(name: string, holder: string): Promise<void>;
  /** At most one form for each person. */
  findForm(person: string): Promise<FormSession | null>;
  saveForm(session: FormSession): Promise<void>;
  deleteForm(person: string): Promise<void>;
}
