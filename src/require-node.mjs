/** Says what to do where something was started with a Node that cannot run TypeScript as it is. */

/** @param {string} version @param {string} command */
export function requireNode(version, command) {
  if (Number(version.split('.')[0]) >= 26) return true;
  process.stderr.write(
    `Baton runs on Node 26, which "npm ci" brings along; this is Node ${version}.\n` +
      `Start it with "${command}", or put node_modules/.bin first in PATH.\n` +
      'If that is what you did, optional packages were left out: run "npm ci" again without --omit=optional.\n',
  );
  process.exitCode = 1;
  return false;
}
