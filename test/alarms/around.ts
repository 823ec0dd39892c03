import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MailServers, startMailServers } from '../../scripts/mail/kit.ts'
import { type Operator, startOperator } from './operator.ts'

/** What the stories of a suite share: real mail servers, and an operator for each service. */
export interface Around {
  readonly servers: MailServers
  operator(name: string): Promise<Operator>
  operators(): readonly Operator[]
  close(): Promise<void>
}

export async function startAround(): Promise<Around> {
  const servers = await startMailServers({ dir: mkdtempSync(join(tmpdir(), 'care-mail-')) })
  const operators: Operator[] = []
  return {
    servers,
    async operator(name) {
      const operator = await startOperator(name, servers)
      operators.push(operator)
      return operator
    },
    operators: () => [...operators],
    async close() {
      for (const operator of operators) await operator.close()
      await servers.close()
    },
  }
}
