import tseslint from 'typescript-eslint'

/** A query on the outer handle inside a transaction hangs on the embedded database: only the handed handle may be used there. */
const insideTransaction =
  'CallExpression[callee.property.name=/^(transaction|inTransaction)$/] > ArrowFunctionExpression'
const outerHandles = [
  'MemberExpression[object.type="ThisExpression"][property.name="db"]',
  'CallExpression[callee.object.name="database"][callee.property.name=/^(read|write|inTransaction)$/]',
]
const outerHandleInTransaction = {
  selector: outerHandles.map((handle) => `${insideTransaction} ${handle}`).join(', '),
  message: 'Inside a transaction use only the transaction handle (trx).',
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'data', 'odoo-addon', 'coverage', '.ci/out'] },
  ...tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', outerHandleInTransaction],
    },
  },
  {
    files: ['src/**/*.ts', 'connectors/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
)
