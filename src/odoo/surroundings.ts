import { z } from 'zod'
import { Misconfigured, Permanent } from '../domain/errors.ts'
import { plusMs, type Instant } from '../domain/time.ts'
import { parsed, type OdooBridge } from './bridge.ts'
import { NO_SUCH } from './faults.ts'
import { findHelpdesk, helpdeskOf, type Helpdesk } from './flavour.ts'
import type { OdooInfo } from './ports.ts'
import { number, text, time } from './records.ts'

export const ADDON = 'marketplace.care.account'

const addonInfo = z.object({
  version: z.string(),
  uuid: text,
  neutralized: z.boolean(),
  features: z.array(z.string()),
})
export type AddonInfo = z.infer<typeof addonInfo>

/** What an addon may be too old for. */
type AddonMethod =
  | 'mirror_batch'
  | 'receipt_batch'
  | 'orders_mark'
  | 'deadlines_batch'
  | 'case_batch'
  | 'tracking_batch'
  | 'activities_take'
  | 'decision_open'
  | 'decision_orders'
  | 'decision_settle'

const KEPT_MS = 60_000

/** What the parts of the bridge share: which helpdesk, which addon, which database. Kept for a minute. */
export class Surroundings {
  readonly bridge: OdooBridge
  private kept: { readonly at: Instant; readonly found: Promise<Found> } | undefined

  constructor(bridge: OdooBridge) {
    this.bridge = bridge
  }

  async info(): Promise<OdooInfo> {
    const { helpdesk, addon, ...found } = await this.look()
    return {
      version: found.version,
      transport: found.transport,
      flavour: helpdesk?.kind ?? 'none',
      addon: addon?.features.includes('mirror_batch') === true ? addon.version : undefined,
      neutralized: found.neutralized,
      marks: {
        url: this.bridge.address,
        database: this.bridge.database,
        ...(found.companyCreated === undefined ? {} : { companyCreated: found.companyCreated }),
        ...(found.uuid === undefined ? {} : { uuid: found.uuid }),
      },
    }
  }

  /** @throws Misconfigured where there is none */
  async helpdesk(): Promise<Helpdesk> {
    return (await this.look()).helpdesk ?? helpdeskOf(this.bridge)
  }

  /** Whether our addon is there with this method. */
  async has(method: AddonMethod): Promise<boolean> {
    return (await this.look()).addon?.features.includes(method) ?? false
  }

  private async look(): Promise<Found> {
    const now = this.bridge.clock.now()
    if (this.kept === undefined || this.kept.at < plusMs(now, -KEPT_MS)) {
      const found = this.find()
      this.kept = { at: now, found }
      found.catch(() => {
        this.kept = undefined
      })
    }
    return this.kept.found
  }

  private async find(): Promise<Found> {
    const { bridge } = this
    const { kind } = await bridge.transport()
    const addon = await this.findAddon()
    const own = addon === undefined ? await this.readMarks() : {}
    return {
      version: await bridge.serverVersion(),
      transport: kind,
      helpdesk: await findHelpdesk(bridge),
      addon,
      neutralized: addon?.neutralized ?? own.neutralized ?? (await this.showsNeutralized()),
      companyCreated: await this.companyCreated(),
      uuid: addon?.uuid ?? own.uuid,
    }
  }

  private async findAddon(): Promise<AddonInfo | undefined> {
    if ((await this.bridge.fields(ADDON)).size === 0) return undefined
    try {
      return parsed(addonInfo, await this.bridge.call(ADDON, 'info'), `${ADDON}.info`)
    } catch (error) {
      if (!(error instanceof Permanent) || error.code !== NO_SUCH) throw error
      this.bridge.forget(ADDON)
      return undefined
    }
  }

  /** Readable for administrators only. */
  private async readMarks(): Promise<{ readonly uuid?: string; readonly neutralized?: boolean }> {
    try {
      const uuid = await this.bridge.call('ir.config_parameter', 'get_param', ['database.uuid'])
      const neutralized = await this.bridge.call('ir.config_parameter', 'get_param', ['database.is_neutralized'])
      return { ...(typeof uuid === 'string' ? { uuid } : {}), neutralized: Boolean(neutralized) }
    } catch (error) {
      if (error instanceof Misconfigured || error instanceof Permanent) return {}
      throw error
    }
  }

  /** What everybody may see: neutralising a database puts a banner on its pages. */
  private async showsNeutralized(): Promise<boolean> {
    const page = await this.bridge.page('/web/login', { db: this.bridge.database })
    return page.includes('oe_neutralize_banner')
  }

  /** All internal users may read it, and no copy of another database has the same. */
  private async companyCreated(): Promise<string | undefined> {
    const rows = await this.bridge.rows('res.company', z.object({ id: number, create_date: time }), [['id', '=', 1]])
    return rows[0]?.create_date
  }
}

interface Found {
  readonly version: string
  readonly transport: 'jsonrpc' | 'json2'
  readonly helpdesk: Helpdesk | undefined
  readonly addon: AddonInfo | undefined
  readonly neutralized: boolean
  readonly companyCreated: string | undefined
  readonly uuid: string | undefined
}
