/** Reads a Dockerfile as far as ours needs it: instructions with their arguments, by stage. */

export type Instruction = { readonly name: string; readonly text: string };
export type Stage = {
  readonly from: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
};

export function readDockerfile(text: string): readonly Stage[] {
  const stages: { from: string; name: string | null; instructions: Instruction[] }[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (!known.includes(name)) throw new Error(`"${line}" is no instruction.`);
    if (name === 'FROM') {
      const [, from = '', as = null] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      stages.push({ from, name: as, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`"${name}" stands before FROM.`);
    stage.instructions.push({ name, text: rest });
  }
  return stages;
}

const known = [
  'FROM',
  'RUN',
  'CMD',
  'LABEL',
  'EXPOSE',
  'ENV',
  'ADD',
  'COPY',
  'ENTRYPOINT',
  'VOLUME',
  'USER',
  'WORKDIR',
  'ARG',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'SHELL',
];
