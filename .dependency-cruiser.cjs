/** The import rule of docs/architecture.md: imports go one way, one level never imports itself sideways. */
const levels = {
  config: 'src/config',
  domain: 'src/domain',
  kit: 'src/kit',
  ledger: 'src/ledger',
  odoo: 'src/odoo',
  mail: 'src/mail',
  connectors: 'connectors',
  flows: 'src/flows',
  schedule: 'src/schedule',
  server: 'src/server',
}

/** What each level may import besides itself. */
const allowed = {
  domain: [],
  kit: ['domain'],
  config: ['domain', 'kit'],
  ledger: ['domain', 'kit'],
  odoo: ['domain', 'kit'],
  mail: ['domain', 'kit'],
  connectors: ['domain', 'kit'],
  flows: ['domain', 'kit', 'ledger', 'odoo', 'mail'],
  schedule: ['domain', 'kit', 'ledger', 'odoo', 'mail', 'flows'],
  server: ['domain', 'kit', 'ledger', 'odoo', 'mail', 'flows'],
}

const oneWay = Object.entries(allowed).map(([level, others]) => ({
  name: `one-way-${level}`,
  comment: `${level} may import only itself and: ${others.join(', ') || 'nothing of the project'}`,
  severity: 'error',
  from: { path: `^${levels[level]}/` },
  to: {
    path: '^(src|connectors|test|bench|scripts)/',
    pathNot: [`^${levels[level]}/`, ...others.map((other) => `^${levels[other]}/`)],
  },
}))

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'connectors-not-sideways',
      comment: 'A connector never imports another connector.',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/' },
      to: { path: '^connectors/', pathNot: ['^connectors/$1/'] },
    },
    {
      name: 'connectors-no-libraries-of-others',
      comment: 'A connector never mentions Odoo, the database or the mail transport.',
      severity: 'error',
      from: { path: '^connectors/' },
      to: { path: 'node_modules/(odoo-await|kysely|pg|@electric-sql|nodemailer)' },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain does no input or output: zod and date or text libraries only.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: {
        dependencyTypes: ['core', 'npm'],
        pathNot: ['node_modules/(zod|luxon|date-holidays|sanitize-html|html-to-text|@types)', '^(crypto|node:crypto)$'],
      },
    },
    {
      name: 'no-cycles',
      comment: 'No import cycles.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
}
