/** Node-RED's own settings stay as they are, but for what its flows need: a pool, since it brings no node for PostgreSQL. */
const { Pool } = require('pg');

module.exports = {
  flowFile: 'flows.json',
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PORT),
  functionGlobalContext: {
    pool: new Pool({ connectionString: process.env.DATABASE_URL, max: 10 }),
    slack: { token: process.env.SLACK_TOKEN, channel: process.env.SLACK_CHANNEL },
  },
};
