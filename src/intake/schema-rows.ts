/** A JSON schema as the rows of a table: a name, what kind of value, what it means. Objects in objects by dotted names. */
import { z } from 'zod';
import { escape } from './html.ts';

export type Schema = {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[] | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
};
export type Schemas = Readonly<Record<string, Schema>>;

export const schemaShape: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    examples: z.array(z.unknown()).optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), schemaShape).optional(),
    required: z.array(z.string()).optional(),
    items: schemaShape.optional(),
    anyOf: z.array(schemaShape).optional(),
    oneOf: z.array(schemaShape).optional(),
  }),
);

type Named = { readonly name: string; readonly isRequired: boolean; readonly schema: Schema };

/** Deeper than this nothing is told: a schema may name itself. */
const deepest = 4;

export function schemaRows(of: Schema | readonly Named[], schemas: Schemas): string {
  const named = isList(of) ? of : fieldsOf(of, '', schemas);
  const rows = named.flatMap((one) => rowsOf(one, schemas, 0));
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
}

function isList(of: Schema | readonly Named[]): of is readonly Named[] {
  return Array.isArray(of);
}

function rowsOf({ name, isRequired, schema }: Named, schemas: Schemas, depth: number): readonly string[] {
  const seen = resolved(schema, schemas);
  const must = isRequired ? ' class="must"' : '';
  const row = `<tr><td${must}><code>${escape(name)}</code></td><td>${escape(kindOf(seen, schemas))}</td><td>${escape(meaningOf(seen))}</td></tr>`;
  const inner = depth < deepest ? fieldsOf(seen, name, schemas) : [];
  return [row, ...inner.flatMap((one) => rowsOf(one, schemas, depth + 1))];
}

/** What stands in an object, in each object of a list, or in any of several shapes. */
function fieldsOf(schema: Schema, under: string, schemas: Schemas): readonly Named[] {
  const seen = resolved(schema, schemas);
  if (seen.items) return fieldsOf(seen.items, `${under}[]`, schemas);
  const own = Object.entries(seen.properties ?? {}).map(([name, schema]) => ({
    name: under === '' ? name : `${under}.${name}`,
    isRequired: seen.required?.includes(name) === true,
    schema,
  }));
  const others = shapesOf(seen).flatMap((shape) => fieldsOf(shape, under, schemas));
  const known = new Set(own.map(({ name }) => name));
  return [...own, ...others.filter(({ name }) => !known.has(name) && known.add(name))];
}

function kindOf(schema: Schema, schemas: Schemas): string {
  const seen = resolved(schema, schemas);
  if (seen.const !== undefined) return JSON.stringify(seen.const);
  if (seen.enum) return seen.enum.map(String).join(' | ');
  const shapes = shapesOf(seen);
  if (shapes.length > 0) return [...new Set(shapes.map((shape) => kindOf(shape, schemas)))].join(' | ');
  if (seen.items) return `${kindOf(seen.items, schemas)}[]`;
  const types = [seen.type ?? (seen.properties ? 'object' : 'any')].flat();
  return types.map((type) => (type === 'string' && seen.format ? seen.format : type)).join(' | ');
}

function meaningOf({ description, examples, default: usual, maxLength, minimum, maximum }: Schema): string {
  const limits = [
    ...(maxLength === undefined ? [] : [`≤ ${maxLength}`]),
    ...(minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? [] : [`≥ ${minimum}`]),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? [] : [`≤ ${maximum}`]),
    ...(usual === undefined ? [] : [`= ${JSON.stringify(usual)}`]),
    ...(examples?.[0] === undefined ? [] : [JSON.stringify(examples[0])]),
  ];
  return [...(description === undefined ? [] : [description]), ...limits].join(' · ');
}

function shapesOf({ anyOf, oneOf }: Schema): readonly Schema[] {
  return anyOf ?? oneOf ?? [];
}

function resolved(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split('/').at(-1);
  const target = name === undefined ? undefined : schemas[name];
  return target ? { ...target, ...(schema.description ? { description: schema.description } : {}) } : schema;
}
