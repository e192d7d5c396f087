/** The JSON schema beside the playbook, from which editors complete and check while one types. */
import { z } from 'zod';
import { playbookSchema } from './schema.ts';

export function playbookJsonSchema(): string {
  const schema = z.toJSONSchema(playbookSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'A playbook of Baton', ...schema }, null, 2)}\n`;
}
