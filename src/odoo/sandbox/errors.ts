/** An error as Odoo reports it: Python class and message. */
export class OdooError extends Error {
  readonly pythonName: string
  /** HTTP status of JSON-2; JSON-RPC answers 200 with every error. */
  readonly status: number

  constructor(pythonName: string, message: string, status = 500) {
    super(message)
    this.name = 'OdooError'
    this.pythonName = pythonName
    this.status = status
  }

  /** What `load` reports as a message instead of failing as a whole. */
  get isUserError(): boolean {
    return this.pythonName.startsWith('odoo.exceptions.')
  }
}

export const userError = (message: string): OdooError => new OdooError('odoo.exceptions.UserError', message, 422)
export const accessError = (message: string): OdooError => new OdooError('odoo.exceptions.AccessError', message, 403)
export const accessDenied = (): OdooError => new OdooError('odoo.exceptions.AccessDenied', 'Access Denied', 403)
export const valueError = (message: string): OdooError => new OdooError('builtins.ValueError', message)
export const typeError = (message: string): OdooError => new OdooError('builtins.TypeError', message)

export const missingError = (model: string, ids: readonly number[], uid: number): OdooError =>
  new OdooError(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${tuple(ids)}), User: ${String(uid)})`,
    404,
  )

export const missingValue = (field: string, label: string, model: string, modelLabel: string): OdooError =>
  new OdooError(
    'odoo.exceptions.ValidationError',
    [
      `The operation cannot be completed: Missing required value for the field '${label}' (${field}).`,
      `Model: '${modelLabel}' (${model})`,
      '- create/update: a mandatory field is not set',
      '- delete: another model requires the record being deleted, you can archive it instead',
      '',
    ].join('\n'),
    422,
  )

/** Python's way to show a tuple of ids. */
function tuple(ids: readonly number[]): string {
  return ids.length === 1 ? `${String(ids[0])},` : ids.map(String).join(', ')
}
