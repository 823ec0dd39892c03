import { z } from 'zod'

/** What the reference, the example files and the faults say about a setting. */
export interface FieldMeta {
  readonly description: string
  /** A value that would work, as written in the file. */
  readonly example: string
  /** Never printed; may also be given as `<NAME>_FILE`. */
  readonly secret?: boolean
  /** As written in the file. */
  readonly default?: string
  /** Written into the generated example as it is, not as a remark. */
  readonly inExample?: string
  /** Accepted and checked; the feature that reads it does not exist yet. */
  readonly notUsedYet?: boolean
}

export type Shape = Readonly<Record<string, z.ZodType>>

/** A group of settings with a title, one table in the reference. */
export interface Section<S extends Shape = Shape> {
  readonly title: string
  readonly intro: string
  /**
   * Says nothing to an account that has no messages, hands over no tracking references, tells nobody anything by mail (`mails`), sends
   * no mail at all (`mail-server`), or reads no mailbox.
   */
  readonly only?: 'messages' | 'tracking' | 'mails' | 'mail-server' | 'mailbox'
  readonly shape: S
}

export const section = <S extends Shape>(given: Section<S>): Section<S> => given

/** A setting that has to be given. */
export const required = <T extends z.ZodType>(type: T, meta: FieldMeta) => type.meta({ ...meta })

/** A setting without which its feature stays off. */
export const optional = <T extends z.ZodType>(type: T, meta: FieldMeta) => type.optional().meta({ ...meta })

/** A setting that has a value unless another is given. `value` is written as in the file. */
export const withDefault = <T extends z.ZodType<unknown, string>>(type: T, value: string, meta: FieldMeta) =>
  z.prefault(type, value as z.input<T>).meta({ ...meta, default: value })

/** What a field says about itself. A name that sounds like a secret is one, whatever is said. */
export function metaOf(name: string, field: z.ZodType): FieldMeta {
  const meta = field.meta() ?? {}
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    description: text(meta['description']),
    example: text(meta['example']),
    secret: meta['secret'] === true || (meta['secret'] === undefined && /(?:KEY|SECRET|PASSWORD|TOKEN)$/.test(name)),
    ...(typeof meta['default'] === 'string' ? { default: meta['default'] } : {}),
    ...(typeof meta['inExample'] === 'string' ? { inExample: meta['inExample'] } : {}),
    notUsedYet: meta['notUsedYet'] === true,
  }
}

export const isRequired = (field: z.ZodType): boolean => !field.safeParse(undefined).success

/** The fields of a connector's schema; also of one that is refined or transformed as a whole. */
export function shapeOf(schema: z.ZodType): Shape {
  if (schema instanceof z.ZodObject) return schema.shape as Shape
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType)
  throw new TypeError('The settings of a connector are declared as a zod object.')
}
