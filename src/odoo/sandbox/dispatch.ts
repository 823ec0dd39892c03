import { accessError, OdooError } from './errors.ts'
import { Env, type Context } from './env.ts'
import { bind, COMMON } from './methods.ts'
import type { Method } from './model.ts'

/** One call of a public method, as both protocols bring it. */
export interface Call {
  readonly model: string
  readonly method: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
}

/** Runs a call in one transaction. Undefined is Python's None. */
export function dispatch(base: Env['base'], uid: number, call: Call): unknown {
  const method = publicMethod(base, call)
  const { context, ...named } = call.kwargs
  return base.store.transaction(() => {
    const env = new Env(base, uid, (context ?? {}) as Context)
    if (method.on === 'model') {
      return method.run(env, [], bind(method, shownName(call), call.args, named))
    }
    const [ids, ...rest] = call.args
    if (ids === undefined) throw new OdooError('builtins.IndexError', 'list index out of range')
    const records = Array.isArray(ids) ? (ids as number[]) : [Number(ids)]
    return method.run(env, records, bind(method, shownName(call), rest, named))
  })
}

/** @throws what Odoo says of private and unknown methods and unknown models */
export function publicMethod(base: Env['base'], { model: modelName, method: name }: Call): Method {
  const model = new Env(base, 0).model(modelName)
  if (name.startsWith('_')) {
    throw accessError(`Private methods (such as '${modelName}.${name}') cannot be called remotely.`)
  }
  const method = model.methods?.[name] ?? COMMON[name]?.(modelName)
  if (method === undefined) {
    throw new OdooError('builtins.AttributeError', `The method '${modelName}.${name}' does not exist`)
  }
  return method
}

const shownName = ({ method }: Call): string => `BaseModel.${method}`
