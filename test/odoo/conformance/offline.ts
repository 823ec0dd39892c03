import { afterAll, beforeAll, describe, test } from 'vitest'
import { startOdooSandbox, type OdooSandbox } from '../../../src/odoo/sandbox/sandbox.ts'
import { CASES } from './cases.ts'
import { subjectAt, type Subject } from './subject.ts'

/** Tries every promise on the sandbox, over both protocols. */
export function trySandbox({ addon }: { readonly addon: boolean }): void {
  describe.each(['jsonrpc', 'json2'] as const)('over %s', (transport) => {
    let sandbox: OdooSandbox
    let odoo: Subject
    beforeAll(async () => {
      sandbox = await startOdooSandbox({ addon })
      odoo = subjectAt({ ...sandbox, addon }, transport)
    })
    afterAll(() => sandbox.close())

    const fitting = CASES.filter(({ only }) => only === undefined || (only === 'with the addon') === addon)
    for (const { promise, run } of fitting) test(promise, () => run(odoo))
  })
}
