import { z } from 'zod'
import type { Domain } from './bridge.ts'
import { Misconfigured } from '../domain/errors.ts'
import { missingRight } from './faults.ts'
import type { Helpdesk } from './flavour.ts'
import { load, YES, type Cell } from './load.ts'
import { DeadlineSetup } from './setup-deadlines.ts'
import { XMLID_MODULE } from './naming.ts'
import type { SetupReport } from './ports.ts'
import { id } from './records.ts'
import type { Surroundings } from './surroundings.ts'

const STAGES = ['stage_new', 'stage_progress', 'stage_waiting', 'stage_closed'] as const
type Piece = 'team' | 'channel' | (typeof STAGES)[number]

/** The team in which marketplace tickets live, with its stages. */
export type OwnPlace = Readonly<Record<Exclude<Piece, 'channel'>, number>> & { readonly channel: number | undefined }

/** External id by which `setup` and the addon know the same record. */
export const setupXmlid = (piece: Piece): string => `${XMLID_MODULE}.setup.${piece}`

/** No stage has a mail template: reaching it must not write to a buyer. */
const STAGE_VALUES: Readonly<Record<(typeof STAGES)[number], { readonly name: string; readonly flags: string[] }>> = {
  stage_new: { name: 'New', flags: ['unattended'] },
  stage_progress: { name: 'In progress', flags: [] },
  stage_waiting: { name: 'Waiting', flags: [] },
  stage_closed: { name: 'Closed', flags: ['closed', 'fold'] },
}

/** Team, stages and channel of marketplace tickets. */
export class Setup {
  private readonly surroundings: Surroundings
  private place: Promise<OwnPlace> | undefined

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings
  }

  /**
   * Makes what is missing; safe to call twice. Where the addon is, its records carry the same external ids and are found.
   * @throws Misconfigured when something is missing and the user may not make it
   */
  async run(): Promise<SetupReport> {
    const helpdesk = await this.surroundings.helpdesk()
    const found = await this.find(helpdesk)
    const missing = pieces(helpdesk).filter((piece) => !found.has(piece))
    if (missing.length > 0) await this.make(helpdesk, missing, found)
    this.place = undefined
    const label = (piece: Piece): string => setupXmlid(piece).replace(`${XMLID_MODULE}.`, '')
    const deadlines = await new DeadlineSetup(this.surroundings).run()
    return {
      made: [...missing.map(label), ...deadlines.made],
      found: [...[...found.keys()].map(label), ...deadlines.found],
      ...(deadlines.missing === undefined ? {} : { missing: deadlines.missing }),
    }
  }

  /**
   * Where new tickets go. Sets it up on the first use if it is missing and the user may.
   * @throws Misconfigured when it is missing and the user may not make it
   */
  async ownPlace(): Promise<OwnPlace> {
    this.place ??= this.findOrMake().catch((error: unknown) => {
      this.place = undefined
      throw error
    })
    return this.place
  }

  private async findOrMake(): Promise<OwnPlace> {
    const helpdesk = await this.surroundings.helpdesk()
    let found = await this.find(helpdesk)
    if (pieces(helpdesk).some((piece) => !found.has(piece))) {
      await this.run()
      found = await this.find(helpdesk)
    }
    const of = (piece: Piece): number => found.get(piece) ?? 0
    return {
      team: of('team'),
      stage_new: of('stage_new'),
      stage_progress: of('stage_progress'),
      stage_waiting: of('stage_waiting'),
      stage_closed: of('stage_closed'),
      channel: found.get('channel'),
    }
  }

  private async find(helpdesk: Helpdesk): Promise<Map<Piece, number>> {
    const found = new Map<Piece, number>()
    for (const piece of pieces(helpdesk)) {
      const id = await this.surroundings.bridge.byXmlid(setupXmlid(piece))
      if (id !== undefined) found.set(piece, id)
    }
    return found
  }

  private async make(helpdesk: Helpdesk, missing: readonly Piece[], found: ReadonlyMap<Piece, number>): Promise<void> {
    const { bridge } = this.surroundings
    const may = await bridge.call(helpdesk.teamModel, 'has_access', [[], 'create'])
    if (may !== true) {
      throw new Misconfigured(
        `Odoo has no team for marketplace tickets yet, and the service user may not create ${helpdesk.teamModel}. No conversation becomes a ticket. Run once with a user of the group ${helpdesk.managerGroup}: marketplace-care setup`,
      )
    }
    if (missing.includes('team')) await this.makeTeam(helpdesk)
    if (missing.includes('channel') && helpdesk.channelModel !== undefined) {
      await this.load(helpdesk, helpdesk.channelModel, { id: setupXmlid('channel'), name: 'Marktplatz' })
    }
    const team = found.get('team') ?? (await bridge.byXmlid(setupXmlid('team'))) ?? 0
    for (const [index, stage] of STAGES.entries()) {
      if (missing.includes(stage)) await this.makeStage(helpdesk, stage, index + 1, team)
    }
  }

  private async makeTeam(helpdesk: Helpdesk): Promise<void> {
    const members = await this.helpdeskUsers(helpdesk)
    const fields = await this.surroundings.bridge.fields(helpdesk.teamModel)
    await this.load(helpdesk, helpdesk.teamModel, {
      id: setupXmlid('team'),
      name: 'Marktplätze',
      ...(fields.has('show_in_portal') ? { show_in_portal: false } : {}),
      ...(fields.has('user_ids') && members.length > 0 ? { 'user_ids/.id': members.join(',') } : {}),
    })
  }

  private async makeStage(
    helpdesk: Helpdesk,
    stage: (typeof STAGES)[number],
    sequence: number,
    team: number,
  ): Promise<void> {
    const { name, flags } = STAGE_VALUES[stage]
    const fields = await this.surroundings.bridge.fields(helpdesk.stageModel)
    await this.load(helpdesk, helpdesk.stageModel, {
      id: setupXmlid(stage),
      name,
      sequence,
      'team_ids/.id': String(team),
      ...Object.fromEntries(flags.filter((flag) => fields.has(flag)).map((flag) => [flag, YES])),
    })
  }

  /** A ticket can only be assigned to members of its team: who works with the helpdesk today is one. */
  private async helpdeskUsers(helpdesk: Helpdesk): Promise<readonly number[]> {
    const { bridge } = this.surroundings
    const group = helpdesk.kind === 'oca' ? 'helpdesk_mgmt.group_helpdesk_user_own' : 'helpdesk.group_helpdesk_user'
    const groupId = await bridge.byXmlid(group)
    const fields = await bridge.fields('res.users')
    const field = ['all_group_ids', 'groups_id'].find((name) => fields.has(name))
    if (groupId === undefined || field === undefined) return []
    const domain: Domain = [
      ['share', '=', false],
      [field, 'in', [groupId]],
    ]
    const rows = await bridge.rows('res.users', z.object({ id }), domain, { archived: 'hidden' })
    return rows.map((row) => row.id)
  }

  private async load(helpdesk: Helpdesk, model: string, values: Readonly<Record<string, Cell>>): Promise<void> {
    const fields = await this.surroundings.bridge.fields(model)
    const shared = helpdesk.kind === 'oca' && fields.has('company_id')
    const row: Record<string, Cell> = { ...values, ...(shared ? { 'company_id/.id': false } : {}) }
    const group = helpdesk.managerGroup
    const { refused } = await load(this.surroundings.bridge, model, Object.keys(row), [[Object.values(row)]], { group })
    const [bad] = refused
    if (bad !== undefined) throw missingRight(`${model} (${bad.reason})`, 'create', group)
  }
}

const pieces = (helpdesk: Helpdesk): readonly Piece[] => [
  'team',
  ...(helpdesk.channelModel === undefined ? [] : ['channel' as const]),
  ...STAGES,
]
