import * as accounts from './accounts.ts'
import { sqlBarriers } from './barriers.ts'
import { sqlCarrier } from './carrier.ts'
import { sqlCases } from './cases.ts'
import * as conversations from './conversations.ts'
import type { Database } from './database.ts'
import * as deadlines from './deadlines.ts'
import { sqlMails } from './mails.ts'
import { enterMode } from './modes.ts'
import { sqlOrderFacts } from './order-facts.ts'
import type { Owner } from './owner.ts'
import * as placement from './placement.ts'
import type { Ledger } from './ports.ts'
import { record } from './record.ts'
import { sqlRestores } from './restores.ts'
import * as runs from './runs.ts'
import * as stops from './stops.ts'
import * as alarms from './alarms.ts'

/** The ledger over a database, each question in the file of its subject. */
export function sqlLedger(database: Database, owner: Owner): Ledger {
  return {
    goLive: (account, first) => accounts.goLive(database, account, first),
    cursor: (account, stream) => accounts.cursor(database, account, stream),
    storeCursor: (account, stream, cursor) => accounts.storeCursor(database, account, stream, cursor),
    knownMessages: (account, ids) => conversations.knownMessages(database, account, ids),
    knownFiles: (account, conversation) => conversations.knownFiles(database, account, conversation),
    record: (account, page) => record(database, account, page),
    openConversations: (account, limit, stream) => placement.openConversations(database, account, limit, stream),
    bind: (account, placed) => placement.bind(database, account, placed),
    setAside: (account, message, reason) => placement.setAside(database, account, message, reason),
    conversation: (account, id) => conversations.conversation(database, account, id),
    lastTexts: (account, id, limit) => conversations.lastTexts(database, account, id, limit),
    conversationOfTicket: (ticketId) => conversations.conversationOfTicket(database, ticketId),
    forgetPlace: (account, conversation) => placement.forgetPlace(database, account, conversation),
    bindTicket: (account, conversation, ticket) => placement.bindTicket(database, account, conversation, ticket),
    messageTotals: (account) => conversations.messageTotals(database, account),
    confirmMarks: (marks) => accounts.confirmMarks(database, marks),
    pauseAccount: (account, until, reason, cause) => accounts.pauseAccount(database, account, until, reason, cause),
    accountWorked: (account, at) => accounts.accountWorked(database, account, at),
    accountStates: () => accounts.accountStates(database),
    claimRun: (job, slot) => runs.claimRun(database, job, slot),
    finishRun: (job, slot, outcome) => runs.finishRun(database, job, slot, outcome),
    lastRuns: (limit, job) => runs.lastRuns(database, limit, job),
    changedWaits: (account, limit, options) => deadlines.changedWaits(database, account, limit, options),
    storeDeadlines: (account, rows) => deadlines.storeDeadlines(database, account, rows),
    renewDeadlines: (account) => deadlines.renewDeadlines(database, account),
    unshownDeadlines: (account, limit) => deadlines.unshownDeadlines(database, account, limit),
    deadlinesShown: (account, shown) => deadlines.deadlinesShown(database, account, shown),
    unwarnedDeadlines: (account, until, limit) => deadlines.unwarnedDeadlines(database, account, until, limit),
    deadlinesWarned: (account, warned) => deadlines.deadlinesWarned(database, account, warned),
    deadlines: (now) => deadlines.totals(database, now),
    nextDeadlines: (limit) => deadlines.nextDeadlines(database, limit),
    alone: aloneWith(owner),
    enterMode: (account, mode, at) => enterMode(database, account, mode, at),
    halted: () => stops.halted(database),
    halt: (side, reason) => stops.halt(database, side, reason),
    restores: sqlRestores(database),
    cases: sqlCases(database),
    orderFacts: sqlOrderFacts(database),
    carrier: sqlCarrier(database),
    barriers: sqlBarriers(database),
    mails: sqlMails(database),
    jobPassed: (job, passes, at) => alarms.jobPassed(database, job, passes, at),
    jobStates: () => alarms.jobStates(database),
    alarms: () => alarms.alarms(database),
    storeAlarms: (change) => alarms.storeAlarms(database, change),
  }
}

/** Within this process by a list of names, among processes by the owner. */
function aloneWith(owner: Owner): Ledger['alone'] {
  const here = new Set<string>()
  return async (name, work) => {
    if (here.has(name)) return undefined
    here.add(name)
    try {
      const free = await owner.takeName(name)
      if (free === undefined) return undefined
      try {
        return { result: await work() }
      } finally {
        await free()
      }
    } finally {
      here.delete(name)
    }
  }
}
